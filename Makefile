# make run     set up what is missing, start everything, print the address
# make test    install what the tests need and run every check
# make bench   measure; prints a table and writes bench.json

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
TESTING := $(VENV)/.testing
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet install --require-hashes --no-deps -r
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: run test lint bench messages lock clean

run: $(RUNTIME) $(CATALOGUES)
	@PYTHONPATH=. exec $(BIN)/python -P registration/run.py

test: $(TESTING) $(CATALOGUES) lint
	$(BIN)/python -m tests.system_packages
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(TESTING)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TESTING) $(CATALOGUES)
	$(BIN)/python -m tests.bench

messages: $(TESTING)
	$(BIN)/pybabel --quiet extract -F babel.cfg -k say:2 -k say_many:3,4 -k N_ --no-location \
		--omit-header -o translations/messages.pot .
	for language in de zh; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete \
		-l $$language -i translations/messages.pot -o translations/$$language/LC_MESSAGES/messages.po; done

lock: $(TESTING)
	$(BIN)/python -m pip --quiet install pip-tools
	$(LOCK) -o requirements.txt requirements.in
	$(LOCK) -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf $(VENV) translations/*/LC_MESSAGES/*.mo .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed. Say which with: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing; install your system's package python3-venv."; exit 1; }

$(RUNTIME): requirements.txt | $(VENV)/bin/python
	@echo "Installing the libraries …"
	@$(PIP) requirements.txt
	@touch $@

$(TESTING): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests need …"
	@$(PIP) requirements-dev.txt
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(word 2,$(subst /, ,$<))
