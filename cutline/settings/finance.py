"""The section [finance] of portfolio.toml."""

from typing import Literal

from pydantic import Field

from cutline.settings.section import Section


class FinanceSection(Section):
    """Time value of money."""

    discount_rate_bp: int = Field(800, ge=0, le=10_000, description="yearly discount rate in basis points: 800 is 8 %")
    discount_schedule: str | None = Field(
        None,
        description="a declining rate instead: green_book_2022 (3.5 % to year 30, 3 % to 75, 2.5 % to 125), or a schedule of the table discount_rates",
    )
    discounting: Literal["start", "mid", "end"] = Field("mid", description="when in a period money is taken to move")
    prices: Literal["nominal", "real"] = Field(
        "nominal",
        description="prices that values are counted in, and what a line is in that does not say; the discount rate must be of the same kind",
    )
    budget_prices: Literal["nominal", "real"] = Field(
        "nominal", description="prices of the budgets in funds; the spend that a budget pays is counted in them"
    )
    price_base_year: int | None = Field(
        None,
        ge=1900,
        le=9999,
        description="fiscal year of real prices, where a project states none; left out, the first of the horizon",
    )
    finance_rate_bp: int | None = Field(
        None, ge=0, le=10_000, description="rate paid on money put in, for MIRR; left out, discount_rate_bp"
    )
    reinvestment_rate_bp: int | None = Field(
        None, ge=0, le=10_000, description="rate earned on money taken out, for MIRR; left out, discount_rate_bp"
    )
    public_sector: bool = Field(
        False,
        description="also the public-sector measures: net present social value, switching values; they need real prices or deflators",
    )
    social_schedule: str = Field(
        "green_book_2022",
        description="discount schedule of the public-sector measures: green_book_2022, or one of the table discount_rates",
    )
