# What each target does, and what can be set, is told by the README. All of it works on a machine that has
# only Python 3.11 or later, make and git.

SHELL := /bin/bash
PORT ?= 8000
VAR ?= var
# The first Python on the path that is new enough; setup.py says so plainly if there is none.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
BIN := .venv/bin
# Every command starts several processes: compiled files halve the time each takes to load.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check prove bench lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: ## virtual environment, hashed packages, third-party assets, translations, compiled solver
	@$(PYTHON) scripts/setup.py

demo: setup ## the product with made-up people on PORT (8000), everything under VAR (var)
	@VAR="$(VAR)" PORT="$(PORT)" exec $(BIN)/python scripts/serve.py --demo

test: setup ## every test that can run here; TEST_DATABASE_URL and TEST_REDIS_URL add their groups
	@PYTHONPATH=. $(BIN)/python scripts/run_tests.py

check: setup ## lint, types, layers, templates, migrations, translations, production settings
	@$(BIN)/python scripts/check.py

prove: setup ## what takes long: kills, simulated years, mutation tests; writes docs/proof.md
	@$(BIN)/python scripts/prove.py

bench: setup ## the benchmark as a table, against other solvers in the same run
	@$(BIN)/python scripts/bench.py $(BENCH)

lock: setup ## lock again what requirements*.in and package.json ask for
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --upgrade requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --upgrade -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --upgrade requirements-bench.in -o requirements-bench.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only --ignore-scripts

clean: ## remove what set-up and tests made; the demo's data under VAR stay
	rm -rf .venv node_modules static/vendor staticfiles mutants .coverage* htmlcov .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis .import_linter_cache test-results
