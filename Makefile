# `make` lists the targets. Everything installs itself into .venv; nothing global is touched.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup demo serve generate check-generated golden test lint types legacy-proof bench autobahn soak lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.13 ...")'
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip -c .ci/constraints.txt
	@$(BIN)/python -m pip install --quiet -c .ci/constraints.txt --group dev -e '.[codegen]'
	@touch $@

setup: $(READY) ## create .venv with everything that the other targets need

demo: generate ## generate, start the example server, talk to it, print what was said
	@$(BIN)/python examples/newsroom/demo.py

serve: generate ## the same server, kept running
	@$(BIN)/python examples/newsroom/demo.py --serve

generate: $(READY) ## write all generated code from schema/
	@$(BIN)/python -m observable_socket_codegen.protocol
	@$(BIN)/python -m observable_socket_codegen.rules_page
	@$(BIN)/observable-socket generate
	@$(BIN)/python -m benchmarks.generate

check-generated: $(READY) ## fail if generated code is not what schema/ says
	@$(BIN)/python -m observable_socket_codegen.protocol --check
	@$(BIN)/observable-socket generate --check
	@$(BIN)/python -m benchmarks.generate --check

golden: $(READY) ## rewrite what the generator's golden tests expect
	@$(BIN)/python -m tests.support.golden

test: $(READY) ## run the test-suite
	@$(BIN)/python -m pytest

lint: $(READY) ## check format, style, the direction of imports, and the example contract
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/lint-imports
	@$(BIN)/observable-socket lint

types: $(READY) ## check types with mypy and pyright
	@$(BIN)/mypy
	@$(BIN)/pyright

legacy-proof: $(READY) ## show that the tests of cured defects fail on 1.1.1
	@$(BIN)/python -m tests.support.legacy

bench: $(READY) ## measure speed next to 1.1.1, its neighbours and bare echoes (ARGS=--quick)
	-@$(BIN)/python -m benchmarks.generator
	@$(BIN)/python -m benchmarks $(ARGS)

autobahn: $(READY) ## run the Autobahn test-suite on our protocol class next to uvicorn's (needs Python 2.7)
	@$(BIN)/python -m tests.autobahn

soak: $(READY) ## open and drop 100,000 connections of each class, and look for what they leave behind
	@SOAK_CONNECTIONS=$(or $(SOAK_CONNECTIONS),100000) $(BIN)/python -m pytest -q -s tests/integration/test_leaks.py

lock: ## pin the newest versions that work together
	.ci/lock $(PYTHON)

clean: ## remove what the targets made
	rm -rf $(VENV) .venvs build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf clients/typescript/node_modules
