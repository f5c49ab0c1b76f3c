"""The section [finance] of portfolio.toml: discounting, price bases and public-sector measures."""

from typing import Literal

from pydantic import Field

from cutline.settings.section import Section


class FinanceSection(Section):
    """Discounting, price bases and public-sector measures."""

    discount_rate_bp: int = Field(800, ge=0, le=10_000, description="Yearly discount rate in basis points: 800 is 8 %.")
    discount_schedule: str | None = Field(
        None,
        description="A schedule of declining rates, which replaces discount_rate_bp: green_book_2022 (3.5 % to year 30, 3 % to year 75, 2.5 % to year 125), or a schedule of the table discount_rates.",
    )
    discounting: Literal["start", "mid", "end"] = Field(
        "mid", description="Point of a period at which money is assumed to move: its start, its middle or its end."
    )
    prices: Literal["nominal", "real"] = Field(
        "nominal",
        description="Price basis in which values are computed. It is also the price basis of lines that state none. The discount rate must have the same basis: nominal or real.",
    )
    budget_prices: Literal["nominal", "real"] = Field(
        "nominal",
        description="Price basis of the budgets in the table funds. The spend that a budget pays is computed in these prices.",
    )
    price_base_year: int | None = Field(
        None,
        ge=1900,
        le=9999,
        description="Fiscal year of real prices for projects that state none. Default: the first fiscal year of the horizon.",
    )
    finance_rate_bp: int | None = Field(
        None,
        ge=0,
        le=10_000,
        description="Rate at which outlays are financed, for the modified internal rate of return (MIRR). Default: discount_rate_bp.",
    )
    reinvestment_rate_bp: int | None = Field(
        None,
        ge=0,
        le=10_000,
        description="Rate at which inflows are reinvested, for the modified internal rate of return (MIRR). Default: discount_rate_bp.",
    )
    public_sector: bool = Field(
        False,
        description="Whether the public-sector measures are computed as well: net present social value and switching values. They need real prices or the table deflators.",
    )
    social_schedule: str = Field(
        "green_book_2022",
        description="Discount schedule of the public-sector measures: green_book_2022, or a schedule of the table discount_rates.",
    )
