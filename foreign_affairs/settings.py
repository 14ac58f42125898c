"""Every setting of the register, read from the environment (see docs/settings.md).

A value that cannot be used stops the start with one sentence. A variable that is set but
empty counts as not set, because that is what an environment file with ``NAME=`` means.
"""

import os
import re
import sys
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from foreign_affairs.maps.overlay import Overlay, OverlayError, read_overlay
from foreign_affairs.setting_words import in_vietnamese

BASE_DIR = Path(__file__).resolve().parent.parent


# Reading the environment


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
    return config | {"OPTIONS": options | config.get("OPTIONS", {})}


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


# Core

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret_key(debug=DEBUG)
ALLOWED_HOSTS = allowed_hosts(debug=DEBUG)
DATABASES = {"default": database()}
DATABASES |= replica(DATABASES["default"])
DATABASE_ROUTERS = ["foreign_affairs.replica.ReplicaRouter"]
CACHES = {"default": cache(), "pages": pages(cache())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "foreign_affairs.urls"
WSGI_APPLICATION = "foreign_affairs.wsgi.application"

INSTALLED_APPS = [
    # The project's own first: their templates, static files and commands win.
    "foreign_affairs.apps.ForeignAffairsConfig",
    "partners",
    "events",
    "indicators",
    "foreign_affairs.apps.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "import_export",
    "django_filters",
    "simple_history",
    "csp",
    "pipeline",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    # The outermost: what the others answer by themselves is counted and logged as well.
    "foreign_affairs.operation.middleware.OperationMiddleware",
    "foreign_affairs.middleware.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A page that is still the same is not sent again.
    "django.middleware.http.ConditionalGetMiddleware",
    # Above what would make a page, and what hands the policy to it: a kept page has both.
    "foreign_affairs.page_cache.PageCacheMiddleware",
    # Before the rest, so that their redirects and refusals carry the policies too.
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "foreign_affairs.middleware.AdminInVietnameseMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the check of CSRF: what is forged counts as well.
    "foreign_affairs.rate_limits.RateLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Who has shown the password alone is nobody yet to everything below.
    "foreign_affairs.second_factor.SecondFactorMiddleware",
    "foreign_affairs.middleware.WorkingDayMiddleware",
    # After the check of CSRF and the user, whom it may log in.
    "foreign_affairs.admin.lapsed.LapsedSessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "foreign_affairs.middleware.OneChangeMiddleware",
    # Last, as it wants: shows the page of a lock-out.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "foreign_affairs.context.register",
            ],
        },
    },
]


# Staff

AUTH_USER_MODEL = "foreign_affairs.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "foreign_affairs.demo.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "admin:login"

# A session ends so long after the last page: a working day and the way home.
SESSION_COOKIE_AGE = whole_number("SESSION_HOURS", 10, 1, 24) * 60 * 60

# Lock-out (django-axes; what it counts by stands in foreign_affairs.lockout).
LOCKOUT_FAILURES = whole_number("LOCKOUT_FAILURES", 5, 3, 100)
AXES_FAILURE_LIMIT = LOCKOUT_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=whole_number("LOCKOUT_MINUTES", 15, 1, 24 * 60))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "foreign_affairs.lockout.LockOut"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_CALLABLE = "foreign_affairs.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "foreign_affairs.visitors.source_of"
AXES_LOCKOUT_CALLABLE = "foreign_affairs.lockout.locked_out_page"
# The audit trail tells of logins; the admin of the register shows what axes counts.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Second factor (django-otp). Whoever publishes or keeps accounts must have one on a server.
SECOND_FACTOR_REQUIRED = not DEBUG


# Languages, numbers and time

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "foreign_affairs" / "locale"]
# Django's Vietnamese formats know no dates typed by a person and would read 05/03 as 3 May.
FORMAT_MODULE_PATH = "foreign_affairs.formats"
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True


# Files

STATIC_URL = "/static/"
# What `manage.py collectstatic` fills and the front server may read.
STATIC_ROOT = folder("STATIC_ROOT", BASE_DIR / "staticfiles")
# Scans of agreements are private: no URL leads here, a view checks who asks.
MEDIA_ROOT = folder("MEDIA_ROOT", BASE_DIR / "media")
for served in (STATIC_ROOT, *BASE_DIR.glob("*/static")):
    if MEDIA_ROOT.is_relative_to(served):
        stop(f"MEDIA_ROOT holds private scans and must not be inside {served}, which is served.")

FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "foreign_affairs.static_storage.PackedStaticFilesStorage"
        ),
        # Public, and the front server may read them as another user.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
