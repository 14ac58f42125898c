"""What every test shares: which tests run here, what a skip means, and the browser."""

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

LONGEST = {Path(__file__).parent / name for name in ("deploy", "site")}
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"

# What an example costs says something about the machine, which others may be using.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")

# Debian's, never a downloaded one.
CHROMIUM = shutil.which("chromium")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright keeps an event loop in the thread of the test, in which Django then sees its ORM
# used; nothing is asynchronous about it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database, and on PostgreSQL what asks no database, which
    has been run on SQLite; skip browser tests without a browser.

    The longest modules, those about the whole site and a whole server, come first, so that no
    worker waits for them at the end; browser tests come last, because Playwright's loop would part
    tests that share a transaction from their connection.
    """
    other = {"postgresql", "sqlite"} - {connection.vendor}
    here: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        is_elsewhere = any(item.get_closest_marker(name) for name in other)
        if connection.vendor == "postgresql":
            is_elsewhere |= not asks_database(item)
        (left_out if is_elsewhere else here).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(
        here,
        key=lambda item: (
            bool(item.get_closest_marker("browser")),
            LONGEST.isdisjoint(item.path.parents),
        ),
    )
    if not CHROMIUM:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not on this machine"))


def asks_database(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or "db" in getattr(item, "fixturenames", ())


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With REQUIRE_ALL=1 nothing may be skipped. An expected failure has run and may stay."""
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skip, but: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_if_skipped(report)
    return report


@pytest.fixture(autouse=True)
def own_language() -> Generator[None, None, None]:
    """No test reads in the language that the last request of another one left behind."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No search is corrected to a word of another test's register."""
    from foreign_affairs.vocabulary import Vocabulary

    monkeypatch.setattr("foreign_affairs.vocabulary._known", Vocabulary())


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None, None, None]:
    """PostgreSQL's test database can go, whoever else still has a connection to it.

    When a browser goes while a page is sent to it, the thread of the tests' server that sends the
    page keeps its connection.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="module")
def shipped_register(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None, None, None]:
    """The shipped register, loaded once for a module; its tests need `django_db` besides.

    Everything is rolled back afterwards, so that other modules begin with an empty register.
    """
    # Models can be imported only after pytest-django has set up Django.
    from foreign_affairs.records.folder import load_folder

    with django_db_blocker.unblock(), transaction.atomic():
        outcome = load_folder(settings.BASE_DIR / "fixtures")
        assert outcome.is_written, [str(refusal) for refusal in outcome.refusals]
        yield
        transaction.set_rollback(True)


@pytest.fixture
def page_cache(settings: Any) -> None:
    """Public pages are kept, as in the running program."""
    from django.core.cache import caches

    place = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    settings.CACHES = {**settings.CACHES, "pages": place}
    caches["pages"].clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_FLAGS}
