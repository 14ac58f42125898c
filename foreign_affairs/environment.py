"""Reading the environment: each value is checked, and a bad one stops the start with one sentence.

A variable that is set but empty counts as not set, because that is what an environment file with
``NAME=`` means. What each one means is in docs/settings.md.
"""

import os
import re
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from foreign_affairs.maps.overlay import Overlay, OverlayError, read_overlay
from foreign_affairs.setting_words import in_vietnamese

BASE_DIR = Path(__file__).resolve().parent.parent


def stop(sentence: str) -> NoReturn:
    """End the start with one sentence instead of a traceback.

    Status 3 is gunicorn's own for a worker that cannot boot; with any other it would start
    new workers for ever. Who asks `manage.py doctor` reads Vietnamese first.
    """
    if sys.argv[1:2] == ["doctor"]:
        print(in_vietnamese(sentence), file=sys.stderr)  # noqa: T201
    print(sentence, file=sys.stderr)  # noqa: T201 - logging is not set up yet
    raise SystemExit(3)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    stop(f"{name} must be 1 or 0, but it is {value!r}.")


def folder(name: str, default: Path) -> Path:
    """An absolute path; a relative one is taken from the project's folder."""
    path = (BASE_DIR / text(name, str(default))).resolve()
    if path.exists() and not path.is_dir():
        stop(f"{name} must be a folder, but {path} is a file.")
    return path


def scheme(name: str, url: str, known: tuple[str, ...]) -> str:
    """The part before ``://``. Never quotes the rest, which may hold a password."""
    found = url.partition("://")[0] if "://" in url else ""
    if found not in known:
        stop(f"{name} must begin with one of {', '.join(f'{one}://' for one in known)}.")
    return found


def parsed(name: str, reader: Any, url: str) -> dict[str, Any]:
    try:
        return dict(reader(url))
    except (ValueError, ImproperlyConfigured):
        stop(f"{name} is not a URL; write special characters in its password as %XX.")


def secret_key(*, debug: bool) -> str:
    development = "django-insecure-for-development-only-never-on-a-server-that-others-reach"
    key = text("SECRET_KEY", development if debug else "")
    if debug:
        return key
    if not key:
        stop("SECRET_KEY is required with DEBUG=0: 50 or more random characters.")
    if key == development:
        stop("SECRET_KEY is the development key, which everybody can read: make a new one.")
    # Django's own check (security.W009) asks for the same and for five different characters.
    if len(key) < 50 or len(set(key)) < 5:
        stop("SECRET_KEY is too easy to guess: it needs 50 or more random characters.")
    return key


def allowed_hosts(*, debug: bool) -> list[str]:
    """With DEBUG=1 and no names Django itself allows localhost and nothing else."""
    hosts = [host.strip() for host in text("ALLOWED_HOSTS").split(",") if host.strip()]
    if debug:
        return hosts
    if not hosts:
        stop("ALLOWED_HOSTS is required with DEBUG=0: the host names of this site, with commas.")
    for host in hosts:
        if "*" in host or host.startswith("."):
            stop(f"ALLOWED_HOSTS must name each host in full with DEBUG=0, but it has {host!r}.")
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]", host):
            stop(f"ALLOWED_HOSTS takes host names without scheme, port or path, not {host!r}.")
    return hosts


def database() -> dict[str, Any]:
    url = text("DATABASE_URL", f"sqlite:///{quote(str(BASE_DIR / 'db.sqlite3'))}")
    kind = scheme("DATABASE_URL", url, ("sqlite", "postgres", "postgresql"))
    return sqlite(url) if kind == "sqlite" else postgresql("DATABASE_URL", url)


def postgresql(name: str, url: str) -> dict[str, Any]:
    config = parsed(name, Env.db_url_config, url)
    if not config["NAME"]:
        stop(f"{name} names no database: postgres://user:password@host:5432/name.")
    # A server that is gone without a word must not hold every worker for minutes; and PostgreSQL's
    # compiler takes seconds for statements that run for milliseconds.
    options = {"connect_timeout": 5, "options": "-c jit=off"} | config.get("OPTIONS", {})
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | config | {"OPTIONS": options}


