# Everything a person does with this project. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
# `make test ARGS="submissions -k outline"` runs a part; JOBS=0 runs in one process.
ARGS ?=
QUEUE_ARGS ?=
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
STAGE ?= season
UV_VERSION := 0.13.9
# uv does not read pip's settings, and an installation may live behind a mirror that only pip knows: pip is the second try.
# Certificates are the system's own for both: an office's network often has one of its own.
define install
	@echo "Installing $(1) …"
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python $(1) \
	|| { echo "uv could not; once more with pip, which takes longer …"; $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1); }
endef
# Not those that end without a line break on purpose: they stand inside running Chinese text, where one would show.
TEMPLATES := git ls-files -z '*.html' ':!templates/submissions/_p[ail]*.html'
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help run test test-services lint fix check bench bench-queue fuzz evaluate shell demo messages load audit ocr clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# -- set-up: a stamp a step, so that the second start installs nothing ----------------------------------------------

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing (Debian and Ubuntu: apt-get install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/ready: requirements.txt | $(BIN)/uv
	$(call install,-r requirements.txt)
	@touch $@

.venv/ready-dev: requirements-dev.txt .venv/ready
	$(call install,-r requirements-dev.txt)
	@touch $@

.venv/audit/ready: requirements-audit.txt .venv/ready
	@$(BIN)/python -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@touch $@

.venv/ready-ocr: requirements-ocr.txt .venv/ready
	$(call install,-r requirements-ocr.txt)
	@touch $@

# -- running --------------------------------------------------------------------------------------------------------

run: .venv/ready ## the whole site on http://127.0.0.1:8000, with demo data; Ctrl-C ends it
	@exec $(BIN)/python -m reportsite.launcher

demo: .venv/ready ## lay in demo data: STAGE=empty|draft|checked|submitted|returned|accepted|season
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo --stage $(STAGE)

shell: .venv/ready ## a Python shell with the models at hand
	$(BIN)/python manage.py shell

ocr: .venv/ready-ocr ## optional: read scanned reports (200 MB more)

# -- testing --------------------------------------------------------------------------------------------------------

test: .venv/ready-dev .venv/ready-ocr ## every test, on the embedded database and broker
	env -u DATABASE_URL -u REDIS_URL $(PYTEST) $(ARGS)

test-services: .venv/ready-dev .venv/ready-ocr ## every test, on PostgreSQL and Redis: DATABASE_URL and REDIS_URL
	@: $${DATABASE_URL:?is not set, e.g. postgresql://postgres@127.0.0.1:5432/postgres} $${REDIS_URL:?is not set, e.g. redis://127.0.0.1:6379/0}
	$(PYTEST) $(ARGS)

lint: .venv/ready-dev .venv/ready-ocr ## style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(TEMPLATES) | xargs -0 $(BIN)/djade --check --target-version 5.2

fix: .venv/ready-dev ## mend what a machine can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(TEMPLATES) | xargs -0 $(BIN)/djade --target-version 5.2

check: lint ## lint, and that migrations, translations and production settings are whole
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py translations --check
	SITE_MODE=production SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=reports.example SITE_URL=https://reports.example \
	$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m pytest -q tests/test_repository.py

messages: .venv/ready ## update and compile the translations
	$(BIN)/python manage.py translations

bench: .venv/ready-dev bench-queue ## how long queue, desk, search and the engine take
	$(BIN)/python -m tests.bench.engine_bench $(ARGS)

bench-queue: .venv/ready-dev ## queue, desk and search among 10,000 reports on PostgreSQL, beside plain Django admin
	$(BIN)/python -m tests.with_services $(BIN)/python -m tests.bench.queue_bench $(QUEUE_ARGS)

fuzz: .venv/ready-dev ## damaged and hostile files against the engine
	FUZZ_SECONDS=$${FUZZ_SECONDS:-120} $(PYTEST) -q submissions/checking/tests/test_engine_fuzz.py $(ARGS)

evaluate: .venv/ready-dev ## how often the engine is right on labelled reports
	$(BIN)/python -m submissions.checking.tests.evaluation $(ARGS)

load: .venv/ready-dev ## many people at once against a running site
	$(BIN)/python -m tests.load $(ARGS)

audit: .venv/audit/ready ## known vulnerabilities in what is installed; ARGS=--required insists on an answer
	$(BIN)/python -m tests.library_audit .venv/audit/bin/pip-audit $(ARGS)

clean: ## remove what can be made anew; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles screenshots
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
