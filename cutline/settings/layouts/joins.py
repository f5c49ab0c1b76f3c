"""The settings of a join: a feed takes columns from the file of another source, found by a key."""

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from cutline.settings.section import Section


class Join(Section):
    """Adds columns of another source to the rows of a feed. Rows belong together if their key has the same text in both files."""

    source: str = Field(
        description="Source whose file has the columns that are taken. It may be the feed's own source, with another sheet."
    )
    sheet: str | None = Field(None, description="Sheet of that file. Default: the sheet of that source, or else the first sheet.")
    on: dict[str, str] = Field(
        min_length=1,
        description='Headers of the key: { WBS = "WBS element" } compares WBS of the feed\'s file with WBS element of the other file. A text or a list names headers that both files have.',
    )
    take: dict[str, str] = Field(
        min_length=1,
        description='Columns that are taken: { Department = "Dept" } takes Dept, which `columns`, `where` and other joins then name Department. A text or a list names headers that stay as they are.',
    )
    unmatched: Literal["refuse", "unknown", "leave_out"] = Field(
        "refuse",
        description="What happens to a row whose key the other file does not have. refuse: the night stops. unknown: the taken cells are empty. leave_out: the row is not read, and is counted as not data.",
    )

    @field_validator("on", "take", mode="before")
    @classmethod
    def _plain_headers(cls, raw: Any) -> Any:
        """A text or a list of headers as a table from each header to itself."""
        names = [raw] if isinstance(raw, str) else raw
        return {name: name for name in names} if isinstance(names, list) else raw

    @model_validator(mode="after")
    def _headers_have_text(self) -> Self:
        if any(not each.strip() for pair in (*self.on.items(), *self.take.items()) for each in pair):
            raise ValueError("headers with text in `on` and `take`")
        return self
