"""The owners who answer for what a rule finds, unless portfolio.toml names another."""

OFFICE, FINANCE, HR, DATA = "portfolio office", "finance", "resource management", "data engineering"
