# Everything runs from a fresh clone. Needs Debian's python3 python3-venv; gcc and python3-dev for native speed.
PY ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp

.PHONY: interop demo test test-deep check bench docs clean install fuzz

install: $(STAMP)

$(STAMP): pyproject.toml CMakeLists.txt constraints/dev.txt $(wildcard src/_native/*)
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo 'v2xsdk needs a Python with venv: apt-get install python3-venv'; exit 1; }
	@command -v cc >/dev/null || echo 'No C compiler found: the pure-Python codecs will be used (same results, slower, no native dead-man). For native speed: apt-get install gcc python3-dev'
	test -x $(BIN)/python || $(PY) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints/dev.txt -e '.[dev]'
	@touch $@

demo: $(STAMP)
	$(BIN)/v2x demo

test: $(STAMP)
	HYPOTHESIS_PROFILE=ci $(BIN)/python -m pytest

test-deep: $(STAMP)
	HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest --timeout 1800 -m 'not interop'

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_docs.py

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs: $(STAMP)
	$(BIN)/python tools/check_docs.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache demo-report

fuzz: $(STAMP)
	$(BIN)/python -m tools.fuzz_exi $(FUZZ_OPTIONS)

interop: $(STAMP)
	$(BIN)/python tools/interop_matrix.py
