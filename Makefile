# One verb for each habit. `make run` and `make test` need only Python 3.11 to 3.13 and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SAMPLE ?= sample
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint format bench race conformance docs wheel serve clean

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-11s%s\n", $$1, $$2}'

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv module; on Debian: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt
	@echo "installing what a night needs (a minute or so) ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@echo "installing what the tests need ..."
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

run: $(VENV)/.run  ## set up, make the sample portfolio and run its night
	@test -f $(SAMPLE)/portfolio.toml || $(BIN)/cutline sample $(SAMPLE)
	@$(BIN)/cutline run $(SAMPLE)

test: $(VENV)/.dev  ## set up and pass the tests; with ROOM=optimizer/model only those that a change in that room can break
	@tests=$$(test -z "$(ROOM)" || $(BIN)/python -m tests.of_room "$(ROOM)") && $(BIN)/python -m pytest -q $$tests

test-long: $(VENV)/.dev  ## the long suites as well
	@$(BIN)/python -m pytest -q -m "long or not long"

lint: $(VENV)/.dev  ## ruff, mypy and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev  ## let ruff write
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

$(VENV)/.bench: $(VENV)/.dev
	@echo "installing the rivals ..."
	@$(PIP) install --constraint constraints.txt --editable '.[dev,bench]'
	@touch $@

bench: $(VENV)/.bench  ## measure the stages of a night, the model's hand-over, the gate and the metrics, beside their rivals
	@$(BIN)/python -m benchmarks.night
	@$(BIN)/python -m benchmarks.race.hand_over
	@$(BIN)/python -m benchmarks.gate
	@$(BIN)/python -m benchmarks.metrics

race: $(VENV)/.bench  ## the race against other solvers (hours), and its page
	@for size in "100 60 3" "1000 60 3" "10000 60 3" "50000 300 1 Cutline"; do $(BIN)/python -m benchmarks.race.portfolio_race $$size; done
	@$(BIN)/python -m benchmarks.race.sample_portfolios
	@$(BIN)/python -m benchmarks.race.race_report

conformance: $(VENV)/.dev  ## ask every engine of this machine the conformance suite, and write its tables
	@$(BIN)/python -m tests.optimizer.conformance.table

docs: $(VENV)/.run  ## write the generated pages: data dictionary, settings, rules
	@$(BIN)/python -m docs.generate

wheel: $(VENV)/.dev  ## build the wheel and run its command from another folder
	@rm -rf dist && $(BIN)/python -m build --wheel --outdir dist . > /dev/null
	@$(BIN)/python -m tests.wheel_smoke dist/*.whl

serve: $(VENV)/.run  ## Dagster's web page on the sample portfolio
	@test -f $(SAMPLE)/portfolio.toml || $(BIN)/cutline sample $(SAMPLE)
	@mkdir -p .dagster && cp -n deploy/dagster.yaml .dagster/dagster.yaml || true
	@CUTLINE_PORTFOLIO=$(SAMPLE) DAGSTER_HOME=$(CURDIR)/.dagster PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/dagster dev -w workspace.yaml

clean:  ## remove everything that can be made again, the sample included
	@rm -rf $(VENV) $(SAMPLE) dist build .dagster .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
