"""The registry of sheets: the sheets of every family, in the order of the workbook."""

from cutline.reports.sheets import cards, data_quality, measures, money, people, portfolio, selection, uncertainty
from cutline.reports.sheets.sheet import MatrixSheet, Sheet

FAMILIES = (selection, cards, money, people, measures, uncertainty, portfolio, data_quality)
SHEETS: tuple[Sheet | MatrixSheet, ...] = tuple(sheet for family in FAMILIES for sheet in family.SHEETS)
