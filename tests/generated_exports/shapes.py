"""The shape of a generated export: keys, filters, headers, titles and totals, and how the file is written."""

import unicodedata

from tests.generated_exports.drafts import Cell, Draft

ENCODINGS = {"ascii": ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"], "western": ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1252"],
             "polish": ["utf-8", "cp1250", "cp1250"], "cyrillic": ["utf-8", "utf-16", "cp1251", "cp1251"]}  # fmt: skip
NEEDS_DECLARATION = ("cp1252", "latin-1", "cp1250", "cp1251")


def key_of_several_columns(draft: Draft) -> None:
    """The project is told by an agency and a number."""
    place = draft.columns.index("project_id")
    parts = {
        row[place].text: (f"AG{n % 2}", f"{n // 2}") for n, row in enumerate({r[place].text: r for r in draft.body}.values())
    }
    for row in draft.body:
        agency, number = parts[row[place].text]
        row[place] = Cell(number)
        row.insert(place, Cell(agency))
    draft.truth = [("/".join(parts[each[0]]), *each[1:]) for each in draft.truth]
    draft.columns.insert(place, "")
    draft.header.insert(place, "Agency")
    draft.feed["columns"]["project_id"] = {"parts": ["Agency", draft.header[place + 1]], "between": "/"}
    draft.about.append("key of two columns")


def labels_once(draft: Draft) -> None:
    """The project is written once, as in a pivot table."""
    place, before = draft.columns.index("project_id"), None
    for row in draft.body:
        if row[place].text == before:
            row[place] = Cell("")
        else:
            before = row[place].text
    draft.map_column("project_id", "fill_down", fill_down=True)
    draft.about.append("labels once")


def totals_beside_lines(draft: Draft) -> None:
    """A row for each project sums up its rows, in the same file."""
    place = len(draft.header)
    draft.header.append("Row type")
    draft.columns.append("")
    for row in draft.body:
        row.append(Cell("Line"))
    total = [Cell(cell.text, cell.value, cell.form) for cell in draft.body[0]]
    total[place] = Cell("Total")
    draft.body.append(total)
    if draft.rng.random() < 0.5:
        draft.feed["where"] = {"Row type": "Line"}
        draft.lacks["where"] = [("feed", "where")]
    else:
        draft.feed["where_not"] = {"Row type": ["Total", "Subtotal"]}
        draft.lacks["where"] = [("feed", "where_not")]
    draft.about.append("totals beside lines")


def twin_header(draft: Draft) -> None:
    """Another column has the header of the amounts."""
    name = next(each for each in ("amount", "whole_life_cost", "probability") if each in draft.columns)
    place = draft.columns.index(name)
    is_first = draft.rng.random() < 0.5
    at = place + 1 if is_first else place
    draft.header.insert(at, draft.header[place])
    draft.columns.insert(at, "")
    for number, row in enumerate(draft.body):
        row.insert(at, Cell(str(number + 1), float(number + 1)))
    draft.map_column(name, "nth", nth=1 if is_first else 2)
    draft.about.append("two columns of one header")


def unseen_marks(draft: Draft) -> None:
    """The headers have marks of direction, spaces that do not break, or another Unicode spelling."""
    draft.header[0] = draft.rng.choice(["\u200f{}", "\u200e{}\u200e", "{} ", "\u00a0{}"]).format(draft.header[0])
    if draft.table == "projects":
        place = draft.columns.index("name")
        draft.map_column("name", **{"from": "Tit\u00e9"})
        draft.header[place] = unicodedata.normalize("NFD", "Tit\u00e9")
    draft.about.append("unseen marks")


def titles_and_totals(draft: Draft) -> None:
    """Titles above the header, and a total or a note below the rows."""
    if draft.rng.random() < 0.5 and not draft.titles:
        draft.titles.append(["Portfolio report"])
    if draft.titles and draft.rng.random() < 0.5:
        draft.titles.append([""] if draft.rng.random() < 0.5 else ["Printed by hand", "page 1"])
    if draft.rng.random() < 0.3:
        draft.foot.append(["Total", *([""] * (len(draft.header) - 2)), "99"])
        draft.declare("not_data", not_data=["Total"])
    elif draft.rng.random() < 0.2:
        draft.foot.append(["Source: the finance system"])
        draft.declare("not_data", not_data=["Source:.*"])


