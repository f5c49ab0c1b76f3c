"""The lines about the data: rows read, and findings that may change the plan."""

import polars as pl

MANY_KEPT_OUT = "most_candidates_can_be_chosen"  # the rule that objects if too many candidates are kept out by their data


def candidates_kept_out(rules: pl.DataFrame) -> list[tuple[str, str]]:
    """What keeps candidates out of the plan, if more than a declared share of them is kept out. There is no line otherwise."""
    many = rules.filter((pl.col("rule") == MANY_KEPT_OUT) & (pl.col("status") == "failed"))
    return [("Kept out by data", text) for text in many["summary"]]


def rows_read(accounting: pl.DataFrame, rules: pl.DataFrame) -> str:
    """Where the rows of all files went, and how many rules found something."""
    read, accepted, quarantined, superseded = accounting.select(
        pl.col("read", "accepted", "quarantined", "superseded").sum()
    ).row(0)
    warned = rules.filter(pl.col("status") != "passed").height
    return (
        f"{read:,} rows read: {accepted:,} accepted, {quarantined:,} in quarantine, {superseded:,} superseded; "
        f"{warned} rule(s) found something"
    )


def unknown_figures(totals: pl.DataFrame, metrics: pl.DataFrame) -> str:
    """How many open projects are missing from the sums of value, cost and risk, and how many because of a row set aside."""
    row = totals.filter(pl.col("level") == "all").row(0, named=True) if totals.height else None
    if row is None:
        return "no project"
    words = {"unvalued": "net present value", "uncosted": "cost", "unexposed": "risk exposure"}
    parts = [f"{word} of {_projects(row[name])}" for name, word in words.items() if row[name]]
    line = f"of {row['projects']} open projects: " + (", ".join(parts) if parts else "none")
    aside = metrics.drop_nulls("unknown_because").height
    line += f"; figures of {_projects(aside)} rest on a row that was set aside" if aside else ""
    return line + (f"; of {_projects(row['unplaced'])} it is unknown where to count them" if row["unplaced"] else "")


def _projects(count: int) -> str:
    return f"{count} project{'' if count == 1 else 's'}"


def findings_that_matter(findings: pl.DataFrame) -> str:
    """How many findings would change the plan, may change it, or cannot change it. Notes and findings under an exception
    are counted separately.
    """
    open_findings = findings.filter((pl.col("severity") != "note") & pl.col("excepted_until").is_null())
    counts = [
        open_findings.filter(pl.col("effect").is_in(codes)).height
        for codes in (["changes"], ["not_proven", "not_tied"], ["no_change", "no_say"])
    ]
    beside = findings.height - open_findings.height
    line = (
        "{} of {} would change the plan at a plausible value, {} may, {} cannot".format(
            counts[0], open_findings.height, *counts[1:]
        )
        if open_findings.height
        else "none"
    )
    return line + (f"; besides, there are {beside} notes and exceptions" if beside else "")
