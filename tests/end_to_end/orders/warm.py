"""Imports what every night imports, in the server from which the processes of runs are forked."""

import altair  # noqa: F401
import great_expectations  # noqa: F401
import vl_convert  # noqa: F401
import xlsxwriter  # noqa: F401

import tests.end_to_end.orders.processes  # noqa: F401
