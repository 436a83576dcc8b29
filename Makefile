PYTHON ?= python3

.PHONY: run setup test bench screenshots lint lock

run:            ## serve the desk on http://127.0.0.1:8000
	@$(PYTHON) bootstrap.py
	@.venv/bin/ringback run

setup:          ## install what running and testing need
	@$(PYTHON) bootstrap.py --dev

test: setup     ## everything that this machine can show
	@.venv/bin/python -m tests.run

lint: setup     ## layers, style, types, migrations, strings
	@.venv/bin/python -m tests.run --lint

bench: setup    ## the figures of docs/benchmarks.md
	@.venv/bin/ringback bench

screenshots: setup
	@.venv/bin/python scripts/screenshots.py

lock:           ## pin what pyproject.toml names, with hashes and without addresses
	@$(LOCK) -o requirements/base.txt pyproject.toml
	@$(LOCK) -c requirements/base.txt --extra cluster -o requirements/cluster.txt pyproject.toml
	@$(LOCK) -c requirements/base.txt --extra cluster --extra dev -o requirements/dev.txt pyproject.toml

LOCK = .venv/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
  --no-header --no-annotate --strip-extras --allow-unsafe --build-deps-for editable
