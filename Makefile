# Everything a newcomer needs: `make demo` and `make test`. Each target builds .venv by itself.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SECONDS_A_TARGET ?= 600

.DEFAULT_GOAL := help
.PHONY: help demo test differential check lint test-all bench bench-edi bench-compiled compiled test-compiled fuzz clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "  make %-14s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "b2b needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed; on Debian: apt install python3-venv"; exit 2; }
	@echo "Installing into $(VENV) (a minute or two the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

demo: $(STAMP) ## Play a day between two companies, low stock to paid and anchored; look at demo-out/index.html
	@$(BIN)/b2b demo --out demo-out

test: $(STAMP) ## The fast tests
	$(BIN)/python -m pytest -n auto --dist worksteal -rs -m "not slow"

test-all: $(STAMP) ## All tests, the slow ones too
	$(BIN)/python -m pytest -n auto --dist worksteal

differential: $(STAMP) ## 20,000 seeded X12 messages of every set and release, before our validator and pyx12
	B2B_DIFFERENTIAL_MESSAGES=20000 $(BIN)/python -m pytest -n auto --dist worksteal -m "slow or not slow" tests/edi/differential

lint: $(STAMP) ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test-all ## What CI runs: lint and all tests

fuzz: $(STAMP) ## Fuzz the X12 engine, ten minutes a target; SECONDS_A_TARGET=60 for less
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS_A_TARGET)

bench: $(STAMP) ## Measure against named peers; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks

bench-edi: $(STAMP) ## The same for X12 and EDIFACT only: reading, validating, guides, documents, writing
	$(BIN)/python -m benchmarks.edi
	$(BIN)/python -m benchmarks.edifact
	$(BIN)/python -m benchmarks.guides

compiled: $(STAMP) ## Compile what reads messages into documents, into build/compiled; needs a C compiler, takes minutes
	rm -rf build/sdist build/compiled
	$(BIN)/python -m hatchling build -t sdist -d build/sdist
	HATCH_BUILD_HOOKS_ENABLE=1 PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target build/compiled build/sdist/*.tar.gz

test-compiled: compiled ## The tests of reading and mapping against the compiled build
	PYTHONPATH=build/compiled:. $(BIN)/python -P -c 'from b2b.edi.x12.mappings import reading; assert reading.__file__.endswith(".so"), reading.__file__'
	PYTHONPATH=build/compiled:. $(BIN)/python -P -m pytest --import-mode=append -n auto -m "not slow" tests/edi/mappings tests/edi/x12 tests/edi/as_json tests/edi/edifact/mappings

bench-compiled: compiled ## bench-edi with the compiled build
	PYTHONPATH=build/compiled:. $(BIN)/python -P -m benchmarks.edi

clean: ## Remove the virtual environment, what was built and what the demo wrote
	rm -rf $(VENV) build demo-out
