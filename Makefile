# Each target works on a fresh clone with Python 3.11 or newer, make and git: it makes .venv, installs the
# pinned dependencies by hash, and is quick when nothing changed.
.DEFAULT_GOAL := help
.PHONY: help install demo run test check format screenshots chaos bench audit lock clean

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# The bot is started hundreds of times: compiled code is kept even where Python is told not to.
unexport PYTHONDONTWRITEBYTECODE
ARGS ?=

help: ## Show this list.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: $(VENV)/.local ## Run the bot in a Discord on this machine and open its page. No token needed.
	@$(BIN)/community-bot demo $(ARGS)

install: $(VENV)/.run ## Install the bot, without running it.

run: $(VENV)/.run ## Run the bot with config.toml.
	@$(BIN)/community-bot run $(ARGS)

test: $(VENV)/.dev ## Run every test, several files at a time.
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.dev ## Lint, format, types, import arrows, documentation: what CI asks for besides the tests.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/docs

format: $(VENV)/.dev ## Put the code into the house's format.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: $(VENV)/.dev ## Make the pictures of the documentation anew; needs a Chromium.
	@$(BIN)/python -m tests.screenshots $(ARGS)

chaos: $(VENV)/.dev ## Weeks of a community in minutes, with faults: ARGS="--minutes 10 --seed 7".
	@$(BIN)/python -m tests.chaos $(ARGS)

bench: $(VENV)/.dev ## Measure speed against bare bots, parsers and counts, and the guide's answers.
	@$(BIN)/python -m tests.benchmarks $(ARGS)

audit: $(VENV)/.audit ## Look for known vulnerabilities in the pinned dependencies; asks public services.
	@for lock in requirements requirements-local requirements-dev requirements-audit; do \
		$(VENV)/audit/bin/pip-audit --require-hashes --disable-pip -r $$lock.lock || failed=1; done; exit $${failed:-0}

lock: $(VENV)/.pip ## Resolve the dependencies anew and write the lock files.
	@$(BIN)/pip --quiet install 'uv>=0.8'
	@for lock in 'requirements:' 'requirements-local:--extra local' 'requirements-dev:--extra local --group dev'; do \
		$(BIN)/uv pip compile pyproject.toml $${lock#*:} --group build --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-annotate --quiet --upgrade \
			--custom-compile-command 'make lock' --output-file $${lock%%:*}.lock || exit 1; done
	@$(BIN)/uv pip compile --group pyproject.toml:audit --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --quiet --upgrade \
		--custom-compile-command 'make lock' --output-file requirements-audit.lock

clean: ## Remove what make made.
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# --- the virtual environment, in layers: run ⊂ local ⊂ dev -----------------------------------------------

$(VENV)/.pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found." >&2; exit 1; }
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.pip
	@$(call install,requirements.lock)

$(VENV)/.local: requirements-local.lock pyproject.toml | $(VENV)/.pip
	@$(call install,requirements-local.lock)

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.pip
	@$(call install,requirements-dev.lock)
	@touch $(VENV)/.local $(VENV)/.run

# Of its own: what looks for vulnerabilities changes nothing in what is looked at.
$(VENV)/.audit: requirements-audit.lock | $(VENV)/.pip
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV)/audit
	@$(VENV)/audit/bin/pip --quiet --disable-pip-version-check install --require-hashes -r requirements-audit.lock
	@touch $@

define install
echo "Installing from $(1) …" && \
$(BIN)/pip --quiet --disable-pip-version-check install --require-hashes -r $(1) && \
PYTHONWARNINGS=ignore $(BIN)/pip --quiet --disable-pip-version-check install --no-deps --no-build-isolation --editable . && \
touch $@
endef
