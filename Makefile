# The two commands a newcomer needs: `make serve` and `make test`. Everything else follows from them.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
# Another Python has an environment of its own: make test PYTHON=python3.13
VENV := .venv$(if $(filter-out python3,$(notdir $(PYTHON))),-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Sets of relevance judgments that come with invented records: three for development, then the tests.
RECORD_SETS := fourth fifth eighth sixth seventh third ninth tenth

.DEFAULT_GOAL := help
.PHONY: help setup serve index test test-slow test-whoosh3 hooks check audit evaluate bench bench-cluster snapshot compare reliability fuzz accessibility screenshots weigh vectors format lock clean weights

help: ## List the commands
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv with everything the project needs

# The stamp is written last, so an interrupted set-up is simply run again.
$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("renkei-search needs Python 3.11 or newer; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

serve: setup ## Build the index if there is none and serve on http://127.0.0.1:8000
	$(BIN)/renkei-search serve --host $(HOST) --port $(PORT)

index: setup ## Build the index anew
	$(BIN)/renkei-search index

test: setup ## Run the tests on all cores, without the slow ones
	$(BIN)/python -m pytest -n auto -m "not slow"

test-slow: setup ## Run the slow tests: browsers, clusters, servers, kills, fuzzing
	$(BIN)/python -m pytest -n auto --dist loadgroup -m slow

hooks: setup ## Check each commit before it is made
	$(BIN)/pre-commit install

# A fork with the same import name and file format, run by an automated agent: the way out if Python moves on.
test-whoosh3: ## Run the tests against whoosh3
	$(PYTHON) -m venv .venv-whoosh3
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	.venv-whoosh3/bin/python -m pip uninstall --quiet --yes whoosh
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/whoosh3.txt
	.venv-whoosh3/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	.venv-whoosh3/bin/python -m pytest

check: setup ## Lint, types, import contract, corpus
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/renkei-search check
	@$(MAKE) --no-print-directory audit

# Without the network there is nothing to compare with: that is said, and no reason to fail.
audit: setup ## Look for known faults in the packages we depend on
	@out=$$($(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements/runtime.txt 2>&1); \
	status=$$?; echo "$$out"; \
	if [ $$status -ne 0 ] && ! echo "$$out" | grep -q "known vulnerabilit"; then \
	  echo "*** NOT AUDITED: no advisories could be fetched. Run 'make audit' where the network allows. ***"; \
	elif [ $$status -ne 0 ]; then exit $$status; fi

# Give PASSAGES= and QUESTIONS= (JSON lines, gzipped) to measure known-item retrieval as well.
evaluate: setup ## Measure relevance, step by step, and write the table into docs/relevance.md
	$(BIN)/renkei-search evaluate --all --document docs/relevance.md $(if $(PASSAGES),--passages $(PASSAGES) --questions $(QUESTIONS))
	$(BIN)/renkei-search evaluate --all --document docs/relevance.md --mark held-out --queries tests/relevance/held-out-queries.jsonl --similar tests/relevance/held-out-similar.jsonl
	@set -e; for set in $(RECORD_SETS); do $(MAKE) --no-print-directory build/$$set; \
	  $(BIN)/renkei-search evaluate $$([ $$set = fourth ] && echo --all || true) --corpus corpus --corpus build/$$set --document docs/relevance.md --mark $$set --queries tests/relevance/$$set-queries.jsonl --similar tests/relevance/$$set-similar.jsonl; done

# The invented records of a set of judgments, as a corpus folder.
build/%: tests/relevance/%-records.csv
	rm -rf $@ && $(BIN)/renkei-search import $< --into $@ --as-of 2026-11-29 >/dev/null && touch $@

weights: setup build/fourth build/fifth build/eighth ## Cross-validate the weights of ranking and write the table into docs/relevance.md
	$(BIN)/python -m benchmarks.weights --records fourth build/fourth --records fifth build/fifth --records eighth build/eighth --document docs/relevance.md

# Give TEXT= to mix in other people's sentences, QUESTIONS= (JSON lines with q) to ask theirs, SIZES= for other sizes.
bench: setup ## Measure speed against other engines and write the figures into docs/performance.md
	$(BIN)/python -m benchmarks --document docs/performance.md $(if $(TEXT),--text $(TEXT)) $(if $(QUESTIONS),--questions $(QUESTIONS)) $(if $(SIZES),--sizes $(SIZES))

# Needs a JDK 17 and Maven; SIZE= for another number of records, whose table docs/scale.md must have a place for.
bench-cluster: setup ## Measure columns beside an OpenSearch node and write the figures into docs/scale.md
	$(BIN)/python -m benchmarks.cluster --document docs/scale.md $(if $(SIZE),--size $(SIZE))

# make snapshot TO=build/before, change the code, make snapshot TO=build/after, make compare FROM=build/before TO=build/after
snapshot: setup ## Write every page and answer for the query sets into a new folder TO=
	$(BIN)/python -m tests.snapshot write $(TO)

compare: setup ## List what differs between two such folders, FROM= and TO=
	$(BIN)/python -m tests.snapshot compare $(FROM) $(TO)

reliability: setup ## Try to bring the program down and write the figures into docs/reliability.md (about an hour; needs wrk)
	$(BIN)/python -m reliability --document docs/reliability.md

fuzz: setup ## Only the random input; INPUTS= and SEED= for others
	$(BIN)/python -m reliability fuzz $(if $(INPUTS),--inputs $(INPUTS)) $(if $(SEED),--seed $(SEED))

accessibility: setup ## Test every page with axe-core in Chromium and write the outcome for /accessibility
	$(BIN)/python -m tests.browser.audit

screenshots: setup ## Write docs/screenshots/ (needs Chromium); PICTURES=desk only those of the guide
	$(BIN)/python -m tests.browser.screenshot $(PICTURES)

weigh: setup ## Measure the pages in Chromium and write the figures into docs/pages.md
	$(BIN)/python -m tests.browser.measure

vectors: setup ## Make the word vectors in src/renkei_search/analysis/vectors anew (fetches 59 MB)
	$(BIN)/python -m vectors

format: setup ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Renew the hashed requirement files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev pyproject.toml -c requirements/runtime.txt -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-deps --no-emit-index-url --no-annotate --no-header requirements/whoosh3.in -o requirements/whoosh3.txt

clean: ## Remove the environment and the built indexes
	rm -rf .venv .venv-* index/generations index/CURRENT index/ORIGIN index/build.lock build/bench