def replica(main: dict[str, Any]) -> dict[str, Any]:
    """The databases beside the main one: none, or the copy that public pages are read from."""
    url = text("REPLICA_URL")
    if not url:
        return {}
    scheme("REPLICA_URL", url, ("postgres", "postgresql"))
    if not main["ENGINE"].endswith("postgresql"):
        stop("REPLICA_URL needs DATABASE_URL to name the PostgreSQL that it is a replica of.")
    config = postgresql("REPLICA_URL", url)
    # A replica that is away must not hold a worker: the page is then read from the main database.
    options = config["OPTIONS"] | {"connect_timeout": 2}
    return {"replica": config | {"OPTIONS": options, "TEST": {"MIRROR": "default"}}}


def sqlite(url: str) -> dict[str, Any]:
    # Two slashes instead of three would make a database in memory, lost at the next start.
    if url != "sqlite://:memory:" and (urlsplit(url).netloc or not urlsplit(url).path.strip("/")):
        stop("DATABASE_URL needs three slashes and a file for SQLite: sqlite:///db.sqlite3.")
    config = parsed("DATABASE_URL", Env.db_url_config, url)
    if config["NAME"] != ":memory:":
        file = BASE_DIR / config["NAME"]
        if file.is_dir() or not file.parent.is_dir():
            stop(f"DATABASE_URL must name a file in a folder that exists, but it names {file}.")
        config["NAME"] = str(file)
    # IMMEDIATE: a transaction that reads and then writes waits for its turn at the start;
    # by default it fails in the middle when another writer came first.
    options = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON"
        ),
    }
    # To open a file means to read its whole schema, which takes longer than a kept page.
    return {"CONN_MAX_AGE": 60} | config | {"OPTIONS": options | config.get("OPTIONS", {})}


def cache() -> dict[str, Any]:
    url = text("CACHE_URL", "locmemcache://")
    known = ("locmemcache", "filecache", "dbcache", "dummycache", "redis", "rediss")
    kind = scheme("CACHE_URL", url, known)
    config = parsed("CACHE_URL", Env.cache_url_config, url)
    if kind.startswith("redis"):
        # A cache that does not answer must not hold a worker.
        waits = {"socket_connect_timeout": 1, "socket_timeout": 1}
        config["OPTIONS"] = waits | config.get("OPTIONS", {})
    if not config["LOCATION"] and kind in {"filecache", "dbcache"}:
        stop(f"CACHE_URL lacks a place: {kind}:// is followed by a folder or a table.")
    return config


def pages(config: dict[str, Any]) -> dict[str, Any]:
    """The same cache for what is kept for a state of the register, apart from everything else:
    what fills it drives nothing else out.
    """
    options = {**config.get("OPTIONS", {})}
    if not config["BACKEND"].endswith("RedisCache"):
        # A page has some 60 kB; each worker has a memory of its own.
        options["MAX_ENTRIES"] = 500
    location = config["LOCATION"]
    if config["BACKEND"].endswith("LocMemCache"):
        location = "pages"
    return config | {"LOCATION": location, "KEY_PREFIX": "pages", "OPTIONS": options}


def email(*, debug: bool) -> dict[str, Any]:
    url = text("EMAIL_URL", "consolemail://" if debug else "smtp://localhost")
    ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "consolemail": None, "dummymail": None}
    kind = scheme("EMAIL_URL", url, tuple(ports))
    config = parsed("EMAIL_URL", Env.email_url_config, url)
    if ports[kind] and not config["EMAIL_HOST"]:
        stop("EMAIL_URL names no mail server: smtp+tls://user:password@host:587.")
    return config | {"EMAIL_PORT": config["EMAIL_PORT"] or ports[kind]}


