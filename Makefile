# `make run` starts the studio, `make test` proves it. Both set up what they need first, once.
PYTHON ?= $(firstword $(shell command -v python3.11) python3)
VENV := .venv
BIN := $(VENV)/bin
# The stamp's name holds a sum of what is installed: a change of either file installs anew, a checkout alone does not.
STAMP := $(VENV)/.installed-$(shell cat pyproject.toml constraints.txt | cksum | cut -d ' ' -f 1)
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
NEW_ENOUGH := import sys; v = sys.version_info; v >= (3, 11) or \
  sys.exit(f"Limner needs Python 3.11 or newer; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.11")

.PHONY: setup run test lint style format bench

setup: $(STAMP)
	@:

$(STAMP): | $(BIN)/python
	@echo "Installing what constraints.txt pins into $(VENV); the first time takes some minutes."
	@PIP_ROOT_USER_ACTION=ignore $(PIP) install --constraint constraints.txt --editable ".[test]"
	@PIP_ROOT_USER_ACTION=ignore $(PIP) install --constraint constraints.txt --no-deps gfpgan
	@rm -f $(VENV)/.installed*
	@touch $(STAMP)

$(BIN)/python:
	@$(PYTHON) -c '$(NEW_ENOUGH)'
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

run: setup
	@$(BIN)/limner up

lint: style
	$(BIN)/mypy

style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Types and what only computes are tested beside what waits for processes, browsers and clocks, and step back for it.
# Of both two files run at once: those that wait leave half a core idle, the others take what is left.
COMPUTING := tests/avatar tests/bench tests/generation tests/training
COMPUTED := $(VENV)/computing.log

COMPUTE := $(BIN)/mypy && exec $(BIN)/pytest -n 2 --dist loadfile -p no:cacheprovider -o timeout=600 $(COMPUTING)

test: style
	@echo "mypy and $(COMPUTING): beside the others, shown after them"
	@nice -n 10 env OMP_NUM_THREADS=1 sh -c "$(COMPUTE)" > $(COMPUTED) 2>&1 & \
	computing=$$!; trap "kill $$computing" INT TERM; $(BIN)/pytest -n 2 --dist loadfile $(addprefix --ignore=,$(COMPUTING)); waiting=$$?; \
	wait $$computing; computed=$$?; cat $(COMPUTED); exit $$((waiting | computed))

bench: setup
	$(BIN)/limner bench all
