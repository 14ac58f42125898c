"""Every setting of the register, read from the environment (see docs/settings.md)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from foreign_affairs import environment as env

# Core

BASE_DIR = env.BASE_DIR
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret_key(debug=DEBUG)
ALLOWED_HOSTS = env.allowed_hosts(debug=DEBUG)
DATABASES = {"default": env.database()}
DATABASES |= env.replica(DATABASES["default"])
DATABASE_ROUTERS = ["foreign_affairs.replica.ReplicaRouter"]
CACHES = {"default": env.cache(), "pages": env.pages(env.cache())}
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
SESSION_COOKIE_AGE = env.whole_number("SESSION_HOURS", 10, 1, 24) * 60 * 60

# Lock-out (django-axes; what it counts by stands in foreign_affairs.lockout).
LOCKOUT_FAILURES = env.whole_number("LOCKOUT_FAILURES", 5, 3, 100)
AXES_FAILURE_LIMIT = LOCKOUT_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=env.whole_number("LOCKOUT_MINUTES", 15, 1, 24 * 60))
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
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
# Scans of agreements are private: no URL leads here, a view checks who asks.
MEDIA_ROOT = env.folder("MEDIA_ROOT", BASE_DIR / "media")
for served in (STATIC_ROOT, *BASE_DIR.glob("*/static")):
    if MEDIA_ROOT.is_relative_to(served):
        env.stop(
            f"MEDIA_ROOT holds private scans and must not be inside {served}, which is served."
        )

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
    "CSS_COMPRESSOR": "foreign_affairs.static_storage.Minifier",
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

BACKUP_DIR = env.folder("BACKUP_DIR", BASE_DIR / "backups")
for kept in (STATIC_ROOT, MEDIA_ROOT, *BASE_DIR.glob("*/static")):
    if BACKUP_DIR.is_relative_to(kept):
        env.stop(f"BACKUP_DIR must not be inside {kept}.")
# Public keys of age: backups are encrypted for whoever holds the secret ones.
BACKUP_RECIPIENTS = env.recipients("BACKUP_RECIPIENTS")
# Hours after which the last backup is too old.
BACKUP_MAX_AGE = env.hours("BACKUP_MAX_AGE", 26)


# Maps

# The point of the home province, by default Thủ Dầu Một.
MAP_HOME = env.coordinates("MAP_HOME", "10.9804,106.6519")
MAP_OVERLAY = env.overlay("MAP_OVERLAY")


# Transport

# HTTPS=0 is for a closed network without certificates; it means nothing with DEBUG=1.
HTTPS = env.flag("HTTPS", default=True) and not DEBUG
if HTTPS:
    # The proxy of deploy/ sets this header itself and drops what a visitor sends.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|metrics)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
# Whose word counts for where a visitor comes from, and how often one may ask.
TRUSTED_PROXIES = env.trusted_proxies()
RATE_LIMITS = env.rate_limits()
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

mail = env.email(debug=DEBUG)
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_HOST = mail["EMAIL_HOST"]
EMAIL_PORT = mail["EMAIL_PORT"]
EMAIL_HOST_USER = mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail.get("EMAIL_USE_SSL", False)
# A mail server that does not answer must not hold a worker.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "webmaster@localhost")

ADMINS = env.addresses("ADMINS_EMAIL")
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
        "stderr": {"class": "logging.StreamHandler", "formatter": env.log_format(debug=DEBUG)},
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
MONITOR_TOKEN = env.token("MONITOR_TOKEN")
# Where workers add up what they count. prometheus_client reads its place when it is imported.
METRICS_DIR = env.text("METRICS_DIR")
if METRICS_DIR:
    METRICS_DIR = str(env.folder("METRICS_DIR", BASE_DIR))
    try:
        Path(METRICS_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        env.stop(f"METRICS_DIR must be a folder that can be made, but {METRICS_DIR} cannot.")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR
