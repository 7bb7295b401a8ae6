# The two that matter: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := TRACKER_DATA_DIR=$${TRACKER_DATA_DIR:-$(CURDIR)/var/demo} $(BIN)/tracker
WORKERS ?= 2
PEOPLE ?= 100000

.DEFAULT_GOAL := help
.PHONY: help run test test-deep check format bench screens

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t14

run: $(VENV)/installed ## Set up everything, fill a demo service and serve it at http://127.0.0.1:8000
	@$(RUN) init-db
	@$(RUN) demo --if-empty
	@$(RUN) serve

test: $(VENV)/installed-dev ## Everything a change must pass, on both databases
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not deep" $(ARGS)

test-deep: $(VENV)/installed-dev ## The long ones, with the figures as written
	@$(BIN)/python -m pytest -n $(WORKERS) -m deep $(ARGS)

check: $(VENV)/installed-dev ## Format, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/installed-dev ## Format and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

screens: $(VENV)/installed-dev ## Take the pictures of docs/screens anew, in the system's Chromium
	@$(BIN)/python -m tests.browser.screens

bench: $(VENV)/installed-dev ## Print the ratios of speed, each with its budget
	@$(BIN)/python -m bench --people $(PEOPLE)

$(VENV)/bin/python:
	@if command -v uv >/dev/null; then uv venv --quiet --seed $(VENV); else $(PYTHON) -m venv $(VENV); fi
	@$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	@if command -v uv >/dev/null; then uv pip install --quiet --python $(BIN)/python -e .; else $(BIN)/python -m pip install --quiet -e .; fi
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/bin/python
	@if command -v uv >/dev/null; then uv pip install --quiet --python $(BIN)/python -e . --group dev; else $(BIN)/python -m pip install --quiet -e . --group dev; fi
	@touch $@ $(VENV)/installed
