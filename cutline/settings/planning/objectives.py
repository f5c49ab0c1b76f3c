"""Objectives in order: the list `planning.objective`, the blends of [[planning.blends]], and the measures that both may name."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cutline.settings.section import Section

Sense = Literal["at_least", "at_most"]
Unit = Literal["minor", "milli_points", "milli_fte_periods", "projects", "changes"]
WEIGHT_MAX = 10**12  # the largest weight of a blend


class Measure(Section):
    """A figure of an option that adds up over the plan. only: the one sense in which the model can state it; None for both."""

    unit: Unit
    sense: Sense
    only: Sense | None = None
    meaning: str


MEASURES: dict[str, Measure] = {
    "value": Measure(
        unit="minor", sense="at_least", only="at_least",
        meaning="the net present value, with what people cost who are bought and hired, and with synergies",
    ),
    "score": Measure(unit="milli_points", sense="at_least", meaning="the weighted score of the criteria"),
    "spend": Measure(
        unit="minor", sense="at_most", only="at_most",
        meaning="what is spent inside the horizon, with people who are bought and hired",
    ),
    "capex": Measure(unit="minor", sense="at_most", meaning="the part of the spend that is capex"),
    "opex": Measure(
        unit="minor", sense="at_most", only="at_most", meaning="the part that is opex, with people who are bought and hired"
    ),
    "people": Measure(
        unit="milli_fte_periods", sense="at_most", meaning="the people that projects need, summed over roles and periods"
    ),
    "projects": Measure(unit="projects", sense="at_least", meaning="the number of projects that run"),
    "exposure": Measure(
        unit="minor", sense="at_most", meaning="the expected cost of the open risks of projects that run, before the response"
    ),
    "residual_exposure": Measure(unit="minor", sense="at_most", meaning="the expected cost of these risks after the response"),
    "changes": Measure(
        unit="changes", sense="at_most", only="at_most",
        meaning="the change against the approved plan: 2 for each project added or dropped, 1 for each that runs otherwise",
    ),
}  # fmt: skip
UNITS: dict[Unit, str] = {
    "minor": "minor units of the currency",
    "milli_points": "thousandths of a point",
    "milli_fte_periods": "thousandths of an FTE in one period",
    "projects": "projects",
    "changes": "changes",
}


class Objective(Section):
    """One objective of the list, and what it may cost the objective before it. With neither share nor amount it may cost nothing."""

    measure: str = Field(description="A measure (listed below), or the name of a blend in [[planning.blends]].")
    sense: Sense | None = Field(
        None,
        description="at_least makes the measure as great as possible, at_most as small. Default: the usual sense of the measure.",
    )
    may_cost_bp: int | None = Field(
        None, ge=0, le=10_000, description="Share of the objective before that this one may cost, in basis points: 100 is 1 %."
    )
    may_cost: int | None = Field(
        None,
        ge=0,
        le=10**15,
        description="Amount that this one may cost, in the unit of the objective before: minor units, thousandths of a point.",
    )

    @model_validator(mode="after")
    def _one_permission(self) -> Self:
        if self.may_cost_bp is not None and self.may_cost is not None:
            raise ValueError(f"objective {self.measure} with `may_cost_bp` or `may_cost`, not with both")
        return self


class BlendTerm(Section):
    """A measure in a blend, its weight, and the unit that the weight is for."""

    measure: str = Field(description="A measure (listed below).")
    weight: int = Field(
        ge=-WEIGHT_MAX, le=WEIGHT_MAX, description="What one unit of the measure counts in the blend; negative if less is better."
    )
    per: Unit = Field(description="The unit of the measure. It is stated so that nobody weighs cents where euros are meant.")

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        known = MEASURES.get(self.measure)
        if known is None:
            raise ValueError(f"a measure of a blend is one of {', '.join(MEASURES)}; {self.measure!r} is none")
        if self.per != known.unit:
            raise ValueError(f'{self.measure} is counted in {UNITS[known.unit]}: write per = "{known.unit}" and weigh that unit')
        if self.weight == 0:
            raise ValueError(f"{self.measure} with a weight other than 0; leave it out if it does not count")
        return self


class Blend(Section):
    """A sum of weighted measures, which can be an objective. More of a blend is better."""

    name: str = Field(min_length=1, description="Name of the blend, for planning.objective and the reports.")
    unit: str = Field(min_length=1, description="What one unit of the blend is called in reports.")
    terms: tuple[BlendTerm, ...] = Field(min_length=1, description="The measures and their weights.")

    @property
    def weights(self) -> dict[str, int]:
        """Measure to weight."""
        return {term.measure: term.weight for term in self.terms}

    @model_validator(mode="after")
    def _can_be_modelled(self) -> Self:
        if self.name in MEASURES:
            raise ValueError(f"a blend has another name than a measure; {self.name!r} is a measure")
        if len(self.weights) < len(self.terms):
            raise ValueError(f"blend {self.name}: every measure once")
        for term in self.terms:
            only = MEASURES[term.measure].only
            if only is not None and (term.weight > 0) != (only == "at_least"):
                sign = "positive" if only == "at_least" else "negative"
                raise ValueError(
                    f"blend {self.name}: {term.measure} has a {sign} weight, because it can only be made {_made(only)}"
                )
        return self


def _made(sense: Sense) -> str:
    return "great" if sense == "at_least" else "small"


def check_objectives(objectives: tuple[Objective, ...], blends: tuple[Blend, ...]) -> None:
    """Raises ValueError for a list of objectives that cannot be kept: the message says what was expected."""
    names = {blend.name for blend in blends}
    if len(names) < len(blends):
        raise ValueError("every blend has a name of its own in planning.blends")
    known = (*MEASURES, *sorted(names))
    for place, each in enumerate(objectives):
        if each.measure not in known:
            raise ValueError(f"planning.objective names one of {', '.join(known)}; {each.measure!r} is none")
        only = MEASURES[each.measure].only if each.measure in MEASURES else "at_least"
        if only is not None and (each.sense or only) != only:
            raise ValueError(f'objective {each.measure} has the sense "{only}": it can only be made {_made(only)}')
        if place == 0 and (sense_of(each) == "at_most"):
            raise ValueError(
                f"the first objective is made great, and {each.measure} is made small: put it second, or write a blend in which it has a negative weight"
            )
        if place == 0 and (each.may_cost_bp is not None or each.may_cost is not None):
            raise ValueError(
                "the first objective has no objective before it that it may cost: leave may_cost_bp and may_cost out"
            )
    measures = [each.measure for each in objectives]
    if twice := sorted({name for name in measures if measures.count(name) > 1}):
        raise ValueError(f"planning.objective names each objective once; {twice[0]!r} stands there twice")


def sense_of(objective: Objective) -> Sense:
    """The sense of an objective: the one that is stated, or else the usual one of its measure. A blend is made great."""
    known = MEASURES.get(objective.measure)
    return objective.sense or ("at_least" if known is None else known.sense)
