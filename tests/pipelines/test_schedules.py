"""The nightly schedule is the portfolio's."""

from pipelines.definitions import build_definitions


def test_the_schedule_is_the_portfolio_s(starter):
    """Cron and time zone come from portfolio.toml; without a portfolio the definitions still load, with the defaults."""
    path = starter / "portfolio.toml"
    path.write_text(path.read_text() + '\n[schedule]\ncron = "15 3 * * *"\ntime_zone = "Europe/Paris"\n')
    [schedule] = build_definitions(starter).schedules or []
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("15 3 * * *", "Europe/Paris")
    [default] = build_definitions(starter / "nowhere").schedules or []
    assert (default.cron_schedule, default.execution_timezone) == ("30 4 * * *", "UTC")
