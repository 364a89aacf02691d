# Every target works in a fresh clone: it first installs what is missing into .venv.
SHELL := /bin/sh
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types bench chaos demo migrate lock

help:  ## Show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/.dev  ## Install the locked packages into .venv, for running and for development

run: .venv/.run  ## Serve the site with worker and beat on http://127.0.0.1:8000 (HOST, PORT, VAR_DIR ... are honoured)
	@exec $(PY) -m directory run

test: .venv/.dev  ## Run the tests; TESTS=tests/core runs a part
	@$(PYTEST) -n 2 --dist=loadfile --no-loadscope-reorder -q $(or $(TESTS),tests --ignore=tests/chaos)

lint: .venv/.dev  ## Check style, formatting and the import contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/lint-imports

types: .venv/.dev  ## Check the types (mypy, strict)
	@$(PY) -m mypy

bench: .venv/.dev  ## Measure each target against a floor in the same run
	@$(PY) -m bench

chaos: .venv/.dev  ## Book while worker, Redis and SMTP are killed; CHAOS_SECONDS (300) sets how long
	@CHAOS_SECONDS=$${CHAOS_SECONDS:-300} $(PYTEST) -q tests/chaos

demo: .venv/.run  ## Load generated demo data into the database
	@$(PY) -m flask --app wsgi demo load

migrate: .venv/.run  ## Bring the database to the newest migration
	@$(PY) -m flask --app wsgi db upgrade

lock: .venv/.dev
	@scripts/lock.sh

.venv/.run: requirements.lock
	@scripts/setup.sh run

.venv/.dev: requirements.lock requirements-dev.lock
	@scripts/setup.sh dev
