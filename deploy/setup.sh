#!/usr/bin/env bash
# Puts the register into service on Debian 12, step by step; docs/operators.md says what each does.
#
#   deploy/setup.sh STEP...
#   deploy/setup.sh packages account database release settings schema services proxy
#
# Run as root, from the folder of the version to be installed. A step that is done already changes
# nothing when it is run again. Environment:
#   HOST_NAME   the name under which visitors come (settings, proxy); by default this machine's
#   HTTPS       1, or 0 on a closed network without certificates (settings, proxy)
set -euo pipefail

SOURCE=$(cd "$(dirname "$0")/.." && pwd)
HOST_NAME=${HOST_NAME:-$(hostname --fqdn 2>/dev/null || hostname)}
HTTPS=${HTTPS:-1}

BASE=/opt/register
SETTINGS=/etc/register/environment
CERTIFICATE=/etc/register/tls/fullchain.pem
KEY=/etc/register/tls/privkey.pem

say() { printf '%s\n' "$*"; }

stop() {
    printf 'setup.sh: %s\n' "$*" >&2
    exit 1
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq --yes --no-install-recommends "$@" >/dev/null
}

# What the register itself runs on.
runtime() { install_packages python3 python3-venv ca-certificates curl adduser postgresql-client; }

# The same with the servers before and behind it.
packages() {
    runtime
    install_packages openssl nginx-light postgresql
}

account() {
    getent passwd register >/dev/null ||
        adduser --system --group --home /var/lib/register --no-create-home register
    install -d -m 755 "$BASE" "$BASE/releases"
    install -d -m 750 -o root -g register /etc/register
    install -d -m 750 -o register -g register /var/lib/register /var/lib/register/media
    install -d -m 750 -o register -g register /var/backups/register
    install -m 755 "$SOURCE/deploy/register-manage" /usr/local/bin/register-manage
}

database() {
    # The account of the service is the role: the system itself says who it is, without a password.
    as_postgres() { (cd / && runuser -u postgres -- "$@"); }
    finds() { as_postgres psql --no-psqlrc --tuples-only --no-align --command "$1" | grep -q 1; }
    finds "SELECT 1 FROM pg_roles WHERE rolname = 'register'" || as_postgres createuser register
    finds "SELECT 1 FROM pg_database WHERE datname = 'register'" ||
        as_postgres createdb --owner=register --encoding=UTF8 --locale=C.UTF-8 \
            --template=template0 register
}

release() {
    # A folder of its own for each version, so that the one before is there to go back to.
    local name target
    name=$(date -u +%Y%m%d-%H%M%S)
    target=$BASE/releases/$name
    install -d -m 755 "$target"
    (cd "$SOURCE" && tar --create --exclude=./.git --exclude=./.venv --exclude=./wheels \
        --exclude=./tests --exclude=./benchmarks --exclude=./staticfiles --exclude=./media \
        --exclude='*.sqlite3*' --exclude=__pycache__ .) |
        tar --extract --directory "$target" --no-same-owner
    python3 -m venv "$target/.venv"
    local from=()
    # On a closed network the packages come from a folder beside the program.
    [ ! -d "$SOURCE/wheels" ] || from=(--no-index --find-links "$SOURCE/wheels")
    "$target/.venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --no-compile "${from[@]}" --requirement "$target/requirements.txt"
    "$target/.venv/bin/python" -m compileall -q "$target" || true
    # Static files, and the page for when the application is away, need none of the settings.
    (
        cd "$target"
        export DEBUG=0 ALLOWED_HOSTS=localhost DATABASE_URL=sqlite://:memory:
        export SECRET_KEY=collects-static-files-and-signs-nothing-0123456789-abcdef
        .venv/bin/python manage.py collectstatic --noinput --verbosity 0
        .venv/bin/python manage.py shell --verbosity 0 --command \
            'from django.template.loader import render_to_string as page; print(page("503.html"))' \
            >staticfiles/unavailable.html
    )
    [ -e "$BASE/current" ] || ln -s "$target" "$BASE/current"
    say "$target"
}

settings() {
    [ ! -e "$SETTINGS" ] || return 0
    random() { python3 -c 'import secrets; print(secrets.token_urlsafe(50))'; }
    sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$(random)|" \
        -e "s|^MONITOR_TOKEN=.*|MONITOR_TOKEN=$(random)|" \
        -e "s|^ALLOWED_HOSTS=.*|ALLOWED_HOSTS=$HOST_NAME|" \
        -e "s|^HTTPS=.*|HTTPS=$HTTPS|" "$SOURCE/deploy/environment.example" >"$SETTINGS.new"
    chown root:register "$SETTINGS.new"
    chmod 640 "$SETTINGS.new"
    mv "$SETTINGS.new" "$SETTINGS"
}

schema() {
    register-manage migrate --verbosity 0
}

services() {
    install -m 644 "$SOURCE"/deploy/systemd/* /etc/systemd/system/
    systemctl daemon-reload
    systemctl enable --quiet --now register.socket register-backup.timer register-tidy.timer
    systemctl enable --quiet register.service
    systemctl restart register.service
}

proxy() {
    if [ "$HTTPS" = 1 ] && [ ! -e "$CERTIFICATE" ]; then
        # Self-made, until the office's own is put in its place.
        install -d -m 750 "$(dirname "$KEY")"
        openssl req -x509 -newkey rsa:3072 -nodes -days 825 -subj "/CN=$HOST_NAME" \
            -addext "subjectAltName=DNS:$HOST_NAME" -keyout "$KEY" -out "$CERTIFICATE" 2>/dev/null
        chmod 640 "$KEY"
    fi
    install -m 644 "$SOURCE/deploy/nginx/register-common.conf" /etc/nginx/snippets/register.conf
    install -m 644 "$SOURCE/deploy/nginx/register-zones.conf" /etc/nginx/conf.d/register.conf
    local site=register-https.conf
    [ "$HTTPS" = 1 ] || site=register-http.conf
    sed "s|HOST_NAME|$HOST_NAME|g" "$SOURCE/deploy/nginx/$site" >/etc/nginx/sites-available/register
    ln -sf ../sites-available/register /etc/nginx/sites-enabled/register
    rm -f /etc/nginx/sites-enabled/default
    nginx -t -q
    systemctl enable --quiet nginx
    systemctl reload-or-restart nginx
}

[ "$(id -u)" = 0 ] || stop "run it as root."
[ $# -gt 0 ] || stop "name the steps: packages account database release settings schema services proxy"
for step in "$@"; do
    case $step in
    runtime | packages | account | database | release | settings | schema | services | proxy) "$step" ;;
    *) stop "there is no step “$step”." ;;
    esac
done