def coordinates(name: str, default: str) -> tuple[float, float]:
    """Latitude and longitude in degrees, with a comma between them."""
    value = text(name, default)
    try:
        latitude, longitude = (float(part) for part in value.split(","))
    except ValueError:
        stop(f"{name} must be latitude and longitude, like 10.98,106.65, but it is {value!r}.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        stop(f"{name} must be degrees: latitude up to 90, longitude up to 180, not {value!r}.")
    return latitude, longitude


def listed(name: str) -> list[str]:
    """The values between commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def recipients(name: str) -> list[str]:
    """Public keys of age, like age1ql3z…; whether each is a real one is seen when it is used."""
    keys = listed(name)
    for key in keys:
        if not re.fullmatch(r"age1[02-9ac-hj-np-z]{58}", key):
            stop(
                f"{name} takes public keys of age with commas, which begin with age1, not {key!r}."
            )
    return keys


def hours(name: str, default: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]{0,4}", value):
        stop(f"{name} must be a number of hours, but it is {value!r}.")
    return int(value)


def addresses(name: str) -> list[tuple[str, str]]:
    """E-mail addresses as Django takes them, each with an empty name."""
    found = listed(name)
    for address in found:
        if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", address):
            stop(f"{name} takes e-mail addresses with commas, but it has {address!r}.")
    return [("", address) for address in found]


def token(name: str) -> str:
    value = text(name)
    if value and not re.fullmatch(r"[A-Za-z0-9._~+/=-]{20,}", value):
        stop(f"{name} needs 20 or more letters and digits.")
    return value


def trusted_proxies() -> list[str | IPv4Network | IPv6Network]:
    """Addresses and networks; `unix` is a proxy that comes through a socket file."""
    found: list[str | IPv4Network | IPv6Network] = []
    for part in text("TRUSTED_PROXIES").replace(",", " ").split():
        try:
            found.append(part if part == "unix" else ip_network(part))
        except ValueError:
            stop(
                "TRUSTED_PROXIES takes addresses and networks like 127.0.0.1 or 10.0.0.0/24, "
                f"or unix, but it has {part!r}."
            )
    return found


def log_format(*, debug: bool) -> str:
    value = text("LOG_FORMAT", "line" if debug else "json")
    if value not in {"line", "json"}:
        stop(f"LOG_FORMAT must be line or json, but it is {value!r}.")
    return value


def overlay(name: str) -> Overlay | None:
    """The office's own drawing on the maps, checked; None without one."""
    if not (value := text(name)):
        return None
    file = (BASE_DIR / value).resolve()
    if not file.is_file():
        stop(f"{name} must name a GeoJSON file, but {file} is none.")
    try:
        return read_overlay(file)
    except OverlayError as error:
        stop(f"{name} names {file}, which cannot be drawn: {error}.")


def whole_number(name: str, default: int, least: int, most: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        stop(f"{name} must be a number from {least} to {most}, but it is {value!r}.")
    return int(value)


def rate_limits() -> dict[str, tuple[int, int]]:
    """By the name of a limit: so many requests in so many seconds, of each address."""
    seconds = {"s": 1, "m": 60, "h": 60 * 60}
    # A school class behind one address is forty visitors, all typing at once.
    limits = {
        "search": (600, 60),
        "suggestions": (2400, 60),
        "downloads": (240, 60),
        "package": (60, 60),
        "login": (60, 60),
    }
    known = tuple(limits)
    for part in text("RATE_LIMITS").replace(",", " ").split():
        if part == "off":
            return {}
        matched = re.fullmatch(r"(\w+)=(?:(off)|([1-9]\d{0,8})/([smh]))", part, re.ASCII)
        if not matched or matched[1] not in known:
            stop(
                "RATE_LIMITS takes off, or limits like search=600/m downloads=off, of "
                f"{', '.join(known)}, but it has {part!r}."
            )
        if matched[2]:
            limits.pop(matched[1], None)
        else:
            limits[matched[1]] = (int(matched[3]), seconds[matched[4]])
    return limits
