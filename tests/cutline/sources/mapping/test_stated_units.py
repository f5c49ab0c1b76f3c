"""The units that headers and titles state."""

import pytest

from cutline.sources.mapping.stated_units import in_words, stated_units

HEADERS = {
    'k': ['Amount (£000)', 'Amount (000s)', 'Cost in thousands', 'Budget ($000s)', 'Kosten (T€)', 'Kosten TEUR', 'Betrag in Tsd. €', 'Betrag in Tausend', 'k€', 'Montant (k€)', 'KEUR', 'Budget (kEUR)', 'EUR k', 'Cost £k', 'Cost (k)', 'Budget $K', '金额（千元）', '予算(千円)', '예산(천원)', 'Coste (miles de €)', 'Importe en miles', "Montant en milliers d'euros", 'Стоимость, тыс. руб.', 'Wartość (tys. zł)', 'cost_keur', 'amountKEUR', 'cost_k', 'budget_in_thousands', "Cost ($'000)", 'Cost ($’000)', 'Cost (USD thousand)', 'Cost x1000', 'Cost (x 1,000)', 'Cost (1000 USD)', 'in 1.000 €', 'Tkr', 'KSEK', 'kkr', 'Valor (R$ mil)', 'Bedrag (x € 1.000)', "Cost USD '000", 'US$ 000', '(€ thousand)', 'Cost [k€]', 'Budget (in k€)', 'Plan TCHF', 'Budget T EUR', 'Valore (migliaia di euro)', "GBP'000"],
    'm': ['Planned Cost ($ M)', 'Cost £m', 'Cost (£m)', 'Budget Mio. €', 'Budget (Mio)', 'Cost in millions', 'Cost ($ millions)', 'M€', 'MEUR', 'Budget (M€)', '€m', 'EUR m', 'US$m', 'US$ MM', '$MM', 'Cost (m)', 'Cost [M]', '预算(百万元)', '予算（百万円）', 'млн руб.', 'mln zł', 'MSEK', 'Mkr', 'Cost USD mn', 'costMillions', 'cost_usd_m', 'cost_m', 'Importe (millones de euros)', 'R$ milhões', 'Cost (€ million)', 'Cost AUD million', 'Kosten in Mio EUR', 'Whole Life Cost (£m)', 'Cost (x 1,000,000)', 'Budget in M', 'TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)', 'Cost, $m', 'Value (USDm)', '$ mill.', 'Cost in $ m'],
    'bn': ['Cost (£bn)', 'Cost $B', 'US$ billions', 'Mrd. €', 'Budget (Mrd EUR)', 'Md€', 'Mds €', "milliards d'euros", 'mld zł', 'миллиардов', 'miles de millones', 'Cost in billions', 'млрд руб', 'GEUR'],
}  # fmt: skip
TITLES = {
    'k': ['Capital programme ($ in thousands)', 'All amounts in thousands of euros', '(000s)', 'Beträge in TEUR', '单位：千元', '($000)', 'Angaben in Tsd. EUR', 'plan_TEUR_2027.csv', 'Figures in £k', "en milliers d'euros", "Amounts in $'000", '£000s'],
    'm': ['$ in millions', 'Figures in £m', '(in millions of USD)', 'Angaben in Mio. €', 'budget (M€).xlsx', 'All figures in millions', '単位：百万円', 'В млн руб.'],
}  # fmt: skip
NO_UNIT = ['$ Amount', '2014/2015 Budget', '2027', 'Amount', 'Amount (CAD)', 'Amount in EUR', 'Baseline Cost', 'Betrag', 'Budget', 'Budget 2000', 'Budget 2027', 'Capex', 'Commitment', 'Cost', 'Cost $/MWh', 'Cost ($)', 'Cost (A)', 'Cost (B)', 'Cost (EUR)', 'Cost (USD)', 'Cost (kr)', 'Cost 1', 'Cost in GBP', 'Cost per m', 'Cost per thousand units', 'Cost € m²', 'FY2027', 'Forecast to Go', 'Fund total', 'GMPP cost', 'Grand total', 'IBRD Commitment', 'Jan 27', 'K1', 'Kilometre cost', 'Kosten (€)', 'Kr', 'M&E cost ($)', 'M+1', 'M1', 'MTBF', 'Market value', 'Miles', 'Milestone cost', 'Mill road cost', 'Net value', 'Opex', 'Planned Cost', 'Planned Cost ($)', 'Project Total Budget', 'Q1 2027', 'T1 cost', 'Thai Baht THB', 'Total', 'Total USD', 'Trm cost', 'Value', 'm', '€/m', '万能予算', '千代田区予算']  # fmt: skip
NO_UNIT_IN_TITLE = ['The 5 million trees programme', 'Savings of £2.5m', 'One million homes', 'Plan m 2027', 'Budget 2,000', 'Report 1000', 'Programme M', 'Capital plan 2022-2031', 'Thousand Oaks budget', 'plan_m.csv', 'costs_20270301.csv', 'f.csv', 'Version 1.000', 'Projects over $1m', 'in 2027']  # fmt: skip


@pytest.mark.parametrize("unit", HEADERS)
def test_the_unit_of_a_header_is_found_in_many_languages(unit):
    """Beside a currency, in brackets, as a word, in the name of a field."""
    assert {header: list(stated_units(header)) for header in HEADERS[unit]} == {header: [unit] for header in HEADERS[unit]}


@pytest.mark.parametrize("unit", TITLES)
def test_the_unit_of_a_title_is_found(unit):
    """A title or the name of a file."""
    assert {title: list(stated_units(title, is_title=True)) for title in TITLES[unit]} == {
        title: [unit] for title in TITLES[unit]
    }


def test_other_headers_and_titles_state_no_unit():
    """Metres, miles, years, periods, districts and amounts in words are no units of the figures below."""
    assert {header: found for header in NO_UNIT if (found := stated_units(header))} == {}
    assert {title: found for title in NO_UNIT_IN_TITLE if (found := stated_units(title, is_title=True))} == {}


@pytest.mark.parametrize(
    ("header", "unit"),
    [("\u91d1\u989d\uff08\u4e07\u5143\uff09", "ten thousands (\u4e07)"), ("\u4e88\u7b97(\u5104\u5186)", "hundred millions (\u5104)"), ("Cost (Rs. Crore)", "crores"),
     ("Cost in lakhs", "lakhs"), ("Cost ($ trillion)", "trillions")],
)  # fmt: skip
def test_units_that_cutline_does_not_read_are_named(header, unit):
    """Such a column is a question, too."""
    assert list(stated_units(header)) == [unit]


@pytest.mark.parametrize(
    ("header", "kind", "unit"),
    [("Effort (hours)", "fte", "hours"), ("Std.", "fte", "hours"), ("Allocation %", "fte", "percent"), ("Person-days", "fte", "days"), ("FTE", "fte", None),
     ("Probability (%)", "share", "percent"), ("Share in bp", "share", "bp"), ("Probability", "share", None)],
)  # fmt: skip
def test_columns_of_people_and_shares_have_units_of_their_own(header, kind, unit):
    """Hours, days and per cent; basis points."""
    assert list(stated_units(header, kind)) == ([unit] if unit else [])


def test_a_unit_is_told_with_the_words_that_state_it():
    """For the message."""
    assert list(in_words(stated_units("Planned Cost ($ M)"))) == ["millions ('$ M')"]
