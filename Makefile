# The entry to every chore. `make demo` and `make test` need only python3, make and git.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= yes
PLACE ?=

.PHONY: help setup demo test check bench translations lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

.venv/ready: pyproject.toml requirements.lock scripts/setup
	@PYTHON=$(PYTHON) scripts/setup

setup: .venv/ready ## Make the virtual environment from the lock file

demo: .venv/ready ## Build the knowledge base of one municipality as files, then serve the workspace
	@SERVE=$(SERVE) PLACE="$(PLACE)" scripts/demo

test: .venv/ready translations ## Run every test, on SQLite and on PostgreSQL
	@scripts/test

check: .venv/ready translations ## Lint, types, import contracts, translations, migrations
	@scripts/check

bench: .venv/ready translations ## Measure speed and memory, and renew the table in the docs
	@$(BIN)/python scripts/bench.py --write

translations: .venv/ready
	@$(BIN)/python scripts/translations.py compile

lock: ## Renew requirements.lock from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra postgres \
	  --generate-hashes --no-header --output-file requirements.lock pyproject.toml

clean: ## Remove what the other chores made
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
