"""Who answers for what a rule finds, unless portfolio.toml says otherwise."""

OFFICE, FINANCE, HR, DATA = "portfolio office", "finance", "resource management", "data engineering"
