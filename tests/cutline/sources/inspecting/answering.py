"""Answers the questions of a proposed block by what the block prints, as a person would who takes the first answer of each."""

import re

ANSWER = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|\[.*?\]|\b(?:true|false)\b|-?\b\d+(?:\.\d+)?\b|\b[a-z]+_date\b')


def answered(block: str, **chosen: str) -> str:
    """The block with an answer in place of each "?". chosen: the beginning of an answer by the setting that a question names,
    where the first answer is not the right one; a point in the name is written as two underscores.
    """
    done: list[str] = []
    answers: list[str] = []
    lines, is_new = _joined_comments(block.splitlines()), True
    for i, line in enumerate(lines):
        if line.startswith("# QUESTION "):
            answers = [*([] if is_new else answers), _answer(line, chosen)]
            is_new = False
            continue
        while not line.startswith("#") and '"?"' in line:
            is_new = True
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            line = line.replace('"?"', _offered(lines[i + 1 :]) or answer, 1)
        done.append(line)
    return "\n".join(done) + "\n"


def _joined_comments(lines: list[str]) -> list[str]:
    """The lines, with the comment of a question in one of them."""
    joined: list[str] = []
    for line in lines:
        if line.startswith("#   ") and joined and joined[-1].startswith("# QUESTION ") and not line.startswith("#    "):
            joined[-1] += " " + line[4:]
        else:
            joined.append(line)
    return joined


def _answer(question: str, chosen: dict[str, str]) -> str:
    setting = question.split(", ", 1)[1].split(":")[0]
    answers = ANSWER.findall(question.rpartition("Answer with ")[2])
    wanted = chosen.get(setting.replace(".", "__").replace(" ", "_"))
    if wanted is not None:
        return next(answer for answer in answers if answer.strip('"').startswith(wanted))
    return answers[0] if answers else ""


def _offered(lines: list[str]) -> str:
    """The list that stands as a comment below a setting, which is its answer; empty if there is none."""
    if not lines or not re.match(r"# \w+ = \[$", lines[0]):
        return ""
    rows = []
    for line in lines[1:]:
        if line == "# ]":
            return "[" + " ".join(rows) + "]"
        rows.append(line.removeprefix("# ").strip())
    return ""
