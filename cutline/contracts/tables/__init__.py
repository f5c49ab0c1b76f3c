"""The contract of every canonical table: column, type, unit, key, null rule and meaning, in a file for each subject.

Schemas, the contract rules of the gate, the data dictionary, the intake templates and Dagster's column metadata are derived
from these contracts, so that no column is described in two places. Rules that a contract cannot state belong to
`data_quality.business`. Read `all_tables.py` for the list of tables and `records.py` for what a contract consists of.
"""
