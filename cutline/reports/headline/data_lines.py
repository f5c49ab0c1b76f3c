"""The lines about the data: rows read, and findings that may change the plan."""

import polars as pl


def rows_read(accounting: pl.DataFrame, rules: pl.DataFrame) -> str:
    """Where the rows of all files went, and how many rules found something."""
    read, accepted, quarantined, superseded = accounting.select(
        pl.col("read", "accepted", "quarantined", "superseded").sum()
    ).row(0)
    warned = rules.filter(pl.col("status") != "passed").height
    return (
        f"{read:,} rows read: {accepted:,} accepted, {quarantined:,} in quarantine, {superseded:,} superseded; "
        f"{warned} rule(s) with something to say"
    )


def findings_that_matter(findings: pl.DataFrame) -> str:
    """How many findings change the plan, may, and do not; notes and what is under an exception are counted beside."""
    live = findings.filter((pl.col("severity") != "note") & pl.col("excepted_until").is_null())
    counts = [
        live.filter(pl.col("effect").is_in(codes)).height
        for codes in (["changes"], ["not_proven", "not_tied"], ["no_change", "no_say"])
    ]
    beside = findings.height - live.height
    told = (
        "{} of {} would change the plan at a plausible value, {} may, {} cannot".format(counts[0], live.height, *counts[1:])
        if live.height
        else "none"
    )
    return told + (f"; beside them {beside} notes and exceptions" if beside else "")
