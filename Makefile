# Trialwise: everything a developer types. Needs python3 (3.11 or newer), pip and make.

PYTHON = python3
VENV = .venv
PORT = $(or $(TRIALWISE_PORT),8000)
IMAGE = trialwise
IMAGE_ARGS =
# What the image holds: requirements-otel.lock for traces.
LOCK = requirements.lock
PYTEST_ARGS =
BENCH_ARGS =
PEERS = $(basename $(notdir $(wildcard benchmarks/peers/requirements/*.txt)))
LOCK_ARGS =

BIN = $(VENV)/bin
# Empty files that remember which lock the environment was installed from.
RUN_READY = $(VENV)/.ready-to-run
DEV_READY = $(VENV)/.ready-to-develop
BENCH_READY = $(VENV)/.ready-to-measure
DEPLOY_READY = $(VENV)/.ready-to-deploy
# The folders of Python there are: mypy refuses one without.
FOLDERS = models service tests benchmarks examples
TYPED = $(foreach folder,$(FOLDERS),$(if $(wildcard $(folder)/*.py $(folder)/*/*.py),$(folder)))

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--fork-strategy fewest --custom-compile-command "make lock" $(LOCK_ARGS)
# Beside several test processes or requests, threads inside BLAS only slow each other down.
ONE_THREAD = OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

# What builds the image: the first that answers.
ENGINE = $(shell for engine in docker podman buildah; do \
	$$engine info >/dev/null 2>&1 && echo $$engine && break; done)
VERSION = $(shell sed -n 's/^version = "\(.*\)"$$/\1/p' pyproject.toml)
REVISION = $(shell git describe --always --abbrev=40 --dirty --exclude '*' 2>/dev/null || echo unknown)

.DEFAULT_GOAL = help
.DELETE_ON_ERROR:
.PHONY: help run test test-slow lint format bench measure peers check-deploy check-manifests wheel image lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(RUN_READY) ## serve on 127.0.0.1:8000 (make run PORT=8123 for another port)
	@TRIALWISE_PORT=$(PORT) exec $(BIN)/python -m service serve

test: $(DEV_READY) ## run the tests (make test PYTEST_ARGS="tests/models -x" for some)
	@$(ONE_THREAD) $(BIN)/python -m pytest $(PYTEST_ARGS)

test-slow: $(DEV_READY) ## run the slow tests, and those on data outside the repository
	@$(ONE_THREAD) $(BIN)/python -m pytest -m "slow or data" --timeout 1800 $(PYTEST_ARGS)

lint: $(DEV_READY) ## check style, formatting, types and the import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports --no-logo

format: $(DEV_READY) ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: ## list the benchmarks (make bench BENCH_ARGS="quality --quick" runs one)
	@$(MAKE) --no-print-directory VENV=$(VENV)-bench measure

measure: $(BENCH_READY)
	@$(ONE_THREAD) $(BIN)/python -m benchmarks $(BENCH_ARGS)

peers: $(PEERS:%=$(VENV)-peers/%/.ready) ## make the environments of the rivals (make peers PEERS="optuna skopt" for some)

# The files pin everything, so nothing is resolved: some of what HEBO names cannot be built any more,
# and nothing here needs it.
$(VENV)-peers/%/.ready: benchmarks/peers/requirements/%.txt
	@$(MAKE) --no-print-directory VENV=$(VENV)-peers/$* $(VENV)-peers/$*/bin/python
	@echo "Installing what $* needs"
	@$(VENV)-peers/$*/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--requirement $<
	@touch $@

check-deploy: ## check deploy/ with the tools that use it (needs docker-compose and nginx)
	@$(MAKE) --no-print-directory VENV=$(VENV)-deploy check-manifests

check-manifests: $(DEPLOY_READY)
	@PATH=$(abspath $(BIN)):$$PATH .ci/deploy

wheel: $(DEV_READY) ## build the wheel into dist/
	$(BIN)/python -m hatchling build --target wheel

# The health check exists in Docker's own format alone, which podman and buildah must be told to use.
image: export BUILDAH_FORMAT = docker
image: ## build the container image trialwise:latest with docker, podman or buildah
	@test -n "$(ENGINE)" || { \
		echo "make image needs a running Docker engine, podman or buildah" >&2; exit 1; }
	$(ENGINE) build --tag $(IMAGE) --build-arg VERSION=$(VERSION) --build-arg REVISION=$(REVISION) \
		--build-arg LOCK=$(LOCK) $(IMAGE_ARGS) .

lock: $(DEV_READY) ## compile the requirements*.lock files (LOCK_ARGS=--upgrade for newer versions)
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --output-file requirements-build.lock --group build
	$(COMPILE) --output-file requirements-optuna.lock --constraint requirements.lock \
		--extra optuna pyproject.toml
	$(COMPILE) --output-file requirements-otel.lock --constraint requirements.lock \
		--extra otel pyproject.toml
	$(COMPILE) --output-file requirements-parquet.lock --constraint requirements.lock \
		--extra parquet pyproject.toml
	$(COMPILE) --output-file requirements-dev.lock --constraint requirements.lock \
		--constraint requirements-build.lock --constraint requirements-optuna.lock \
		--constraint requirements-otel.lock --constraint requirements-parquet.lock \
		--extra optuna --extra otel --extra parquet --group dev pyproject.toml
	$(COMPILE) --output-file deploy/requirements.lock deploy/requirements.in
	$(COMPILE) --output-file benchmarks/requirements.lock --constraint requirements.lock \
		pyproject.toml benchmarks/requirements.in

clean: ## remove the environments, the caches and what was built
	rm -rf $(VENV) $(VENV)-deploy $(VENV)-bench $(VENV)-peers dist build .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache benchmarks/.cache
	find $(FOLDERS) -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Debian keeps ensurepip in python3-venv; without that package, pip of the system fills the venv.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Trialwise needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1)." >&2; \
		echo "Name another one: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV)"
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	else $(PYTHON) -m venv --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; fi

$(RUN_READY): requirements.lock | $(BIN)/python
	@echo "Installing what the service needs"
	@$(INSTALL) --requirement requirements.lock
	@touch $@

$(DEV_READY): requirements-dev.lock | $(BIN)/python
	@echo "Installing what development needs"
	@$(INSTALL) --requirement requirements-dev.lock
	@touch $@

$(DEPLOY_READY): deploy/requirements.lock | $(BIN)/python
	@echo "Installing what checks deploy/"
	@$(INSTALL) --requirement deploy/requirements.lock
	@touch $@

$(BENCH_READY): benchmarks/requirements.lock | $(BIN)/python
	@echo "Installing what benchmarks need"
	@$(INSTALL) --requirement benchmarks/requirements.lock
	@touch $@
