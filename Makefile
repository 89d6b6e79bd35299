# `make` or `make help` lists the targets with the help text after `##`.

.DEFAULT_GOAL := help
.PHONY: FORCE help bench bench-products profile scale soak setup setup-all run test test-slow test-all check check-style check-schema check-types check-http test-browser mutants fuzz test-clients test-e2e test-llmock fix schema docs lock demo studio blog dist test-blog test-deploy test-nodes clean sdk test-sdk

VENV := .venv
BIN := $(VENV)/bin
# Stamps: the development environment is complete; the environment of `make run` is complete.
READY := $(VENV)/ready
SERVES := $(VENV)/serves
GRAPHIQL := src/cms_blog/graphql/pages/assets/ready
CLIENTS := tests/clients
AUDITS := tests/http_audits
SDK := clients/typescript
STUDIO := examples/studio
BLOG := examples/blog
FUZZ := tests/fuzz
LLMOCK := tests/generation/llmock
DEPLOY := tests/deploy
PACKAGES := $(SDK)/node_modules/ready $(STUDIO)/node_modules/ready $(BLOG)/node_modules/ready $(CLIENTS)/node_modules/ready \
	$(AUDITS)/node_modules/ready $(CLIENTS)/python/.venv/ready $(LLMOCK)/.venv/ready $(DEPLOY)/.venv/ready

CHECKED := $(SDK)/node_modules/checked $(SDK)/node_modules/linted $(STUDIO)/node_modules/checked $(BLOG)/node_modules/checked

# No usage data is sent from builds.
export NEXT_TELEMETRY_DISABLED := 1

# Short timeouts for unreliable registries: npm's default is five minutes.
export npm_config_fetch_timeout := 20000
export npm_config_fetch_retries := 5
export npm_config_fetch_retry_mintimeout := 1000

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock" --python-version 3.13 --upgrade

# $(call newer,STAMP,FILES) is FORCE unless the stamp is newer than all files. Paths of pages have brackets, which
# prerequisites can't have.
newer = $(if $(shell find $(2) -type f -newer $(1) 2>&1),FORCE)
BLOG_SOURCES := $(addprefix $(BLOG)/,src next.config.ts package-lock.json tsconfig.json)

# Otherwise each server that the tests start would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

