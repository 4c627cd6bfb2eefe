# fhir-vgc: `make demo` shows it, `make test` tests it; both set up their own environment first.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PEERS  := .peers
MINUTES ?= 60

.DEFAULT_GOAL := help
.PHONY: help demo test lint profiles check-profiles release-profiles peers-install test-peers validate-official compare-validators hapi bench soak unattended clean docs

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/fhir-vgc: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/fhir-vgc
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(BIN)/fhir-vgc  ## file an invented clinic at an embedded GP endpoint, and watch
	@$(BIN)/python -m fixtures.demo

test: $(VENV)/.dev  ## the whole Python suite; needs nothing but Python and the package index
	$(BIN)/pytest -n auto

lint: $(VENV)/.dev  ## ruff, strict mypy, and imports that run one way
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

$(VENV)/.peers: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[peers]'
	@touch $@

profiles: $(VENV)/.peers  ## compile the profiles to the FHIR package that is shipped
	$(BIN)/python -m profiles.fsh.compile

check-profiles: $(VENV)/.peers  ## say whether the shipped FHIR package is what its sources give
	$(BIN)/python -m profiles.fsh.compile --check

release-profiles: $(VENV)/.peers  ## compile, and lock this version of the FHIR package as published
	$(BIN)/python -m profiles.fsh.compile --release

peers-install: $(VENV)/.peers  ## build or fetch the real servers of the peer tests (needs a JDK, Maven, PostgreSQL)
	$(BIN)/python -m tests.peers.servers install

test-peers: peers-install  ## the tests against real servers, each started for the run
	$(BIN)/pytest -m peers tests/peers

validate-official: $(VENV)/.peers  ## everything that leaves the adapter, held by the official validator (needs a JDK, Maven)
	$(BIN)/python -m tests.peers.official

compare-validators: $(VENV)/.peers  ## our check and the official validator on the same resources: rewrites the record and its page
	$(BIN)/python -m tests.peers.comparison
	$(BIN)/python -m docs.generate

hapi: $(VENV)/.peers  ## keep a HAPI FHIR server running at http://127.0.0.1:8080/fhir
	$(BIN)/python -m tests.peers.servers hapi --port 8080

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@touch $@

bench: $(VENV)/.bench  ## the measured claims, as ratios: some 20 minutes; BENCH="push --rounds 1" for one (needs a JDK, Maven)
	$(BIN)/python -m benchmarks $(BENCH)

soak: $(VENV)/.dev  ## clinic, practice, deaths and faults in any order, for MINUTES=60: figures in soak.json
	$(BIN)/python -m tests.machine.soak $(MINUTES)

unattended: $(VENV)/.dev  ## the sync command left to itself while all breaks, for MINUTES=60: rewrites the record and its page
	$(BIN)/python -m tests.unattended $(MINUTES) --figures tests/unattended/figures.json; \
	held=$$?; $(BIN)/python -m docs.generate && exit $$held

docs: $(VENV)/.dev  ## write the reference pages from the code
	$(BIN)/python -m docs.generate

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(PEERS) .pytest_cache .mypy_cache .ruff_cache .hypothesis
