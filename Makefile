# A machine with Python 3.11, git and make is enough: everything else is installed into .venv, node_modules and var.
# Every target may be run again at any time; only what changed is done again.

.PHONY: setup run test checks lint types layers templates migrations deployment translations test-sqlite test-postgresql \
	bench screenshots messages lock format
.DELETE_ON_ERROR:

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest -q -n auto
MANAGE := $(PYTHON) manage.py
CODE := clusterix monitoring tests tools manage.py

CATALOGUES := $(wildcard clusterix/locale/*/LC_MESSAGES/django.po)
COMPILED := $(CATALOGUES:.po=.mo)
PACKAGES := .venv/.installed node_modules/.package-lock.json

setup: $(PACKAGES) $(COMPILED) var/fonts/.made var/local.env

.venv/.installed: requirements-dev.txt
	test -x $(PYTHON) || python3.11 -m venv .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

node_modules/.package-lock.json: package-lock.json .npmrc | .venv/.installed
	.venv/bin/npm ci --silent
	touch $@

%.mo: %.po tools/messages.py | .venv/.installed
	$(PYTHON) -m tools.messages compile
	touch $(COMPILED)

var/fonts/.made: clusterix/lib/fonts.py node_modules/.package-lock.json
	$(PYTHON) -m clusterix.lib.fonts node_modules/@fontsource var/fonts
	touch $@

# The settings of a demonstration on one's own machine, with a secret of its own. It is never overwritten.
var/local.env: | .venv/.installed
	mkdir -p var
	umask 077 && $(PYTHON) -c 'import secrets; print("PLAIN_HTTP=on", "SECRET_KEY=" + secrets.token_urlsafe(50), sep="\n")' > $@

static-root/staticfiles.json: $(PACKAGES) clusterix/settings.py $(shell find static -type f)
	$(MANAGE) collectstatic --noinput --clear --verbosity 0
	touch $@

# The demonstration fills an empty database alone: any other is served as it is.
run: setup static-root/staticfiles.json
	$(MANAGE) migrate --verbosity 0
	-$(MANAGE) demo
	$(PYTHON) -m tools.serve

test: checks test-sqlite test-postgresql

checks: lint types layers templates migrations deployment translations

lint: setup
	$(PYTHON) -m ruff check $(CODE)
	$(PYTHON) -m ruff format --check $(CODE)

types: setup
	$(PYTHON) -m mypy $(CODE)

layers: setup
	.venv/bin/lint-imports

templates: setup
	.venv/bin/djlint templates --check --lint

migrations: setup
	$(MANAGE) makemigrations --check --dry-run

deployment: setup
	PLAIN_HTTP=off ALLOWED_HOSTS=clusterix.example.org $(MANAGE) check --deploy --fail-level WARNING

translations: setup
	$(PYTHON) -m tools.messages check

test-sqlite: setup
	$(PYTEST)

# Browsers see no database, nor does what reads and writes workbooks: their tests run once, on SQLite.
test-postgresql: setup
	$(PYTHON) -m tools.postgres $(PYTEST) -m "not browser" --ignore tests/lib/workbooks

# One of: dashboard, exports, import, pages, reading.
bench: setup
	$(PYTHON) -m tests.benchmarks.$(or $(NAME),$(error Say which one: make bench NAME=dashboard))

screenshots: setup static-root/staticfiles.json
	$(PYTHON) -m tools.screenshots

# Brings the catalogue of translations up to date with the sources; the translations themselves are written by hand.
messages: setup
	$(PYTHON) -m tools.messages extract

lock: .venv/.installed
	.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 --extra dev pyproject.toml -c requirements.txt \
		-o requirements-dev.txt
	.venv/bin/npm install --package-lock-only

format: setup
	$(PYTHON) -m ruff check --fix $(CODE)
	$(PYTHON) -m ruff format $(CODE)
	.venv/bin/djlint templates --reformat --quiet
