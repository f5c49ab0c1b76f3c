"""Floor 2: the tables of a night, named in the Dagster graph.

Each group of the graph has the file of its name, with its assets in `ASSETS`; `checks.py` has the checks of the quality gate, `inputs.py` how
assets name what they read. An asset's body reads its inputs, calls one function of a lower floor and attaches metadata;
figures are computed on the lower floors, not in assets. `resources/` has the objects that assets get from outside.
`published_nights/` reads a night after it was published. Jobs and schedules belong in `pipelines/`. Read `raw.py` first:
the groups follow one another as in `pipelines/jobs.py`.
"""
