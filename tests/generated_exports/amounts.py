"""The ways in which an export writes amounts and shares, each with what must be declared to read them."""

from collections.abc import Callable
from decimal import Decimal

from tests.generated_exports.drafts import Cell, Draft

Writer = Callable[[int], Cell]
MARKS = {"german": (",", "."), "french": (",", " "), "swiss": (".", "'"), "english": (".", ",")}


def grouped(amount: int, decimal: str, thousands: str, digits: int = 2) -> str:
    """An amount in minor units as text with marks."""
    whole, part = divmod(abs(amount), 10**digits)
    text = f"{whole:,}".replace(",", thousands) + (f"{decimal}{part:0{digits}d}" if digits else "")
    return f"-{text}" if amount < 0 else text


def plain(amount: int, digits: int = 2) -> str:
    """An amount in minor units with a point."""
    return grouped(amount, ".", "", digits)


def marks(draft: Draft) -> Writer:
    """Thousands and decimals as a country writes them."""
    country = draft.rng.choice(list(MARKS))
    decimal, thousands = MARKS[country]
    if country != "english":
        draft.declare("marks", decimal=decimal, thousands=thousands)
    draft.about.append(country)
    return lambda amount: Cell(grouped(amount, decimal, thousands), float(plain(amount)))


def whole_german(draft: Draft) -> Writer:
    """Whole amounts with a point for thousands, and some cents: 1.234 beside 12,50."""
    draft.declare("marks", decimal=",", thousands=".")
    draft.about.append("whole German amounts")
    return lambda amount: Cell(
        grouped(amount // 100, ",", ".", 0) if amount % 100 == 0 else grouped(amount, ",", "."), float(plain(amount))
    )


def bare_comma(draft: Draft) -> Writer:
    """A decimal comma and no thousands mark."""
    draft.declare("marks", decimal=",", thousands=".")
    draft.about.append("decimal comma")
    return lambda amount: Cell(plain(amount).replace(".", ","), float(plain(amount)))


def minus_behind(draft: Draft) -> Writer:
    """A minus, or CR, behind the number."""
    mark = draft.rng.choice(["-", "CR", " CR"])
    draft.declare("negative_suffixes", negative_suffixes=[mark.strip()])
    draft.about.append(f"{mark} behind")
    return lambda amount: Cell(
        plain(abs(amount)) + (mark if amount < 0 else ""), plain(abs(amount)) + mark if amount < 0 else float(plain(amount))
    )


def brackets(draft: Draft) -> Writer:
    """Brackets, with the sign of the currency."""
    sign = draft.rng.choice(["", "£", "GBP "])
    draft.about.append("brackets")
    return lambda amount: Cell(
        f"({sign}{grouped(-amount, '.', ',')})" if amount < 0 else sign + grouped(amount, ".", ","), float(plain(amount))
    )


def exponents(draft: Draft) -> Writer:
    """Doubles as a program writes them: 1.2345E3."""
    draft.about.append("exponents")

    def write(amount: int) -> Cell:
        digits = str(abs(amount)).rstrip("0").ljust(2, "0")
        place = len(str(abs(amount))) - 3
        text = f"{digits[0]}.{digits[1:]}E{place}"
        return Cell(f"-{text}" if amount < 0 else text, float(plain(amount)))

    return write


def float_tails(draft: Draft) -> Writer:
    """Binary fractions with all their digits: 7544.0249999999995."""
    draft.declare("round_to_15_digits", round_to_15_digits=True)
    draft.about.append("float tails")

    def write(amount: int) -> Cell:
        exact = Decimal(plain(abs(amount)))
        places = 16 - len(str(int(exact)))
        text = f"{exact - Decimal(5).scaleb(-places - 1):f}" if amount % 3 and amount else f"{exact:f}"
        return Cell(f"-{text}" if amount < 0 else text, float(plain(amount)))

    return write


def in_units(draft: Draft) -> Writer:
    """Thousands or millions, as the header or a title says."""
    unit, exponent = draft.rng.choice([("k", 3), ("m", 6)])
    names = {
        "k": ("Amount (£000)", "Amount in thousands", "Amount k£", "Betrag (Tsd. £)"),
        "m": ("Amount ($ M)", "Amount (£m)", "Amount in millions"),
    }
    place = draft.columns.index("amount") if "amount" in draft.columns else draft.columns.index("whole_life_cost")
    name = draft.columns[place]
    if draft.rng.random() < 0.7:
        draft.header[place] = draft.rng.choice(names[unit])
        draft.map_column(name, **{"from": draft.header[place]})
    else:
        draft.titles.append([f"Capital plan (in GBP {'thousands' if unit == 'k' else 'millions'})"])
    draft.map_column(name, "unit", unit=unit)
    mark = draft.rng.choice([".", ","])
    if mark == ",":
        draft.declare("marks", decimal=",", thousands=".")
    draft.about.append(f"unit {unit}, decimals after {mark}")

    def write(amount: int) -> Cell:
        text = f"{Decimal(amount).scaleb(-2 - exponent):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return Cell(text.replace(".", mark), float(text))

    return write


def own_units(draft: Draft) -> Writer:
    """Each amount with its unit: £1.2m."""
    draft.about.append("own units")

    def write(amount: int) -> Cell:
        text = f"{Decimal(abs(amount)).scaleb(-8):f}".rstrip("0").rstrip(".")
        return Cell(f"{'-' if amount < 0 else ''}£{text}m")

    return write


def typographic(draft: Draft) -> Writer:
    """A typographic minus and spaces that do not break."""
    draft.declare("marks", thousands=" ")
    draft.about.append("typographic minus")
    return lambda amount: Cell(grouped(amount, ".", "\u00a0").replace("-", "\u2212"), float(plain(amount)))


def pounds(draft: Draft) -> Writer:
    """Plain text."""
    return lambda amount: Cell(plain(amount), float(plain(amount)))


WRITERS = (
    marks,
    marks,
    whole_german,
    bare_comma,
    minus_behind,
    brackets,
    exponents,
    float_tails,
    in_units,
    in_units,
    own_units,
    typographic,
    pounds,
)


def dashes_for_zero(draft: Draft, write: Writer) -> Writer:
    """A dash for zero, as Excel's accounting format shows it."""
    draft.map_column("amount", "dash", values={"-": "0"})
    draft.about.append("dashes")
    return lambda amount: Cell(" -   ") if amount == 0 else write(amount)


def shares(draft: Draft) -> Writer:
    """A probability in basis points, as a share of some kind."""
    kind = draft.rng.choice(["percent sign", "percent", "fraction", "percent cell"])
    draft.about.append(kind)
    if kind in ("percent", "fraction"):
        draft.map_column("probability", "share", unit=kind)
    texts = {"percent sign": lambda bp: f"{bp / 100:g}%", "percent": lambda bp: f"{bp / 100:g}", "fraction": lambda bp: f"{bp / 10_000:g}",
             "percent cell": lambda bp: f"{bp / 100:g}%"}  # fmt: skip
    form = "0.00%" if kind == "percent cell" else ""
    return lambda bp: Cell(
        texts[kind](bp), bp / 10_000 if form else None if kind == "percent sign" else float(texts[kind](bp)), form
    )
