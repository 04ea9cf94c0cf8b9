# Vouchbook: what one does with this checkout. It needs Python 3.11 or newer, make and git; uv is used where it is on PATH.
# `make` alone lists what there is. Everything is installed into .venv, in the locked versions, and nowhere else.

VENV    ?= .venv
# The first of these that runs, is new enough and can make a virtual environment; `make setup PYTHON=…` names another.
PYTHON  ?= python3.13 python3.12 python3.11 python3 python
UV      ?= $(shell command -v uv 2>/dev/null)
# All tests run on all processors; some, on one.
ON_ALL  := -n auto --dist worksteal
# Some tests only: `make test TESTS="tests/house -k contract"`; one benchmark only: `make bench ONLY=append`.
TESTS   ?=
ONLY    ?= *

DISTRIBUTIONS := core $(sort $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml associations/*/pyproject.toml)))
BIN      := $(VENV)/bin
STAMP    := $(VENV)/.set-up
SUITABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help run setup browser test lint format bench bench-openfisca plots assets test-all lock clean
MAKEFLAGS += --no-print-directory

help: ## list what one can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: setup ## set everything up, play one application to its endorsement, then serve a sample alliance (PORT=8080)
	@$(BIN)/python docs/tutorial/run.py $(if $(PORT),--port $(PORT))

setup: $(STAMP) ## install what is needed into .venv: once, and again when a lock or a distribution has changed

browser: setup ## find a Chromium for the tests of the portal, or install Debian's where that needs no password
	@$(BIN)/python -m tests.web.install_browser

test: lint browser ## everything that must hold: style, types, import contracts, then all tests and the docs
	@$(BIN)/python -m pytest $(if $(TESTS),$(TESTS),$(ON_ALL))

lint: setup ## style, form, types, and who may import whom
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --check .; echo "make format mends this."; exit 1; } >&2
	@$(BIN)/mypy --no-error-summary
	@contracts=$$($(BIN)/lint-imports --no-logo) || { echo "$$contracts" >&2; exit 1; }
	@echo "Style, form, types and import contracts hold."

format: setup ## put the code in form, and mend what mends itself
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

bench: setup ## measure: each tests/benchmarks/bench_*.py beside its peer, in one run
	@set -e; for script in tests/benchmarks/bench_$(ONLY).py; do \
	  test -f "$$script" || { echo "There is no $$script." >&2; exit 1; }; \
	  echo "── $$script"; $(BIN)/python "$$script"; \
	done

bench-openfisca: ## beside a policy change: OpenFisca on the same sums, in an environment of its own under build/
	@set -e; \
	test -f build/bench/presummed/expected.json || { echo "Nothing to ask about yet: make bench ONLY=policy_change" >&2; exit 1; }; \
	test -x build/openfisca/bin/python || $(BIN)/python -m venv build/openfisca; \
	build/openfisca/bin/python -m pip --disable-pip-version-check --quiet install --no-deps \
	  -r tests/benchmarks/openfisca/requirements.txt; \
	build/openfisca/bin/python tests/benchmarks/openfisca/ask.py

plots: $(VENV)/.set-up-bench ## draw what was measured last into docs/explanation/figures, and write its tables
	@$(BIN)/python tests/benchmarks/plots.py
	@$(BIN)/python tests/benchmarks/tables.py

assets: setup ## make the portal's style, icons and fonts anew from USWDS, after a change of web/styles (needs npm)
	@$(BIN)/python -m tests.web.make_assets

test-all: ## all tests on every Python 3.11 to 3.13 found here, each in a .venv of its own under build/
	@passed=; failed=; \
	for version in 3.11 3.12 3.13; do \
	  python=; \
	  for candidate in python$$version "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/$$version.*/bin/python; do \
	    if [ "$$("$$candidate" -c 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = $$version ]; \
	    then python=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then echo "── Python $$version is not here"; continue; fi; \
	  echo "── Python $$version"; \
	  if $(MAKE) setup VENV=build/py$$version PYTHON="$$python" && build/py$$version/bin/python -m pytest -q $(if $(TESTS),$(TESTS),$(ON_ALL)); \
	  then passed="$$passed $$version"; else failed="$$failed $$version"; fi; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed on Python$$failed" >&2; exit 1; fi; \
	if [ -z "$$passed" ]; then echo "No Python 3.11 to 3.13 found, on PATH or under pyenv." >&2; exit 1; fi; \
	echo "Passed on Python$$passed"

lock: ## resolve the dependencies into uv.lock, and requirements.lock from it (needs uv; UPGRADE=--upgrade for newer ones)
	@uv="$(or $(UV),$(wildcard $(BIN)/uv))"; \
	if [ -z "$$uv" ]; then echo "make lock needs uv: python -m pip install uv" >&2; exit 1; fi; \
	unset UV_INDEX UV_DEFAULT_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_FIND_LINKS; \
	mkdir -p build && "$$uv" lock $(UPGRADE) && { \
	  echo "# Written by \`make lock\` from uv.lock, for those who have pip and no uv. Every version, with its hashes."; \
	  "$$uv" export --quiet --frozen --no-emit-workspace --no-header --no-annotate --format requirements.txt; \
	} >build/requirements.lock && mv build/requirements.lock requirements.lock && { \
	  echo "# What \`make plots\` draws with. Written by \`make lock\` from uv.lock, for those who have pip and no uv."; \
	  "$$uv" export --quiet --frozen --only-group bench --no-header --no-annotate --format requirements.txt; \
	} >build/requirements-bench.lock && mv build/requirements-bench.lock requirements-bench.lock

clean: ## remove what was installed, built and cached
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Both ways install the same locked versions, then the distributions themselves, editable, with the locked hatchling.
$(STAMP): uv.lock requirements.lock $(addsuffix /pyproject.toml,$(DISTRIBUTIONS))
	@set -e; \
	if ! $(BIN)/python -c '$(SUITABLE)' 2>/dev/null; then \
	  python=; \
	  for candidate in $(PYTHON); do \
	    if "$$candidate" -c '$(SUITABLE)' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "Vouchbook needs Python 3.11 or newer, with its venv module. Tried, none of them runs and fits: $(PYTHON)" >&2; \
	    echo "Install one (Debian: python3 and python3-venv), or name yours: make setup PYTHON=/path/to/python3" >&2; \
	    exit 1; \
	  fi; \
	  rm -rf $(VENV); "$$python" -m venv $(VENV); \
	fi
	@echo "Setting up $(VENV) with $$($(BIN)/python --version), this can take a minute …"
	@set -e; with_uv=; \
	if [ -n "$(UV)" ]; then \
	  export UV_PROJECT_ENVIRONMENT=$(VENV) UV_PYTHON=$(BIN)/python UV_PYTHON_DOWNLOADS=never; \
	  if "$(UV)" sync --quiet --frozen --inexact --no-install-workspace \
	    && "$(UV)" sync --quiet --frozen --inexact --no-build-isolation; \
	  then with_uv=yes; else echo "uv could not do it; going on with pip."; fi; \
	fi; \
	if [ -z "$$with_uv" ]; then \
	  pip="$(BIN)/python -m pip --disable-pip-version-check --quiet"; \
	  $$pip install --no-deps --require-hashes -r requirements.lock; \
	  $$pip install --no-deps --no-index --no-build-isolation $(addprefix -e ,$(DISTRIBUTIONS)); \
	fi
	@touch $@

# What draws the figures, beside all that is there already, in the locked versions.
$(VENV)/.set-up-bench: $(STAMP) requirements-bench.lock
	@echo "Installing what draws the figures …"
	@set -e; with_uv=; \
	if [ -n "$(UV)" ]; then \
	  export UV_PROJECT_ENVIRONMENT=$(VENV) UV_PYTHON=$(BIN)/python UV_PYTHON_DOWNLOADS=never; \
	  if "$(UV)" sync --quiet --frozen --inexact --only-group bench; then with_uv=yes; \
	  else echo "uv could not do it; going on with pip."; fi; \
	fi; \
	if [ -z "$$with_uv" ]; then \
	  $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r requirements-bench.lock; \
	fi
	@touch $@
