"""Visitors may read a copy of the database that lags; staff never do."""

import sqlite3
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foreign_affairs.replica import REPLICA
from partners.models import Partner
from tests.factories import make_partner, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite,  # which can copy its database as it stands
    pytest.mark.usefixtures("page_cache"),
]

PAGE = "/vi/partners/daejeon/"


@pytest.fixture
def replica(tmp_path: Path) -> Generator[Path, None, None]:
    """A replica of what is written when the test asks for it, and of nothing later."""
    file = tmp_path / "replica.sqlite3"
    place = {**connection.settings_dict, "NAME": str(file)}
    connections.settings[REPLICA] = place
    # By the only name that a test without a second database of its own may connect to.
    connections[REPLICA] = type(connections[DEFAULT_DB_ALIAS])(place, DEFAULT_DB_ALIAS)
    yield file
    connections[REPLICA].close()
    del connections.settings[REPLICA]
    del connections[REPLICA]


def catch_up(file: Path) -> None:
    connections[REPLICA].close()
    target = sqlite3.connect(file)
    connection.connection.backup(target)
    target.close()


def name_on(client: Client) -> str:
    page = client.get(PAGE).content.decode()
    return next(name for name in ("Daejeon", "Taejon") if f"<h1>{name}" in page or name in page)


def test_visitors_read_the_replica_and_staff_what_they_wrote(client: Client, replica: Path) -> None:
    partner = make_partner(state="published", code="daejeon", name_vi="Daejeon", name_en="Daejeon")
    editor = Client()
    editor.force_login(make_user("Approver"))
    catch_up(replica)
    assert (name_on(client), name_on(editor)) == ("Daejeon", "Daejeon")
    partner.name_vi = partner.name_en = "Taejon"
    partner.save()
    # The replica lags: its page stays what it was, and is kept under its own state only.
    assert (name_on(client), name_on(editor)) == ("Daejeon", "Taejon")
    assert (name_on(client), name_on(editor)) == ("Daejeon", "Taejon")
    admin = editor.get(f"/admin/partners/partner/{partner.pk}/change/").content.decode()
    assert 'value="Taejon"' in admin
    catch_up(replica)
    assert (name_on(client), name_on(editor)) == ("Taejon", "Taejon")


def test_everything_of_a_public_page_is_read_from_the_replica(
    client: Client, replica: Path
) -> None:
    make_partner(state="published", code="daejeon")
    catch_up(replica)
    Partner.objects.all().delete()
    for address in (PAGE, "/vi/", "/vi/partners/", "/vi/partners/?q=1", "/vi/search/?q=daejeon"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert [query["sql"] for query in asked.captured_queries] == []


def test_replica_that_is_away_is_done_without(client: Client, replica: Path) -> None:
    make_partner(state="published", code="daejeon", name_vi="Daejeon")
    connections.settings[REPLICA]["NAME"] = str(replica / "nowhere" / "db")
    assert name_on(client) == "Daejeon"
