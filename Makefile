PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

MANAGE = .venv/bin/python manage.py

.PHONY: help run test audit lint messages clean

help:
	@echo "make run       the register with its shipped data on http://$(HOST):$(PORT)"
	@echo "make test      every check and test that this machine can run"
	@echo "make audit     the whole public site: axe on every page, Lighthouse on each kind"
	@echo "make lint      the checks of the code alone"
	@echo "make messages  collect and compile the texts to translate (needs gettext)"
	@echo "make clean     remove what can be made again; keeps the database and uploads"

# The stamps are newer than the files they stand for, so packages are installed only after a change.
.venv/.requirements: requirements.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The register needs Python 3.11 or newer, but $(PYTHON) is %d.%d: name another with make PYTHON=..." % sys.version_info[:2])'
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@echo "Installing the packages of requirements.txt ..."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.requirements-dev: requirements-dev.txt .venv/.requirements
	@echo "Installing the packages of requirements-dev.txt ..."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The judges of pages come from npm's registry.
.venv/html-validate/.installed: tests/site/html-validate/package.json
.venv/lighthouse/.installed: tests/audit/package.json
.venv/html-validate/.installed .venv/lighthouse/.installed: .venv/.requirements-dev
	@mkdir -p $(@D)
	@cp $(dir $(filter %.json,$^))package*.json $(@D)
	@echo "Installing $(notdir $(@D)) ..."
	@cd $(@D) && npm install --ignore-scripts --no-audit --no-fund --silent
	@touch $@

run: export DEBUG = 1
# Who serves other machines as well is asked for by names that nobody can list beforehand.
ifneq ($(HOST),127.0.0.1)
run: export ALLOWED_HOSTS ?= *
endif
# gunicorn and not runserver: as quiet as this, so that the accounts stay on the screen.
run: .venv/.requirements
	@$(MANAGE) prepare_demo --address http://$(HOST):$(PORT)
	@exec .venv/bin/python -m gunicorn foreign_affairs.wsgi --bind $(HOST):$(PORT) \
		--threads 8 --log-level warning --no-control-socket

test: .venv/.requirements-dev $(if $(shell command -v npm),.venv/html-validate/.installed)
	@tests/run.sh

audit: .venv/.requirements-dev .venv/html-validate/.installed .venv/lighthouse/.installed
	EVERY_PAGE=1 .venv/bin/pytest tests/site
	.venv/bin/python -m tests.audit

lint: .venv/.requirements-dev
	@tests/run.sh lint

messages: export DEBUG = 1
messages: .venv/.requirements
	$(MANAGE) makemessages --locale vi --add-location file --no-obsolete --ignore .venv --ignore tests
	$(MANAGE) compilemessages --locale vi --ignore .venv

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis staticfiles test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
