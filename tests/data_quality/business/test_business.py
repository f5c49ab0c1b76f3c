"""The business rules together: a sound portfolio breaks none of them, and the rules of every file are in the table."""

import pkgutil
from importlib import import_module

import data_quality.business
from data_quality.business import BUSINESS_RULES
from tests.data_quality.business.sound_night import failed


def test_good_exports_break_nothing():
    """No rule finds fault with a sound portfolio."""
    assert failed({}) == {}


def test_the_rules_of_every_file_are_in_the_table():
    """Rules that nobody lists would never be run."""
    files = [import_module(f"data_quality.business.{each.name}") for each in pkgutil.iter_modules(data_quality.business.__path__)]
    assert sorted(rule.id for file in files for rule in file.RULES) == sorted(rule.id for rule in BUSINESS_RULES)