def header_place(draft: Draft) -> None:
    """Declare where the header is, or write it in two rows or twice."""
    if draft.rng.random() < 0.15 and "unpivot" not in draft.feed:
        places = {each: draft.header.index(each) for each in draft.header}  # two columns of one header keep one header
        draft.second_header, draft.header = [f"({places[each]})" for each in draft.header], list(draft.header)
        _rename(draft, {each: f"{each} ({place})" for each, place in places.items()})
        draft.declare("header_rows", header_rows=2)
        draft.about.append("two header rows")
    elif draft.rng.random() < 0.15:
        middle = len(draft.body) // 2
        draft.body.insert(middle, [Cell(each) for each in draft.header])
        draft.rows_of = [{row + (row >= middle) for row in rows} for rows in draft.rows_of]
        draft.about.append("repeated header")
    if draft.titles:
        draft.declare("header_row", header_row=len(draft.titles) + 1)


def _rename(draft: Draft, names: dict[str, str]) -> None:
    for mapped in draft.feed["columns"].values():
        for key in ("from",):
            if key in mapped:
                mapped[key] = next((new for old, new in names.items() if _same(old, mapped[key])), mapped[key])
        if "parts" in mapped:
            mapped["parts"] = [names.get(each, each) for each in mapped["parts"]]
    for key in ("where", "where_not"):
        if key in draft.feed:
            draft.feed[key] = {names.get(each, each): texts for each, texts in draft.feed[key].items()}


def _same(one: str, other: str) -> bool:
    plain = lambda text: unicodedata.normalize("NFC", text).strip("\u200e\u200f\u00a0 ")  # noqa: E731
    return plain(one) == plain(other)


def writing(draft: Draft, letters: str) -> None:
    """The kind of file, and of a text file its encoding, separator, quotation mark and line ends."""
    kinds = ["csv"] * 7 + ["xlsx", "xlsx", "ods", "jsonl", "parquet"]
    is_plain = not (draft.titles or draft.foot or draft.second_header or len(set(draft.header)) < len(draft.header))
    draft.kind = draft.rng.choice(kinds if is_plain and "repeated header" not in draft.about else kinds[:-2])
    draft.about.append(draft.kind)
    if draft.kind != "csv":
        return
    text = "".join(
        [*draft.header, *(cell.text for row in draft.body for cell in row), *(each for row in draft.titles for each in row)]
    )
    draft.encoding = draft.rng.choice([each for each in ENCODINGS[letters] if _can_write(each, text)])
    if draft.encoding == "cp1252" and draft.rng.random() < 0.3:
        draft.stray = draft.rng.choice([b"\x81", b"\x8d", b"\x90"])
        draft.declare("undecodable", undecodable="replace")
        draft.source["encoding"] = "cp1252"
    elif draft.encoding == "utf-8" and letters != "ascii" and draft.rng.random() < 0.2:
        draft.stray = b"\xff"
        draft.declare("undecodable", undecodable="replace")
    elif draft.encoding in NEEDS_DECLARATION:
        draft.declare("encoding", encoding=draft.encoding)
    delimiter = draft.rng.choice([",", ";", "\t", "|"])
    if delimiter != ",":
        draft.declare("delimiter", delimiter=delimiter)
    draft.line_end = draft.rng.choice(["\n", "\r\n", "\r\n", "\r"])
    draft.must_quote = draft.rng.random() < 0.3
    if draft.rng.random() < 0.1:
        draft.declare("quote", quote="'")
    if draft.stray and "name" in draft.columns:
        draft.truth = [tuple("Stra\ufffde Réno" if part == "Straße Réno" else part for part in each) for each in draft.truth]
    draft.about += [draft.encoding, repr(draft.line_end), "stray bytes" if draft.stray else ""]


def _can_write(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
