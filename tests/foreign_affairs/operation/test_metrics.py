from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from tests.factories import make_import, make_partner

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-twenty-or-more-letters"
Values = dict[tuple[str, ...], float]


@pytest.fixture(autouse=True)
def watched(settings: Settings, tmp_path: Path) -> None:
    settings.MONITOR_TOKEN = TOKEN
    settings.BACKUP_DIR = tmp_path


def collect(client: Client) -> Values:
    """Each value by its name and labels."""
    response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    return {
        (sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): (
            sample.value
        )
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def grown(before: Values, after: Values, *key: str) -> float:
    return after.get(key, 0) - before.get(key, 0)


def test_requests_are_counted_by_view_and_status_with_their_queries(client: Client) -> None:
    before = collect(client)
    client.get("/vi/partners/")
    client.get("/vi/partners/?q=x")
    client.get("/vi/partners/none/")
    client.get("/no-such-page")
    after = collect(client)
    count = "register_requests_total"
    view = "view=partners:partner_list"
    assert grown(before, after, count, "method=GET", "status=200", view) == 2
    assert (
        grown(before, after, count, "method=GET", "status=404", "view=partners:partner_detail") == 1
    )
    assert grown(before, after, count, "method=GET", "status=404", "view=-") == 1
    assert grown(before, after, "register_request_seconds_count", view) == 2
    assert grown(before, after, "register_database_queries_total", view) >= 4
    assert grown(before, after, "register_database_seconds_total", view) > 0


def test_invented_methods_make_no_new_series(client: Client) -> None:
    before = collect(client)
    client.generic("INVENTED", "/vi/partners/")
    assert {
        key for key in set(collect(client)) - set(before) if "INVENTED" in "".join(key)
    } == set()


def test_records_and_imports_are_counted_by_state(client: Client) -> None:
    make_partner()
    make_partner(state="published")
    make_import()
    found = collect(client)
    assert found["register_records", "model=partners.partner", "state=draft"] == 2
    assert found["register_records", "model=partners.partner", "state=published"] == 1
    assert found["register_imports", "state=written"] == 1
    assert found["register_database_up",] == 1
    assert found["register_unapplied_migrations",] == 0
    assert found["register_disk_free_bytes", "place=media"] > 0


def test_age_of_the_last_backup_is_told_once_there_is_one(client: Client, tmp_path: Path) -> None:
    assert ("register_backup_age_seconds",) not in collect(client)
    (tmp_path / "register-20261101T000000Z.tar.gz").touch()
    assert collect(client)["register_backup_age_seconds",] > 0


def test_database_that_is_away_is_told_without_what_it_would_say(client: Client) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(refuse):
        found = collect(client)
    assert found["register_database_up",] == 0
    assert not [key for key in found if key[0] == "register_records"]
    assert found["register_disk_bytes", "place=media"] > 0
