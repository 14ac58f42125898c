"""Every start here is a real one, in its own process and environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]
GOOD_KEY = "7vXq2pLr9sTz4wBn6mKc8hJd3gFy5eAu1iOo0-QWERTYUIOPasdf"
SERVER = {"DEBUG": "0", "SECRET_KEY": GOOD_KEY, "ALLOWED_HOSTS": "doingoai.example.vn"}


def start(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(command or ("manage.py", "check"))],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


BAD = [
    pytest.param({}, "SECRET_KEY is required with DEBUG=0", id="no key"),
    pytest.param({"SECRET_KEY": ""}, "SECRET_KEY is required with DEBUG=0", id="empty key"),
    pytest.param({**SERVER, "SECRET_KEY": "short"}, "SECRET_KEY is too easy", id="short key"),
    pytest.param({**SERVER, "SECRET_KEY": "ab" * 40}, "SECRET_KEY is too easy", id="dull key"),
    pytest.param({"DEBUG": "ja"}, "DEBUG must be 1 or 0, but it is 'ja'.", id="debug"),
    pytest.param({**SERVER, "HTTPS": "2"}, "HTTPS must be 1 or 0", id="https"),
    pytest.param({"SECRET_KEY": GOOD_KEY}, "ALLOWED_HOSTS is required with DEBUG=0", id="no hosts"),
    pytest.param({**SERVER, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name each", id="any host"),
    pytest.param(
        {**SERVER, "ALLOWED_HOSTS": "a.example.vn,.vn"}, "but it has '.vn'", id="any subdomain"
    ),
    pytest.param(
        {**SERVER, "ALLOWED_HOSTS": "https://a.example.vn"}, "without scheme", id="host as URL"
    ),
    pytest.param(
        {**SERVER, "ALLOWED_HOSTS": "a.example.vn:8000"}, "without scheme", id="host with port"
    ),
    pytest.param({"DEBUG": "1", "DATABASE_URL": "mysql://a/b"}, "DATABASE_URL must", id="engine"),
    pytest.param({"DEBUG": "1", "DATABASE_URL": "data.db"}, "DATABASE_URL must", id="no scheme"),
    pytest.param(
        {"DEBUG": "1", "DATABASE_URL": "postgres://u:p/s@h:5432/d"}, "as %XX", id="unquoted"
    ),
    pytest.param(
        {"DEBUG": "1", "DATABASE_URL": "postgres://u:p@h:5432"}, "names no database", id="no name"
    ),
    pytest.param(
        {"DEBUG": "1", "DATABASE_URL": "sqlite://db.sqlite3"}, "three slashes", id="two slashes"
    ),
    pytest.param({"DEBUG": "1", "DATABASE_URL": "sqlite:///"}, "three slashes", id="no file"),
    pytest.param(
        {"DEBUG": "1", "REPLICA_URL": "postgres://u:p@h/d"}, "needs DATABASE_URL", id="replica"
    ),
    pytest.param({"DEBUG": "1", "REPLICA_URL": "sqlite:///a"}, "REPLICA_URL must", id="no replica"),
    pytest.param(
        {"DEBUG": "1", "DATABASE_URL": "sqlite:////nowhere/db"}, "folder that exists", id="folder"
    ),
    pytest.param({"DEBUG": "1", "CACHE_URL": "memory"}, "CACHE_URL must begin", id="cache"),
    pytest.param({"DEBUG": "1", "CACHE_URL": "filecache://"}, "lacks a place", id="cache folder"),
    pytest.param({"DEBUG": "1", "EMAIL_URL": "mail.example"}, "EMAIL_URL must begin", id="mail"),
    pytest.param({"DEBUG": "1", "EMAIL_URL": "smtp://"}, "names no mail server", id="mail host"),
    pytest.param({"DEBUG": "1", "EMAIL_URL": "smtp://a:b"}, "EMAIL_URL is not", id="mail port"),
    pytest.param({"DEBUG": "1", "TRUSTED_PROXIES": "nginx"}, "it has 'nginx'", id="proxy by name"),
    pytest.param({"DEBUG": "1", "TRUSTED_PROXIES": "10.0.0.1/24"}, "10.0.0.1/24", id="no network"),
    pytest.param({"DEBUG": "1", "RATE_LIMITS": "search=0/m"}, "'search=0/m'", id="limit of none"),
    pytest.param({"DEBUG": "1", "RATE_LIMITS": "pages=9/m"}, "'pages=9/m'", id="unknown limit"),
    pytest.param({"DEBUG": "1", "SESSION_HOURS": "0"}, "from 1 to 24", id="no session"),
    pytest.param({"DEBUG": "1", "LOCKOUT_MINUTES": "ever"}, "from 1 to 1440", id="lock for ever"),
    pytest.param({"DEBUG": "1", "LOCKOUT_FAILURES": "1"}, "from 3 to 100", id="one slip"),
    pytest.param({"DEBUG": "1", "MAP_HOME": "Thủ Dầu Một"}, "latitude and", id="home in words"),
    pytest.param({"DEBUG": "1", "MAP_HOME": "106.65,10.98"}, "must be degrees", id="home swapped"),
    pytest.param({"DEBUG": "1", "MAP_OVERLAY": "no.geojson"}, "must name a", id="no overlay"),
    pytest.param(
        {"DEBUG": "1", "BACKUP_DIR": "media/x"}, "BACKUP_DIR must not", id="backup in media"
    ),
    pytest.param(
        {"DEBUG": "1", "BACKUP_RECIPIENTS": "age1x"}, "public keys of age", id="recipient"
    ),
    pytest.param({"DEBUG": "1", "BACKUP_MAX_AGE": "a day"}, "a number of hours", id="backup age"),
    pytest.param({"DEBUG": "1", "ADMINS_EMAIL": "operator"}, "e-mail addresses", id="admins"),
    pytest.param({"DEBUG": "1", "METRICS_DIR": "/proc/x"}, "that can be made", id="metrics"),
    pytest.param({"DEBUG": "1", "MONITOR_TOKEN": "short"}, "20 or more", id="token"),
    pytest.param({"DEBUG": "1", "TRUSTED_PROXIES": "proxy"}, "addresses and", id="proxies"),
    pytest.param({"DEBUG": "1", "LOG_FORMAT": "xml"}, "must be line or json", id="log format"),
    pytest.param({"DEBUG": "1", "MEDIA_ROOT": "manage.py"}, "must be a folder", id="media a file"),
    pytest.param(
        {"DEBUG": "1", "MEDIA_ROOT": "staticfiles/scans"}, "private scans", id="media collected"
    ),
    pytest.param(
        {"DEBUG": "1", "MEDIA_ROOT": "foreign_affairs/static/x"}, "private scans", id="media static"
    ),
]


@pytest.mark.parametrize(("environment", "sentence"), BAD)
def test_bad_value_stops_the_start_with_one_sentence(
    environment: dict[str, str], sentence: str
) -> None:
    done = start(environment)
    assert done.returncode == 3
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(".\n")


def test_development_key_is_refused_without_debug() -> None:
    shown = "from foreign_affairs.settings import SECRET_KEY; print(SECRET_KEY)"
    key = start({"DEBUG": "1"}, "-c", shown).stdout.strip()
    done = start({**SERVER, "SECRET_KEY": key})
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("SECRET_KEY is the development key")


def test_sentence_never_quotes_a_password() -> None:
    for name in ("DATABASE_URL", "CACHE_URL", "EMAIL_URL"):
        done = start({"DEBUG": "1", name: "oracle://user:hunter2@host/name"})
        assert done.returncode == 3
        assert "hunter2" not in done.stderr


def test_gunicorn_stops_with_the_sentence_instead_of_trying_for_ever(tmp_path: Path) -> None:
    socket = f"unix:{tmp_path / 'gunicorn.sock'}"
    done = start(
        {"DEBUG": "ja"},
        *("-m", "gunicorn", "foreign_affairs.wsgi", "--no-control-socket", "--bind", socket),
    )
    assert done.returncode == 3
    assert "DEBUG must be 1 or 0, but it is 'ja'.\n" in done.stderr
    assert "Traceback" not in done.stderr


CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def test_deployment_check_is_clean() -> None:
    done = start({**SERVER, "TRUSTED_PROXIES": "unix"}, *CHECK)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_deployment_check_asks_for_the_proxy_behind_https() -> None:
    done = start(SERVER, *CHECK)
    assert "foreign_affairs.W001" in done.stderr


def test_plain_http_on_a_closed_network_leaves_the_cookies_usable() -> None:
    shown = (
        "from foreign_affairs import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, hasattr(s, 'SECURE_SSL_REDIRECT'))"
    )
    assert start({**SERVER, "HTTPS": "0"}, "-c", shown).stdout == "False False False\n"
    assert start(SERVER, "-c", shown).stdout == "True True True\n"


def test_limits_are_changed_one_by_one() -> None:
    shown = "from foreign_affairs.settings import RATE_LIMITS as r; print(r.get('search'), len(r))"
    for value, expected in [
        ("", "(600, 60) 5"),
        ("search=90/h", "(90, 3600) 5"),
        ("search=off, login=5/s", "None 4"),
        ("off", "None 0"),
    ]:
        assert start({"DEBUG": "1", "RATE_LIMITS": value}, "-c", shown).stdout == f"{expected}\n"


def test_second_factor_is_required_only_on_a_server() -> None:
    shown = "from foreign_affairs.settings import SECOND_FACTOR_REQUIRED as r; print(r)"
    assert start(SERVER, "-c", shown).stdout == "True\n"
    assert start({"DEBUG": "1"}, "-c", shown).stdout == "False\n"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////tmp/a%2Bb.sqlite3", "/tmp/a+b.sqlite3"),  # noqa: S108 - only named
        ("sqlite:///kept.sqlite3", str(BASE_DIR / "kept.sqlite3")),
        ("", str(BASE_DIR / "db.sqlite3")),
    ],
)
def test_sqlite_file_is_where_the_url_says(url: str, expected: str) -> None:
    shown = "from foreign_affairs.settings import DATABASES; print(DATABASES['default']['NAME'])"
    assert start({"DEBUG": "1", "DATABASE_URL": url}, "-c", shown).stdout == f"{expected}\n"


def test_sqlite_writes_ahead_checks_keys_and_queues_at_the_start(tmp_path: Path) -> None:
    shown = """
import django
django.setup()
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
with connection.cursor() as cursor:
    for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout"):
        print(name, cursor.execute(f"PRAGMA {name}").fetchone()[0])
with CaptureQueriesContext(connection) as queries, transaction.atomic():
    pass
print(queries[0]["sql"])
"""
    done = start(
        {
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'register.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "foreign_affairs.settings",
        },
        *("-c", shown),
    )
    assert done.stdout.splitlines() == [
        "journal_mode wal",
        "foreign_keys 1",
        "synchronous 1",  # NORMAL
        "busy_timeout 20000",
        "BEGIN IMMEDIATE",
    ], done.stderr


def test_overlay_that_cannot_be_drawn_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "overlay.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    result = start({"DEBUG": "1", "MAP_OVERLAY": str(file)})
    assert result.returncode == 3
    assert "“approved”" in result.stderr
    assert "Traceback" not in result.stderr
