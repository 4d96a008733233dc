# Weibao. Two commands matter: `make demo` and `make test`. Everything installs into .venv and node_modules.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMPS := .venv/stamps

.PHONY: help setup demo serve test test-sqlite test-postgresql drill bench lint lock messages browser clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s $$'\t'

$(STAMPS)/uv: requirements/tools.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/base: $(STAMPS)/uv requirements/base.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

$(STAMPS)/dev: $(STAMPS)/base requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

$(STAMPS)/npm: package-lock.json
	npm ci --silent --no-fund --no-audit
	mkdir -p $(STAMPS) && touch $@

# The sprite holds just the icons that templates name, so the bundle follows the templates too.
$(STAMPS)/bundle: $(STAMPS)/npm $(wildcard assets/*) $(shell find weibao -name '*.html') weibao/web/navigation.py
	npm run --silent build
	touch $@

$(STAMPS)/divisions: $(STAMPS)/npm $(STAMPS)/base weibao/places/divisions.py
	$(BIN)/python -m weibao.places.divisions
	touch $@

$(STAMPS)/messages: $(STAMPS)/base $(wildcard weibao/locale/*/LC_MESSAGES/django.po)
	if ls weibao/locale/*/LC_MESSAGES/django.po >/dev/null 2>&1; then $(BIN)/pybabel --quiet compile --directory weibao/locale --domain django; fi
	touch $@

setup: $(STAMPS)/base $(STAMPS)/bundle $(STAMPS)/divisions $(STAMPS)/messages ## install what running needs

demo: setup ## a fictional county, built and served (PORT=8000)
	$(BIN)/weibao demo --port $(PORT)

serve: setup ## site and worker on the data folder (WEIBAO_DATA_DIR, default ./var)
	$(BIN)/weibao serve --port $(PORT)

browser: ## Chromium and Chinese fonts for the journeys, where apt is there
	@if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; \
	elif command -v apt-get >/dev/null; then \
	  echo "Installing Chromium and fonts for the browser journeys …"; \
	  SUDO=$$( [ $$(id -u) -eq 0 ] || command -v sudo || true ); \
	  $$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; \
	else echo "No Chromium and no apt-get here: install Chromium and a Chinese font by hand." >&2; exit 1; fi

test: setup $(STAMPS)/dev browser lint test-sqlite test-postgresql ## every test, on SQLite and on PostgreSQL
	@echo "All tests passed."

test-sqlite: $(STAMPS)/dev
	DATABASE_URL= $(BIN)/python -m pytest -n 2 --dist loadfile -m "not drill"

# A PostgreSQL server answers on 127.0.0.1:5432, or POSTGRES_URL names another.
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/test
test-postgresql: $(STAMPS)/dev
	@if $(BIN)/python -c "import psycopg; psycopg.connect('$(POSTGRES_URL)'.replace('postgres://', 'postgresql://'), connect_timeout=3).close()" 2>/dev/null; then \
	  DATABASE_URL=$(POSTGRES_URL) $(BIN)/python -m pytest -n 2 --dist loadfile -m "not drill and not browser and not pure"; \
	else \
	  printf '\n!!! NO POSTGRESQL at %s: the suite did NOT run on PostgreSQL !!!\n\n' '$(POSTGRES_URL)' >&2; \
	  test -z "$${CI:-}"; \
	fi

lint: $(STAMPS)/dev ## style, types, layers
	$(BIN)/ruff check --quiet weibao tests benchmarks
	$(BIN)/ruff format --quiet --check weibao tests benchmarks
	$(BIN)/mypy weibao
	$(BIN)/lint-imports --no-cache

drill: setup $(STAMPS)/dev browser ## the long tests
	$(BIN)/python -m pytest -m drill

bench: setup $(STAMPS)/dev ## the bars, as JSON
	@$(BIN)/python -m benchmarks

lock: $(STAMPS)/uv ## pin the dependencies anew
	for name in tools base dev; do $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11 --upgrade requirements/$$name.in -o requirements/$$name.txt; done

messages: $(STAMPS)/dev ## gather texts for translation, fold traditional Chinese
	$(BIN)/python -m weibao.web.translations

clean: ## remove what was installed and built (never the data folder)
	rm -rf .venv node_modules weibao/web/static/dist
