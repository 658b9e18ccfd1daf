# Everything starts here: `make run` is enough on a machine that has only Python 3.11 or later, git and make.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var/data
GUANXI_DEMO ?= on
export GUANXI_DEMO
# Without compiled modules every start takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test check audit bench docs lock mutants

setup:
	@$(PYTHON) scripts/setup.py all

run:
	@$(PYTHON) scripts/setup.py run
	@exec .venv/bin/guanxi serve --port $(PORT) --data $(DATA)

test:
	@$(PYTHON) scripts/setup.py all
	@.venv/bin/python scripts/test.py

check:
	@$(PYTHON) scripts/setup.py check
	@.venv/bin/python scripts/check.py

audit:
	@$(PYTHON) scripts/setup.py audit
	@.venv/bin/python scripts/audit.py

bench:
	@$(PYTHON) scripts/setup.py bench
	@.venv/bin/python -m bench

docs:
	@$(PYTHON) scripts/setup.py check
	@.venv/bin/python -m pytest -q tests/architecture/test_documents.py

mutants:
	@$(PYTHON) scripts/setup.py all
	@.venv/bin/python scripts/mutants.py

lock:
	@$(PYTHON) scripts/setup.py python
	@.venv/bin/python scripts/lock.py
