#!/usr/bin/env bash
# Puts another version of the register into service, and the old one back when that fails.
#
#   deploy/upgrade.sh          from the folder of the new version
#   deploy/upgrade.sh --back   to the version and the data before the last upgrade
#
# Run as root. The new version is made beside the running one; visitors wait only while the database
# is changed. When anything fails after the backup, the old version and its data come back, and the
# script ends with 1.
set -euo pipefail

SOURCE=$(cd "$(dirname "$0")/.." && pwd)
BASE=/opt/register
LAST=/var/lib/register/last-upgrade

say() { printf '%s\n' "$*"; }

point_to() {
    ln -sfn "$1" "$BASE/current.new"
    mv -T "$BASE/current.new" "$BASE/current"
}

answers() {
    # As nginx asks: through the socket, with the name of the site.
    local host turn
    host=$(sed -n 's/^ALLOWED_HOSTS=\([^,]*\).*/\1/p' /etc/register/environment)
    for turn in $(seq 30); do
        if curl --silent --fail --max-time 10 --unix-socket /run/register/web.sock \
            --header "Host: $host" --header "X-Forwarded-Proto: https" \
            "http://localhost/$1" >/dev/null; then
            return 0
        fi
        sleep 1
    done
    return 1
}

is_well() { answers healthz && answers vi/; }

back_to() {
    local old=$1 backup=$2
    systemctl stop register.service
    point_to "$old"
    register-manage restore --replace "$backup"
    systemctl start register.service
    is_well
}

if [ "${1:-}" = --back ]; then
    [ -e "$LAST" ] || { say "There has been no upgrade." >&2; exit 1; }
    read -r old backup <"$LAST"
    back_to "$old" "$backup"
    say "In service again: $old, with the data of $backup."
    exit 0
fi

old=$(readlink -f "$BASE/current")
new=$("$SOURCE/deploy/setup.sh" release | tail -n 1)
say "Made: $new"
backup=$(register-manage backup | head -n 1)
say "Backed up: $backup"
printf '%s %s\n' "$old" "$backup" >"$LAST"

undo() {
    trap - ERR
    say "The upgrade failed; the old version and its data come back." >&2
    back_to "$old" "$backup" && say "In service again: $old" >&2
    exit 1
}
trap undo ERR

systemctl stop register.service
point_to "$new"
register-manage migrate --verbosity 0
"$SOURCE/deploy/setup.sh" services proxy
is_well
trap - ERR
say "In service: $new"

# The last three versions stay.
ls -1d "$BASE"/releases/* | head -n -3 | while read -r release; do
    [ "$release" = "$old" ] || [ "$release" = "$new" ] || rm -rf "$release"
done