# With DEBUG=1 straight from the apps, so that no collectstatic is needed.
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# The public pages' style: on a server one file, packed by collectstatic, because a telephone
# waits longer for fifteen small ones. A sheet comes after those whose rules it refines.
SHEETS = (
    *("vendor/bootstrap/bootstrap-reboot.min", "vendor/be-vietnam-pro/be-vietnam-pro"),
    *("public/tokens", "public/frame", "public/header", "public/content", "public/facts"),
    *("public/records", "public/forms", "public/calendar", "public/charts", "public/compare"),
    *("public/data", "public/timeline", "public/map", "public/home", "public/search"),
    *("public/years", "public/print"),
)
PIPELINE = {
    "PIPELINE_ENABLED": not DEBUG,
    "PIPELINE_COLLECTOR_ENABLED": False,
    "CSS_COMPRESSOR": None,
    "STYLESHEETS": {
        "site": {
            "source_filenames": [f"foreign_affairs/{name}.css" for name in SHEETS],
            "output_filename": "foreign_affairs/site.css",
            "template_name": "includes/style_sheet.html",
        },
    },
}

# A record with many inline rows has more fields than Django's thousand.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_HANDLERS = [
    "foreign_affairs.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024


# Backups

BACKUP_DIR = folder("BACKUP_DIR", BASE_DIR / "backups")
for kept in (STATIC_ROOT, MEDIA_ROOT, *BASE_DIR.glob("*/static")):
    if BACKUP_DIR.is_relative_to(kept):
        stop(f"BACKUP_DIR must not be inside {kept}.")
# Public keys of age: backups are encrypted for whoever holds the secret ones.
BACKUP_RECIPIENTS = recipients("BACKUP_RECIPIENTS")
# Hours after which the last backup is too old.
BACKUP_MAX_AGE = hours("BACKUP_MAX_AGE", 26)


# Maps

# The point of the home province, by default Thủ Dầu Một.
MAP_HOME = coordinates("MAP_HOME", "10.9804,106.6519")
MAP_OVERLAY = overlay("MAP_OVERLAY")


# Transport

# HTTPS=0 is for a closed network without certificates; it means nothing with DEBUG=1.
HTTPS = flag("HTTPS", default=True) and not DEBUG
if HTTPS:
    # The proxy of deploy/ sets this header itself and drops what a visitor sends.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|metrics)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
# Whose word counts for where a visitor comes from, and how often one may ask.
TRUSTED_PROXIES = trusted_proxies()
RATE_LIMITS = rate_limits()
# HSTS for subdomains and in browsers' own lists speaks for hosts that belong to others.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]


# Content-Security-Policy: one for public pages and the admin, see docs/decisions.md.
# django-csp's form; Django 6 has its own, and this section is all that will change.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap's style sheet carries its small pictures as data.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}


# Mail and log

mail = email(debug=DEBUG)
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_HOST = mail["EMAIL_HOST"]
EMAIL_PORT = mail["EMAIL_PORT"]
EMAIL_HOST_USER = mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail.get("EMAIL_USE_SSL", False)
# A mail server that does not answer must not hold a worker.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM", "webmaster@localhost")

ADMINS = addresses("ADMINS_EMAIL")
EMAIL_SUBJECT_PREFIX = "[register] "

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # For people; systemd or the container adds the time.
        "line": {"format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"()": "foreign_affairs.operation.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": log_format(debug=DEBUG)},
        "mail": {"class": "foreign_affairs.operation.fault_mail.FaultMail"},
    },
    "root": {"handlers": ["stderr", *(["mail"] if ADMINS else [])], "level": "WARNING"},
    "loggers": {
        # Replaces Django's own handlers, which write only with DEBUG=1 or send mail.
        "django": {"level": "INFO"},
        # Each request has a line of its own with DEBUG=0, which says its status.
        "django.request": {"level": "WARNING" if DEBUG else "ERROR"},
        "register": {"level": "WARNING" if DEBUG else "INFO"},
    },
}


# Watching

# Who brings it sees /metrics and the details of /healthz; without it nobody does.
MONITOR_TOKEN = token("MONITOR_TOKEN")
# Where workers add up what they count. prometheus_client reads its place when it is imported.
METRICS_DIR = text("METRICS_DIR")
if METRICS_DIR:
    METRICS_DIR = str(folder("METRICS_DIR", BASE_DIR))
    try:
        Path(METRICS_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        stop(f"METRICS_DIR must be a folder that can be made, but {METRICS_DIR} cannot.")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR
