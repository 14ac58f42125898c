#!/usr/bin/env bash
# What `make test` runs: the checks of the code, then the suite on SQLite, then all that asks a
# database on PostgreSQL (with the browser tests). Every step runs, and the end says which failed.
#   tests/run.sh        everything
#   tests/run.sh lint   the checks of the code alone
#   REQUIRE_ALL=1       what cannot run on this machine is a failure instead of a skip
set -uo pipefail
cd "$(dirname "$0")/.."

export PATH="$PWD/.venv/bin:$PATH"
export DJANGO_SETTINGS_MODULE=tests.settings
# PostgreSQL's cluster and gettext take their encoding from here.
export LC_ALL=C.UTF-8
unset DATABASE_URL DEBUG

failed=()
skipped=()

step() {
    local name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
}

skip() {
    printf '\n== %s: skipped, %s\n' "$1" "$2"
    skipped+=("$1")
    if [ "${REQUIRE_ALL:-0}" = 1 ]; then
        failed+=("$1 (skipped)")
    fi
}

templates() {
    find . -name '*.html' -path '*/templates/*' -not -path './.venv/*' \
        -exec djade --check --target-version 5.2 {} +
}

postgresql() {
    # -t: a cluster in a temporary folder, for root too.
    pg_virtualenv -t bash -c '
        export DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE"
        pytest -n 2 --dist loadfile --no-loadscope-reorder'
}

step "ruff check" ruff check .
step "ruff format" ruff format --check .
step "djade" templates
step "mypy" mypy
step "migrations" python manage.py makemigrations --check --dry-run

if [ "${1:-}" != lint ]; then
    # The threads of the browser tests' server share one connection to SQLite's memory and can
    # block each other; on PostgreSQL each has its own, so the browser goes there if it can.
    if command -v pg_virtualenv >/dev/null && compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
        step "pytest on SQLite" pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser"
        step "pytest on PostgreSQL" postgresql
    else
        step "pytest on SQLite" pytest -n 2 --dist loadfile --no-loadscope-reorder
        skip "pytest on PostgreSQL" "its server programs (Debian: postgresql) are not on this machine"
    fi
fi

echo
if [ ${#skipped[@]} -gt 0 ]; then
    printf 'Skipped: %s\n' "${skipped[@]}"
fi
if [ ${#failed[@]} -gt 0 ]; then
    printf 'Failed: %s\n' "${failed[@]}"
    exit 1
fi
echo "All passed."
