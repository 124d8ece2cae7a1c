# Needs only python3 (3.11 or newer), pip and make; no root, no Node, no compiler.
PY    ?= python3
HOST  ?= 127.0.0.1
PORT  ?= 8000
T     ?= tests
VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(PY) -m pip --disable-pip-version-check --python $(BIN)/python
FRONT := $(shell find static courses -name node_modules -prune -o -path static/dist -prune -o -path 'courses/*/modules' -prune -o -type f \( -path 'static/*' -o -name course.yaml \) -print)
WORDS := $(shell find translations -name '*.po' 2>/dev/null)

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.PHONY: help run test check bench format lock words screenshots clean

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(BIN)/.run ## install what is missing, publish, index, serve on HOST:PORT
	@ELEARN_HOST=$(HOST) ELEARN_PORT=$(PORT) $(BIN)/elearn serve

test: $(BIN)/.dev ## run all tests, or those of T=path; on SQLite, then on PostgreSQL
	$(BIN)/python -m tests.support.chromium
	$(BIN)/python -m pytest -n 2 $(T)
ifeq ($(T),tests)
	$(BIN)/python -m pytest -n 2 --database postgresql -m "not browser" tests
endif

check: $(BIN)/.dev ## format, lint, types, imports, catalogues, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.catalogues
	$(BIN)/python -m pytest -q tests/docs tests/architecture tests/i18n
	$(BIN)/elearn content check .

bench: $(BIN)/.dev ## measure what is claimed, as ratios to a yardstick of the same run
	$(BIN)/python -m benchmarks

format: $(BIN)/.dev ## format code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: $(BIN)/.dev ## bring the interface catalogues up to date with the code
	$(BIN)/pybabel -q extract -F babel.cfg -k _l --no-location --sort-output --project elearn --version 0.1 --copyright-holder "elearn" -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --omit-header

screenshots: $(BIN)/.dev ## make the pictures of the README
	$(BIN)/python -m tests.support.screenshots

lock: ## write the lock files anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --all-extras --group dev -c requirements.txt -o requirements-dev.txt

clean: ## remove what was built; the data in instance/ stays
	rm -rf $(VENV) static/node_modules static/dist

$(BIN)/python:
	$(PY) -m venv --without-pip $(VENV)

$(BIN)/.deps: requirements.txt | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

$(BIN)/.run: pyproject.toml hatch_build.py $(FRONT) $(WORDS) $(BIN)/.deps
	$(PIP) install --quiet --no-deps -e .
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.run
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
