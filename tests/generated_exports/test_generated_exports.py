"""Generated exports: what is read equals the truth, and what is not read is refused with a remedy that works."""

from collections import Counter
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from tests.generated_exports import shapes
from tests.generated_exports.drafts import WORDS, Draft
from tests.generated_exports.reading import Outcome, applied, read, settings_in
from tests.generated_exports.tables import SHOWN, TABLES
from tests.generated_exports.writing import first_row, write

SEEDS = 300


def draft_of(seed: int) -> tuple[Draft, list[str]]:
    """The draft of a seed, and the ids of its projects."""
    rng = Random(seed)
    maker, table = TABLES[rng.choice(list(TABLES))]
    draft = Draft(rng, table, SHOWN[table])
    letters = rng.choice(list(WORDS))
    ids = [
        f"{'Réno-' if letters == 'western' else 'ДП-' if letters == 'cyrillic' else 'Ł-' if letters == 'polish' else '00'}{n}"
        for n in range(4)
    ]
    maker(draft, ids, list(WORDS[letters]))
    options = [shapes.unseen_marks] if letters != "ascii" else []
    if maker.__name__ in ("cost_lines", "actuals"):
        options += [shapes.labels_once, shapes.totals_beside_lines, shapes.twin_header]
    options += [shapes.key_of_several_columns]
    rng.choice([*options, lambda _: None])(draft)
    shapes.titles_and_totals(draft)
    shapes.header_place(draft)
    shapes.writing(draft, letters)
    return draft, sorted({each[0] for each in draft.truth})


def added_up(draft: Draft, truth: list[tuple]) -> Counter:
    """The rows that a table has, if these rows of the file are read: postings of one account and period are one row."""
    if "repeated_rows" not in draft.feed:
        return Counter(truth)
    sums = Counter()
    for *key, amount in truth:
        sums[tuple(key)] += amount
    keys = {tuple(key) for *key, _ in truth}
    return Counter((*key, sums[key]) for key in keys)


def wrong(draft: Draft, outcome: Outcome) -> str:
    """What is wrong with an outcome; empty if every accepted row is true, and every other row was told."""
    if outcome.refusals:
        dull = [each for each in outcome.refusals if not all(part.strip() for part in each) or "f." not in each[0]]
        return f"a refusal without place, found, expected or remedy: {dull[0]}" if dull else ""
    told = {row - first_row(draft) for row in outcome.bad["source_row"]}
    known = [truth for truth, rows in zip(draft.truth, draft.rows_of, strict=True) if not rows & told]
    accepted = Counter(outcome.accepted.select(draft.shown).rows())
    most = known if "repeated_rows" in draft.feed else draft.truth
    missing, extra = added_up(draft, known) - accepted, accepted - added_up(draft, most)
    if missing or extra:
        return f"{list(missing)} neither accepted nor told; {list(extra)} accepted and not true"
    for where in outcome.bad.select("source_file", "cell", "found", "expected", "remedy", "rule").rows():
        if not all(where[i] for i in (0, 2, 3, 4)) or not (where[1] or draft.kind in ("jsonl", "parquet") or where[5] == "shape"):
            return f"a bad cell without place, found, expected or remedy: {where}"
    return ""


def is_right(draft: Draft, outcome: Outcome) -> bool:
    """Whether everything was read, and as it is."""
    return (
        not outcome.refusals
        and outcome.bad.is_empty()
        and Counter(outcome.accepted.select(draft.shown).rows()) == added_up(draft, draft.truth)
    )


def way_out(draft: Draft, name: str, outcome: Outcome, declaration: dict, folder: Path, ids: list[str]) -> bool:
    """Whether a remedy that was told, applied to the declaration, reads everything."""
    remedies = outcome.remedies()
    if name == "not_data" and "key of two columns" in draft.about and any("not_data" in remedy for remedy in remedies):
        return True  # a key without one of its parts is empty, so the first text of the row is not known
    if name == "where" and any("where" in remedy for remedy in remedies):
        return True  # only a person knows which rows are meant
    named = list(dict.fromkeys((key, repr(value)) for remedy in remedies for key, value in settings_in(remedy)))
    values = {
        (key, repr(value)): (key, draft.calendar.get(key, value)) for remedy in remedies for key, value in settings_in(remedy)
    }
    pairs = (
        [[values[each]] for each in named] + [[values[a], values[b]] for a, b in combinations(named, 2)] + [list(values.values())]
    )
    return any(is_right(draft, read(applied(declaration, chosen, draft.words), folder, ids)) for chosen in pairs[:80])


def check(seed: int, folder: Path) -> None:
    draft, ids = draft_of(seed)
    write(draft, folder)
    for name in ["", *draft.lacks]:
        declaration = draft.declaration(name)
        outcome = read(declaration, folder, ids)
        about = f"seed {seed}, without {name or 'nothing'}: {', '.join(draft.about)}\n{declaration}\n{outcome.refusals[:3]}\n{outcome.bad}"
        assert not wrong(draft, outcome), f"{wrong(draft, outcome)}\n{about}"
        if is_right(draft, outcome):
            continue
        assert name, f"not read although all is declared\n{about}"
        assert way_out(draft, name, outcome, declaration, folder, ids), f"no remedy works: {outcome.remedies()[:6]}\n{about}"


@pytest.mark.parametrize("seed", range(0, SEEDS, 20))
def test_a_generated_export_is_read_right_or_refused_with_the_way_out(tmp_path, seed):
    """Fully declared it is read as it is; without each part of its declaration it is read so, or the remedy that is told reads it."""
    check(seed, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", [seed for seed in range(SEEDS) if seed % 20])
def test_all_generated_exports_are_read_right_or_refused_with_the_way_out(tmp_path, seed):
    """The same for all three hundred."""
    check(seed, tmp_path)
