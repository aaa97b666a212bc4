# Aftercare. `make run` and `make test` do all the set-up they need; the rest are their parts.

VENV := .venv
BIN := $(VENV)/bin
# The first Python here that the libraries know, unless PYTHON names one.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$python && exit; \
  done; echo python3)
endif
BROWSER_PACKAGES := chromium-headless-shell fonts-noto-cjk fonts-noto-color-emoji fontconfig
# Test processes at a time.
JOBS ?= 3 # for two cores: browsers and other processes wait much of the time

# Compiled once, not by each of the hundreds of processes that a test run starts.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev browser test lint types rows flows shots bench faults requirements clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set everything up and run the demo shop: database, server, worker (Ctrl-C stops)
	@exec $(BIN)/aftercare serve --demo

# $(call install,stamp,requirement files): bring the environment to these files. The stamp is a checksum of what was
# installed, so that a second run takes no time, and a changed file is noticed whatever its date says.
define install
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || { \
	  echo "Aftercare needs Python 3.11 to 3.14, and \"$(PYTHON)\" is not. Name one: make $@ PYTHON=/path/to/python3"; \
	  exit 1; }
	@want=$$(cat $(2) pyproject.toml | cksum); \
	if [ "$$want" != "$$(cat $(VENV)/.$(1) 2>/dev/null)" ]; then \
	  echo "== Installing libraries into $(VENV) (once)"; \
	  [ -x $(BIN)/python ] || "$(PYTHON)" -m venv $(VENV) || { \
	    echo "Python cannot make an environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }; \
	  set -- --require-hashes $(foreach file,$(2),-r $(file)); \
	  { command -v uv >/dev/null && uv pip install --quiet --python $(BIN)/python "$$@"; } \
	    || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$@" \
	    || { echo "The libraries could not be installed; pip's words stand above. Is the network there?"; exit 1; }; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e . \
	    || exit 1; \
	  echo "$$want" > $(VENV)/.$(1); \
	fi
	@$(BIN)/python -m aftercare.config.assets
	@$(BIN)/aftercare messages --compile >/dev/null
endef

setup: ## environment and front-end files, no server
	$(call install,runtime,requirements/runtime.txt requirements/setup.txt)

setup-dev:
	$(call install,dev,requirements/dev.txt requirements/setup.txt)

browser:
	@have() { { command -v chromium-headless-shell || command -v chromium; } >/dev/null && command -v fc-list >/dev/null && [ -n "$$(fc-list :lang=zh-cn)" ]; }; \
	if ! have && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "== Installing a browser and Chinese fonts"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends $(BROWSER_PACKAGES) >/dev/null; \
	fi; \
	have || { echo "The tests drive a browser that can show Chinese. Install it, and run this again:"; \
	  echo "  sudo apt-get install $(BROWSER_PACKAGES)"; exit 1; }

test: setup-dev browser lint types ## everything that CI runs
	@echo "== Translations and charts" && $(BIN)/aftercare messages --check && $(BIN)/aftercare flows --check docs/flows
	@echo "== Tests" && $(BIN)/python -m pytest -q -n $(JOBS) --dist loadgroup -m "not shots" --no-skips

lint: setup-dev ## style and the borders between packages
	@echo "== Style" && $(BIN)/ruff check && $(BIN)/ruff format --check
	@echo "== Borders between packages" && $(BIN)/lint-imports

types: setup-dev ## types
	@echo "== Types" && AFTERCARE_HOME=$(VENV)/home $(BIN)/mypy

flows: setup ## write docs/flows/ from the flow tables
	@$(BIN)/aftercare flows docs/flows

rows: setup-dev ## rows of the requirements without a test that proves them
	@$(BIN)/python -m tests.rows

shots: setup-dev browser ## screenshots of every page, into shots/
	@$(BIN)/python -m pytest -q -m shots tests/browser

bench: setup-dev ## load and scale, medians of three rounds
	@$(BIN)/python -m bench

faults: setup-dev ## the tests that kill, cut and race, in their full size (half an hour; a variable makes one smaller)
	@FAULT_MESSAGES=$${FAULT_MESSAGES:-100000} FAULT_RUNS=$${FAULT_RUNS:-600} FAULT_PUSHES=$${FAULT_PUSHES:-1200} \
	  $(BIN)/python -m pytest -q -s -m faults

requirements: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	@compile="uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet"; \
	$$compile pyproject.toml -o requirements/runtime.txt && \
	$$compile pyproject.toml --extra dev -c requirements/runtime.txt -o requirements/dev.txt && \
	sed -nE 's/^(requires|assets) = \["(.*)"\]/\2/p' pyproject.toml | $$compile - -o requirements/setup.txt

clean: ## remove what these targets made; the data folder var/ stays
	rm -rf $(VENV) node_modules src/aftercare/web/static/vendor src/aftercare/cases/pack/fonts src/*.egg-info shots
	find src -name '*.mo' -delete
