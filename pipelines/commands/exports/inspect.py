"""`cutline inspect`: shows the properties of an export, and the block of settings that reads it."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pipelines.commands.arguments import Json
from pipelines.commands.json_answer import print_json


def inspect(
    file: Annotated[Path, Parameter(help="an export, of any kind that Cutline reads")],
    /,
    *,
    sheet: Annotated[str | None, Parameter(help="sheet of a workbook; the first one if left out")] = None,
    name: Annotated[str | None, Parameter(help="name of the source; made from the name of the file if left out")] = None,
    append_to: Annotated[Path | None, Parameter(help="portfolio folder: add the block to its portfolio.toml")] = None,
    as_json: Json = False,
) -> None:
    """Look at an export and propose how to read it: a [[sources]] block to edit and keep. What the file does not show is a question in the block."""
    from cutline.sources.inspecting.proposing.source_block import questions_in
    from pipelines.commands.exports.inspection import append_block, inspected, json_of, show_inspection, show_questions

    inspection, block = inspected(file, sheet, name)
    questions = questions_in(block)
    if as_json:
        print_json({**json_of(inspection), "questions": questions, "block": block})
        return
    show_inspection(inspection)
    if append_to:
        for line in append_block(append_to, block, file.name):
            print(line)
        show_questions(questions)
        print(f'added to {append_to / "portfolio.toml"}: answer what is "?", then cutline check {append_to}')
    else:
        print(f"\n{block}")
        print(f'{len(questions)} question(s) in the block, marked "?"' if questions else "no question left")
