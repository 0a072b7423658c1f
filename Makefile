# make demo    install, index the sample corpus, ask it a question
# make test    install what the tests need, run them
# make lint    ruff and mypy
# make serve   the HTTP API over index/
# make bench   time ingest and search beside what people would use instead
# make stages  time ingest and search stage by stage, with 1, 8 and 32 clients
# make peers   the same passages in LangChain, txtai, Haystack and LanceDB; PASSAGES=100000
# make scale   what a library costs as it grows; PASSAGES="10000 100000"; draws growth.svg
# make faults  kill a writer 500 times, and look for what was lost or came back
# make fuzz    bad input: readers, structure, numerals and the API, with 20 times as many cases
# make load    50 clients for two minutes: what fails, what is lost, how long it takes
# make audit   known holes in what is installed (asks the internet), and secrets in the files
# make drcd    search on a public set, DRCD, beside plain BM25; needs SHARED, ../shared by default
# make models  train all bundled models anew, from SHARED, in WORK (training/README.md)
# make screenshots  pictures of the pages, for the READMEs
# make system  Debian packages: for old Word files (.doc, .wps), and the browser of the tests

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
SHARED ?= ../shared
PEERS  ?= .venv-peers
PASSAGES ?= 100000
WORK   ?= training/work
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

# pip compiles what it installs, but not a checkout; a search should not wait for that.
COMPILE := $(BIN)/python -m compileall -q src

.PHONY: demo test lint serve bench scale stages peers faults fuzz load audit drcd models screenshots \
	system clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e ".[dev,llm,ocr,train]"
	@$(COMPILE)
	@touch $@ $(VENV)/.core

demo: $(VENV)/.core
	$(BIN)/reportqa ingest corpus
	$(BIN)/reportqa search "老人吃饭的食堂办起来了几个？" --k 3

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

serve: $(VENV)/.core
	$(BIN)/reportqa serve

bench: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks

# The real reports where they are beside the project, else the sample corpus.
stages: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.stages $(wildcard $(SHARED)/reports/dev $(SHARED)/reports/more)

$(PEERS)/.peers: benchmarks/peers/requirements.txt pyproject.toml constraints.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet -c constraints.txt \
	    -r benchmarks/peers/requirements.txt -e .
	@touch $@

peers: $(PEERS)/.peers
	PYTHONPATH=tests $(PEERS)/bin/python -m benchmarks.peers --passages $(PASSAGES) --shared $(SHARED)

scale: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.scale --passages $(PASSAGES) \
	    --reports $(or $(wildcard $(SHARED)/reports),corpus) --save growth.jsonl
	$(BIN)/python -m benchmarks.growth growth.jsonl growth.svg

faults: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m faults --kills 500

fuzz: $(VENV)/.dev
	$(BIN)/python -m pytest -m fuzz --hypothesis-profile=fuzz

load: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.load

# Strict, so that nothing passes that could not be looked up.
audit: $(BIN)/python
	$(PIP) -e ".[audit]"
	git ls-files -z ':!src/reportqa/models' | xargs -0 $(BIN)/detect-secrets-hook
	$(BIN)/pip-audit --strict --no-deps --disable-pip -r constraints.txt

drcd: $(VENV)/.dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.drcd $(SHARED)

# Each step reads what the steps before it wrote into the package.
models: $(VENV)/.dev
	$(BIN)/python -m training.thesaurus $(SHARED)
	$(BIN)/python -m training $(SHARED) --work $(WORK)
	$(BIN)/python -m training.answering $(SHARED) --work $(WORK)
	rm -rf $(WORK)/library $(WORK)/library-sample
	$(BIN)/reportqa ingest $(SHARED)/reports/dev $(SHARED)/reports/more --library $(WORK)/library
	$(BIN)/reportqa ingest corpus --library $(WORK)/library-sample
	$(BIN)/python -m training.firmness $(SHARED) $(WORK)/library
	$(BIN)/python -m training.topics $(SHARED) $(WORK)/library $(WORK)/library-sample
	$(BIN)/reportqa ingest corpus --library $(WORK)/library
	PYTHONPATH=tests $(BIN)/python -m training.commitments $(SHARED) $(WORK)/library

screenshots: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m web.screenshots

system:
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui chromium

clean:
	rm -rf $(VENV) $(PEERS) .pytest_cache .mypy_cache .ruff_cache
