# Every command needs only Python 3.11+; the first one builds .venv from the hash-locked files.
PYTHON ?= python3
VENV := .venv/bin
ENVIRONMENT := $(PYTHON) -m anxin.launch.environment
# Two at once, since they wait more than they work. Each keeps the sequence in which tests that only
# look at their own transaction come before those that commit.
WORKERS := -n 2 --dist load
WITH_POSTGRES := $(VENV)/python -m anxin.launch with-postgres --cluster
FOLDERS := $(wildcard anxin bench config sandbox tests torture)

.DEFAULT_GOAL := help
.PHONY: help run test journeys lint fix check bench bench-believing bench-burst bench-evidence torture demo reset lock messages

help: ## Print these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

run: ## Start the whole site with its own database and demo shop (Ctrl-C stops it)
	@$(ENVIRONMENT) run
	@$(VENV)/python -m anxin.launch run

test: ## Run the tests against a real PostgreSQL and a real browser (ARGS='-k refund' picks)
	@$(ENVIRONMENT) test
	@$(WITH_POSTGRES) test -- $(VENV)/pytest $(WORKERS) -m 'not branch' $(ARGS)

journeys: ## Walk through the site in a browser, every branch of every lifecycle
	@$(ENVIRONMENT) test
	@$(WITH_POSTGRES) test -- $(VENV)/pytest $(WORKERS) tests/journeys $(ARGS)

lint: ## Check style, types and the arrows between layers
	@$(ENVIRONMENT) dev
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy $(FOLDERS)
	$(VENV)/lint-imports --no-logo

fix: ## Repair what the style check can repair
	@$(ENVIRONMENT) dev
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

check: lint ## lint, and every test with every journey
	@$(ENVIRONMENT) test
	@$(WITH_POSTGRES) test -- $(VENV)/pytest $(WORKERS) $(ARGS)

bench: ## Measure refunds over HTTP against a real PostgreSQL
	@$(ENVIRONMENT) dev
	@$(WITH_POSTGRES) bench -- $(VENV)/python -m bench.refund_http $(ARGS)

bench-evidence: ## Measure how evidence is read (ARGS="--pictures 48" is quick)
	@$(ENVIRONMENT) dev
	@$(VENV)/python -m bench.evidence $(ARGS)

bench-believing: ## Measure whether copies are recognised and edits caught (ARGS="--pairs 20" is quick)
	@$(ENVIRONMENT) dev
	@$(VENV)/python -m bench.evidence.believing $(ARGS)

bench-burst: ## Measure 500 uploads at once: all read, and the site still answering
	@$(ENVIRONMENT) dev
	@$(WITH_POSTGRES) bench -- $(VENV)/python -m bench.evidence.burst $(ARGS)

demo: ## Like run, with a shop on its first day in a folder of its own
	@ANXIN_DATA=$(CURDIR)/.data/demo $(MAKE) --no-print-directory reset run

reset: ## Forget all data of `make run`
	@$(PYTHON) -m anxin.launch reset

torture: ## Torture a site of its own with kills and faults, judge what is left (ARGS="--minutes 10 --seed 7")
	@$(ENVIRONMENT) dev
	@$(VENV)/python -m torture $(ARGS)

lock: ## Rewrite the locked requirements (ARGS=--upgrade takes the newest)
	@$(PYTHON) -m venv .data/lock && .data/lock/bin/pip install -qq uv
	@for name in requirements requirements-dev; do \
		.data/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --override requirements-override.txt --custom-compile-command 'make lock' $(ARGS) \
			$$name.in --output-file $$name.txt || exit; done

messages: ## Collect the texts to translate and compile the translations
	@$(ENVIRONMENT) messages
	@for app in $(dir $(wildcard anxin/*/locale)); do \
		cd $(CURDIR)/$$app && for step in "makemessages --no-location --no-obsolete" compilemessages; do \
			$(CURDIR)/$(VENV)/python -m config.manage $$step --locale en || exit; done || exit; done
