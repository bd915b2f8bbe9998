# Everything a developer or a maintainer does, in one word each. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-header --quiet
SERVE := --extra serve --extra sentry --extra slack --extra discord
THOROUGH := $(addprefix tests/,$(addprefix reliability/test_,unicode.py journal_writers.py slack_injection.py discord_injection.py) \
  adapters/discord/test_render_limits.py matching/test_complete_limits.py check/test_fragile_phrasing.py)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help chat serve slack discord preview test coverage check format soak bench calibrate picture schema lock wheel clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: $(VENV)/.run ## talk with Backchat here, now: sets everything up first
	@$(BIN)/backchat chat

serve: $(VENV)/.serve ## serve here, now: health, metrics, and the adapters that are configured
	@$(BIN)/backchat serve

slack: $(VENV)/.serve ## serve one Slack workspace here, now, over Socket Mode: docs/slack.md says where its two tokens come from
	@$(BIN)/backchat slack

discord: $(VENV)/.serve ## serve Discord here, now: docs/discord.md says where its token comes from
	@$(BIN)/backchat discord

preview: $(VENV)/.serve ## see every answer as Slack, Discord and the terminal draw it, while you edit the knowledge
	@$(BIN)/backchat preview --knowledge knowledge --open

test: $(VENV)/.dev ## everything continuous integration checks
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -m "not alone and not thorough" --numprocesses 3 --dist worksteal
	@$(BIN)/python -m pytest -m alone

coverage: $(VENV)/.dev ## which branches no test takes: the tests again, at half the speed
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -m "not alone and not thorough" --numprocesses 3 --dist worksteal
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --fail-under=95

check: $(VENV)/.dev ## style, types, import law and the knowledge, without the tests
	@$(BIN)/ruff format --check --quiet . || { echo "run 'make format'"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/backchat check --strict

format: $(VENV)/.dev ## lay the code out and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

soak: $(VENV)/.dev ## several processes on one journal through all that goes wrong, for some seven minutes
	@BACKCHAT_THOROUGH=1 $(BIN)/python -m pytest $(THOROUGH)
	@$(BIN)/python -m pytest -m thorough
	@$(BIN)/python -m bench.soak
	@$(BIN)/python -m bench.soak_all

bench: $(VENV)/.dev ## quality, speed and the service, beside plain RapidFuzz and the bare core
	@$(BIN)/python -m bench

calibrate: $(VENV)/.dev ## fit how sure the bot must be, after much knowledge or the matching has changed
	@$(BIN)/backchat calibrate

picture: $(VENV)/.picture ## draw the pictures of the README and the docs anew (those of chats need chromium, fonts-lato and pngquant)
	@$(BIN)/python -m tools.picture
	@$(BIN)/python -m tools.slack_preview
	@$(BIN)/python -m tools.discord_preview
	@$(BIN)/python -m tools.preview_picture

lock: $(VENV)/.dev ## renew the hash-locked requirements from pyproject.toml
	@$(PIP) install uv
	@$(COMPILE) --upgrade $(SERVE) --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt
	@$(COMPILE) --constraint requirements/dev.txt pyproject.toml -o requirements/run.txt
	@$(COMPILE) --constraint requirements/dev.txt $(SERVE) pyproject.toml -o requirements/serve.txt
	@$(COMPILE) --constraint requirements/dev.txt requirements/build.in -o requirements/build.txt
	@$(COMPILE) --constraint requirements/dev.txt --extra picture pyproject.toml -o requirements/picture.txt

schema: $(VENV)/.dev ## renew the JSON Schemas in knowledge/ after the models have changed
	@$(BIN)/backchat schema > knowledge/schema.json
	@for kind in path source synonyms out-of-scope golden policy map; do \
	  $(BIN)/backchat schema $$kind > knowledge/schemas/$$kind.json || exit; done

wheel: $(VENV)/.dev ## build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

clean: ## remove the virtual environment and everything that was built
	@rm -rf $(VENV) dist build .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The set-ups share one environment; each adds to the first.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Backchat needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "could not make a virtual environment: on Debian, apt install python3-venv"; exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (once, about half a minute) ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.serve: requirements/serve.txt $(VENV)/.run
	@echo "Setting up what serves ..."
	@$(PIP) install --require-hashes -r requirements/serve.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Setting up the development tools ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.picture: requirements/picture.txt $(VENV)/.dev
	@echo "Setting up what draws Discord ..."
	@$(PIP) install --require-hashes -r requirements/picture.txt
	@touch $@
