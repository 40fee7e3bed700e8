# Thin: each target is one command, and each works from a fresh clone.
PYTHON ?= python3.11
PY := .venv/bin/python

.PHONY: setup run test ui lint bench bench-alerts lock clean

setup:
	@$(PYTHON) plugins/cxpulse/local/environment.py

run: setup
	@$(PY) -m cxpulse.local.run

test: setup
	@$(PY) -m pytest -q -n auto --dist loadfile

ui: setup
	@exec $(PY) -m cxpulse.local.ui

lint: setup
	@$(PY) -m ruff check
	@$(PY) -m ruff check --preview --select AIR --config 'lint.explicit-preview-rules=false' dags plugins
	@$(PY) -m mypy

bench: setup
	@PYTHONPATH=tests:. $(PY) -m bench

bench-alerts: setup
	@PYTHONPATH=tests:. $(PY) -m bench.alerts

lock: setup
	@.venv/bin/uv pip compile pyproject.toml --extra test --quiet -o requirements.txt

clean:
	rm -rf var build .mypy_cache .ruff_cache plugins/cxpulse.egg-info
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