COMMA := ,
EMPTY :=
# Helper modules of the tests, as in pytest's settings in pyproject.toml.
SUPPORT := tests/support:$(subst $(EMPTY) $(EMPTY),:,$(filter-out %__pycache__/,$(wildcard tests/support/*/)))
# A test process waits for about a third of its time, so that three fill two cores.
TESTERS ?= 3
PEERS ?= floor-asgi,mercurius
RUNS ?= 3
ROUNDS ?= 3
BLOGS ?= 100 1000 10000
WORKLOAD ?= W1

# The first Python of a supported version; PYTHON=… overrides it.
PYTHON ?= $(shell for python in python3.13 python3.14 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)

# uv takes a fifth of pip's CPU time. Without one on the path, the development environment has its own.
# pip, with its own configuration of indexes, is used where uv fails.
UV := $(shell command -v uv)
UV_PIP := $(or $(UV),$(BIN)/uv) pip
SYNC := $(UV_PIP) sync --quiet --system-certs --require-hashes
PIP := -m pip install --quiet --disable-pip-version-check

# $(call create) creates the virtual environment.
define create
	@test -n "$(PYTHON)" || { echo "Python 3.13 is required. Install it with 'pyenv install 3.13' or from https://www.python.org/downloads/."; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) and $(if $(UV),uv,pip) …"
	@test -x $(BIN)/python || $(if $(UV),$(UV) venv --quiet --seed --python $$($(PYTHON) -c 'import sys; print(sys.executable)'),$(PYTHON) -m venv) $(VENV)
endef

# $(call install,LOCKS,UV OPTIONS,PIP OPTIONS) installs the packages of the lock files and an editable
# installation of the source.
define install
	@$(SYNC) --python $(BIN)/python $(2) $(1) 2>/dev/null \
		|| $(BIN)/python $(PIP) --require-hashes $(3) $(addprefix -r ,$(1))
	@$(UV_PIP) install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . 2>/dev/null \
		|| $(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
endef

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  \033[1m%-13s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) $(GRAPHIQL) ## Create the virtual environment for development

# Mostly waits for registries, so with --jobs it takes as long as the slowest of them.
setup-all: setup $(PACKAGES) ## Install what all checks need

# The development environment can serve; without one, a smaller environment is installed.
run: ## Serve the API on http://127.0.0.1:8000 (HOST=, PORT=)
	@$(MAKE) --no-print-directory --jobs 2 $(if $(wildcard $(READY)),$(READY),$(SERVES)) $(GRAPHIQL)
	@$(BIN)/cms-blog serve

# Each process runs whole files, in the order of tests/conftest.py: those with slow tests first.
PYTEST := $(BIN)/pytest --numprocesses $(TESTERS) --dist loadfile --no-loadscope-reorder

test: setup ## Run the tests, except slow ones, in TESTERS=3 processes
	@$(PYTEST) -m "not slow"

# Only files with slow tests: collecting all files takes 6 s of CPU per process.
test-slow: setup ## Run the slow tests in TESTERS=3 processes: exhaustive ones, crashes, outages, load
	@$(PYTEST) -m slow $$(grep -rlw mark.slow tests --include='test_*.py')

test-all: setup ## Run all tests, the slow ones included, in TESTERS=3 processes
	@$(PYTEST)

check: check-style check-schema check-types docs $(CHECKED) ## Check style, types and generated files, as CI does

check-style: setup
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/python tools/check_language.py

check-schema: setup
	@$(BIN)/cms-blog export-schema | diff schema.graphql - \
		|| { echo "schema.graphql is out of date: run 'make schema'"; exit 1; }

check-types: setup
	@$(BIN)/pyright --warnings --project pyproject.toml

check-http: setup $(AUDITS)/node_modules/ready ## Audit GraphQL over HTTP with the graphql-http package (Node)
	@PYTHONPATH=$(SUPPORT) $(BIN)/python tests/graphql/audit_http.py

test-browser: setup ## Open saved texts in headless Chromium and verify that no script runs
	@$(BIN)/pytest tests/browser

mutants: setup ## Mutation testing: MODULE=review,search SAMPLE=50 (Linux)
	@$(BIN)/python -m tools.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(MODULE)

fuzz: setup $(FUZZ)/.venv/ready ## Fuzz the API with 20,000 requests of schemathesis
	@PYTHONPATH=$(SUPPORT) $(BIN)/python $(FUZZ)/run.py

test-clients: setup $(SDK)/dist/ready $(CLIENTS)/node_modules/ready $(CLIENTS)/python/.venv/ready ## Test the API with Apollo, urql, GraphiQL and other clients (Node, Chromium)
	@node $(CLIENTS)/run.js

test-e2e: setup $(STUDIO)/node_modules/ready ## Test the example frontend in Chromium (Node)
	@npm test --prefix $(STUDIO) --silent

test-blog: setup $(BLOG)/.next/BUILD_ID $(STUDIO)/node_modules/ready ## Test the example site in Chromium (Node)
	@npm test --prefix $(BLOG) --silent

sdk: $(SDK)/node_modules/ready ## Generate the TypeScript client from schema.graphql and build it (Node)
	@npm run --prefix $(SDK) --silent generate
	@$(MAKE) --no-print-directory $(SDK)/dist/ready

test-sdk: setup $(SDK)/dist/ready ## Test the TypeScript client against the server (Node)
	@npm test --prefix $(SDK) --silent

test-llmock: setup $(LLMOCK)/.venv/ready ## Test generation with llmock, an independent Gemini server
	@$(BIN)/pytest $(LLMOCK)

test-nodes: setup ## Test several nodes and workers that are killed and restarted (redis-server)
	@$(BIN)/pytest tests/nodes

test-deploy: setup $(DEPLOY)/.venv/ready ## Check the deployment files, and test the load balancer
	@$(BIN)/pytest $(DEPLOY)

bench: setup ## Compare the CPU cost with other servers (Linux, Node): PEERS= RUNS= ROUNDS=
	@PYTHON=$(PYTHON) benchmarks/setup.sh tools $(subst $(COMMA), ,$(PEERS))
	@$(BIN)/python -m benchmarks.run --peers $(PEERS) --runs $(RUNS) --rounds $(ROUNDS)
	@$(BIN)/python -m benchmarks.devices
	@$(BIN)/python -m benchmarks.startup

bench-products: setup ## Compare with Payload and Strapi on their embedded databases (Linux, Node); slow
	@benchmarks/products/setup.sh
	@$(BIN)/python -m benchmarks.products

profile: setup ## Draw a flame graph of the server under load: WORKLOAD=W1
	@PYTHON=$(PYTHON) benchmarks/setup.sh tools
	@$(BIN)/python -m benchmarks.flame $(WORKLOAD)

scale: setup ## Measure lists with 100 to 10,000 blogs: BLOGS="1000 100000"
	@$(BIN)/python -m benchmarks.scale --blogs $(BLOGS)

soak: setup ## Measure a thousand clients for a minute
	@$(BIN)/python -m benchmarks.soak

dist: setup ## Build the wheel and the source archive into dist/
	@test -f $(GRAPHIQL) || { echo "The distribution needs GraphiQL's files: install npm and run 'make setup'."; exit 1; }
	@rm -rf dist
	@$(BIN)/hatchling build

fix: setup ## Format the code and fix what ruff can fix
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

schema: setup ## Regenerate schema.graphql from the code
	@$(BIN)/cms-blog export-schema schema.graphql

docs: setup ## Build the documentation into docs/_build, offline; warnings are errors
	@rm -rf docs/_build
	@$(BIN)/sphinx-build --quiet --fresh-env --fail-on-warning --keep-going --nitpicky --doctree-dir $(VENV)/doctrees docs docs/_build

lock: setup ## Update the lock files
	@$(LOCK) pyproject.toml --extra embedded --group dev -o requirements-dev.lock
	@$(LOCK) pyproject.toml --extra otel --constraint requirements-dev.lock -o requirements.lock
	@$(LOCK) pyproject.toml --extra embedded --constraint requirements-dev.lock -o requirements-run.lock
	@for folder in $(CLIENTS)/python $(LLMOCK) $(FUZZ) $(DEPLOY) tools/wheel; do \
		$(LOCK) $$folder/requirements.in -o $$folder/requirements.lock || exit 1; done

demo: setup ## Run the whole flow against a running server (PORT=)
	@$(BIN)/python examples/walkthrough.py

studio: setup $(STUDIO)/node_modules/ready ## Serve the example frontend with the API on http://127.0.0.1:5180 (Node; STUDIO_PORT=, TRUSTED=1)
	@node tools/studio/serve.js $(if $(TRUSTED),--trusted)

blog: setup $(BLOG)/.next/BUILD_ID ## Serve the example site with the API on http://127.0.0.1:5190 (Node; BLOG_PORT=)
	@node $(BLOG)/serve.js

# Repeat after visible changes of the Studio.
pictures: setup $(STUDIO)/node_modules/ready ## Record the writing of a post for the README (Node, Chromium)
	@node tools/pictures/record.js $(VENV)/pictures
	@$(BIN)/python tools/pictures/animate.py $(VENV)/pictures docs/images/write-a-post.webp

clean: ## Remove generated files, except data/ and uploads/
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis dist docs/_build docs/reference/generated src/*.egg-info \
		src/cms_blog/graphql/pages/assets tools/*/node_modules tests/*/node_modules clients/*/node_modules clients/*/dist \
		$(STUDIO)/node_modules $(STUDIO)/dist $(BLOG)/node_modules $(BLOG)/.next \
		$(CLIENTS)/python/.venv $(LLMOCK)/.venv $(FUZZ)/.venv $(DEPLOY)/.venv
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements-dev.lock pyproject.toml
	$(call create)
	@test -n "$(UV)" || sed -n '/^uv==/,/[^\\]$$/p' $< | $(BIN)/python $(PIP) --require-hashes -r /dev/stdin
	$(call install,requirements-dev.lock,--compile-bytecode)

$(SERVES): requirements-run.lock tools/wheel/requirements.lock pyproject.toml
	$(call create)
	$(call install,requirements-run.lock tools/wheel/requirements.lock,,--no-compile)

# GraphiQL's files, served locally. Without them its page shows a message and everything else works:
# serving needs neither Node nor npm's registry.
$(GRAPHIQL): tools/graphiql/package-lock.json tools/graphiql/copy.mjs
	@command -v npm >/dev/null \
		&& npm ci --prefix tools/graphiql --silent --no-audit --no-fund \
			--fetch-retries 1 --fetch-timeout 20000 \
		&& npm run --prefix tools/graphiql --silent build && touch $@ \
		|| echo "npm could not fetch GraphiQL's files: /graphql shows a message instead."

$(CLIENTS)/node_modules/ready $(AUDITS)/node_modules/ready: %/node_modules/ready: %/package-lock.json
	@npm ci --prefix $* --silent --no-audit --no-fund && touch $@

$(SDK)/node_modules/ready: $(SDK)/package-lock.json
	@command -v npm >/dev/null \
		|| { echo "Node 22 or later is required for the TypeScript client. Install it from https://nodejs.org/."; exit 1; }
	@npm ci --prefix $(SDK) --silent --no-audit --no-fund && touch $@

# The generated client matches the schema, its types are correct, and no change breaks older clients.
$(SDK)/node_modules/checked: $(SDK)/node_modules/ready schema.graphql docs/released.graphql CHANGELOG.md \
		$(wildcard $(SDK)/*.json $(SDK)/*.ts $(foreach part,checks codegen operations src src/generated src/transport test,$(SDK)/$(part)/*.*)) | $(SDK)/dist/ready
	@npm run --prefix $(SDK) --silent check && touch $@

$(SDK)/dist/ready: $(SDK)/node_modules/ready $(SDK)/package.json $(SDK)/tsconfig.json $(SDK)/tsconfig.build.json \
		$(wildcard $(foreach part,codegen src src/generated src/transport,$(SDK)/$(part)/*.*))
	@npm run --prefix $(SDK) --silent build && touch $@

# GraphQL ESLint for the schema and the operations of the project's clients.
$(SDK)/node_modules/linted: $(SDK)/node_modules/ready schema.graphql $(SDK)/checks/eslint.config.js \
		$(wildcard $(SDK)/operations/* examples/*.graphql src/cms_blog/graphql/pages/page/tabs/*) \
		$(shell find examples/studio/src -name '*.ts*' 2>/dev/null)
	@npm run --prefix $(SDK) --silent lint && touch $@

$(STUDIO)/node_modules/ready: $(STUDIO)/package-lock.json
	@npm ci --prefix $(STUDIO) --silent --no-audit --no-fund && touch $@

$(STUDIO)/node_modules/checked: $(STUDIO)/node_modules/ready schema.graphql \
		$(SDK)/src/caches.ts $(SDK)/src/generated/caches.ts $(SDK)/src/generated/possible-types.ts \
		$(shell find $(STUDIO)/src $(STUDIO)/tests $(STUDIO)/*.* -type f) | $(SDK)/node_modules/ready
	@npm run --prefix $(STUDIO) --silent check && touch $@

$(BLOG)/node_modules/ready: $(BLOG)/package-lock.json
	@npm ci --prefix $(BLOG) --silent --no-audit --no-fund --ignore-scripts && touch $@

# The blog is built first, because a concurrent build would remove the types that the check generates.
$(BLOG)/node_modules/checked: $(BLOG)/node_modules/ready schema.graphql \
		$(call newer,$(BLOG)/node_modules/checked,$(BLOG_SOURCES) $(wildcard $(BLOG)/e2e $(BLOG)/*.config.* $(BLOG)/*.js $(BLOG)/codegen.ts)) \
		| $(BLOG)/.next/BUILD_ID
	@npm run --prefix $(BLOG) --silent check && touch $@

$(BLOG)/.next/BUILD_ID: $(BLOG)/node_modules/ready $(call newer,$(BLOG)/.next/BUILD_ID,$(BLOG_SOURCES))
	@echo "Building the blog, for a minute or more …"
	@npm run --prefix $(BLOG) --silent build >$(BLOG)/node_modules/build.log 2>&1 \
		|| { cat $(BLOG)/node_modules/build.log; exit 1; }
	@touch $@

FORCE:

$(CLIENTS)/python/.venv/ready $(FUZZ)/.venv/ready $(LLMOCK)/.venv/ready $(DEPLOY)/.venv/ready: %/.venv/ready: %/requirements.lock | $(READY)
	@$(PYTHON) -m venv --without-pip $(@D)
	@$(SYNC) --python $(@D)/bin/python $< 2>/dev/null \
		|| { $(PYTHON) -m venv $(@D) && $(@D)/bin/python $(PIP) --require-hashes -r $<; }
	@touch $@
