"""The ledger ties to the cent with the accepted lines, and an error anywhere on the plan's way to it is found."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.options import building, option_lines
from cutline.choices.options.building import build_choices
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.errors import LedgerDoesNotTie
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, CHOSEN_SCHEMA
from cutline.settings.loading import Settings, settings_from
from cutline.sources.typing.parsing import QUARANTINE_SCHEMA
from tests.cutline.ledger.random_costs import random_costs
