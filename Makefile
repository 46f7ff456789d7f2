# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3.11
PORT ?= 8000
FUZZ_S ?= 60
BIN := .venv/bin
STAMP := .venv/.complete
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help env demo test lint check law fuzz bench pictures image fmt clean

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP)  ## Make the environment in .venv

# The constraints come with every install: an unconstrained torch pulls gigabytes of CUDA packages.
$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed; name yours with make env PYTHON=..." >&2; exit 3; }
	@# A folder without pip was interrupted, or Debian's python3-venv was missing: begin again.
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev -e '.[server,postgres,course]'
	@touch $@

demo: env  ## Start a server with a demo course on 127.0.0.1:$(PORT)
	@$(BIN)/grader demo --port $(PORT)

test: env  ## Run every test this machine has the parts for
	$(BIN)/python -m pytest -q

lint: env  ## Style, types and arrows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## What CI runs

law: env  ## Hold the whole catalogue to the thorough law and write docs/catalogue.md (half an hour)
	$(BIN)/grader exercise check --thorough --page docs/catalogue.md

# Atheris comes when it is wanted: it has no wheels for every platform, and only this needs it.
fuzz: env  ## Fuzz the decoder of student bytes for FUZZ_S seconds
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet -c constraints.txt 'atheris>=3,<4'
	@PYTHONPATH=tests $(BIN)/python -m fuzz tests/fuzz/found -max_total_time=$(FUZZ_S) \
	  && echo "make fuzz: nothing was found in $(FUZZ_S) s" \
	  || { echo "make fuzz: an input breaks the rules; see above and tests/fuzz/found/crashes" >&2; exit 1; }

bench: env image  ## Measure everything and write docs/performance.md (fifteen minutes, a quiet machine)
	$(BIN)/grader bench --page docs/performance.md

pictures: env  ## Draw the pictures of the prompts anew
	@for script in reference/*/*/draw.py; do echo "$$script"; $(BIN)/python "$$script" || exit 1; done

image: env  ## Build the sandbox image
	$(BIN)/grader image

fmt: env  ## Format and sort
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## Remove the environment and the demo's data
	rm -rf .venv var
