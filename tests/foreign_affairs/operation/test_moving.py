"""From an SQLite file to a real PostgreSQL database, by the command itself."""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.moving import move
from tests.foreign_affairs.operation.conftest import (
    Installation,
    create_database,
    drop_database,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

# The tables straight from the models, because all migrations take twenty times as long.
TABLES = """
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
with connection.schema_editor() as editor:
    for model in apps.get_models():
        if not model._meta.proxy:
            editor.create_model(model)
executor = MigrationExecutor(connection)
executor.recorder.ensure_schema()
for key in executor.loader.disk_migrations:
    executor.recorder.record_applied(*key)
emit_post_migrate_signal(0, False, "default")
"""

FILL = """
from foreign_affairs.models import User
from partners.models import Partner
from tests.factories import *
editor = make_user("Editor", username="biên", password="mật khẩu của Biên")
partner = make_partner(name_vi="Tỉnh Chăm-pa-sắc", state="published")
partner.summary_vi = "Đã sửa."
partner.save()
make_agreement_file()
make_delegation(period="2016-09")
make_observation(value="7434.4")
make_proposed_change(author=editor)
make_import(author=editor)
make_partner().delete()
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: Any) -> Installation:
    """An SQLite installation with something in most tables; tests work on copies."""
    folder = tmp_path_factory.mktemp("filled")
    found = Installation(f"sqlite:///{folder / 'register.sqlite3'}", folder)
    found.do(TABLES + FILL)
    return found


@pytest.fixture
def old(filled: Installation, tmp_path: Path) -> Installation:
    shutil.copytree(filled.folder, tmp_path, dirs_exist_ok=True)
    return Installation(f"sqlite:///{tmp_path / 'register.sqlite3'}", tmp_path)


@pytest.fixture
def new(template: str, tmp_path: Path) -> Generator[Installation, None, None]:
    """A migrated, empty PostgreSQL installation with the folders of the old one."""
    name = f"{connection.settings_dict['NAME']}_target"
    drop_database(name)
    yield Installation(create_database(name, template), tmp_path)
    drop_database(name)


def execute(installation: Installation, sql: str) -> list[Any]:
    with psycopg.connect(installation.url, autocommit=True) as server:
        cursor = server.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_everything_arrives_and_new_keys_were_never_used(
    old: Installation, new: Installation
) -> None:
    done = old.manage("move_to_postgres", POSTGRES_URL=new.url)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("partners_partner ")] != []
    assert "KHÁC" not in done.stdout
    before, after = old.records(), new.records()
    assert len(before["partners.historicalpartner"]) >= 5
    assert after == before
    # The last partner was deleted; its history must not become that of the next one.
    newest = max(row["fields"]["id"] for row in before["partners.historicalpartner"])
    made = new.do(
        "from tests.factories import *; from foreign_affairs.models import User\n"
        "print(make_partner().pk)\n"
        "print(User.objects.get(username='biên').check_password('mật khẩu của Biên'))\n"
        "from partners.models import AgreementFile\n"
        "print(AgreementFile.objects.get().file.read().decode())"
    )
    assert made.split("\n") == [str(newest + 1), "True", "%PDF-1.4 scan", ""]


def test_target_without_tables_is_migrated_first(old: Installation, tmp_path: Path) -> None:
    name = f"{connection.settings_dict['NAME']}_bare"
    new = Installation(create_database(name), tmp_path)
    try:
        done = old.manage("move_to_postgres", new.url)
        assert done.returncode == 0, done.stderr
        assert execute(new, "SELECT count(*) FROM partners_partner")[0][0] > 0
        again = old.manage("move_to_postgres", new.url)
        assert (again.returncode, again.stdout) == (1, "")
        assert "không trống" in again.stderr
    finally:
        drop_database(name)


def test_row_that_postgresql_refuses_is_named_and_nothing_is_kept(
    old: Installation, new: Installation
) -> None:
    file = old.folder / "register.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE foreign_affairs_source SET number = ?", ["x" * 5000])
    done = old.manage("move_to_postgres", new.url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "foreign_affairs_source" in done.stderr
    assert "Traceback" not in done.stderr
    assert execute(new, "SELECT count(*) FROM foreign_affairs_user") == [(0,)]


def test_what_changes_on_the_way_is_found_and_nothing_is_kept(
    old: Installation, new: Installation
) -> None:
    execute(
        new,
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.summary_vi := upper(NEW.summary_vi); RETURN NEW; END';"
        "CREATE TRIGGER spoil BEFORE INSERT ON partners_partner "
        "FOR EACH ROW EXECUTE FUNCTION spoil()",
    )
    done = old.manage("move_to_postgres", new.url)
    assert done.returncode == 1
    different = [line.split()[0] for line in done.stdout.splitlines() if line.endswith("KHÁC")]
    assert different == ["partners_partner"]
    assert execute(new, "SELECT count(*) FROM partners_partner") == [(0,)]


def test_database_of_another_program_is_refused(old: Installation) -> None:
    name = f"{connection.settings_dict['NAME']}_foreign"
    new = Installation(create_database(name), old.folder)
    try:
        execute(new, "CREATE TABLE wages (amount integer)")
        done = old.manage("move_to_postgres", new.url)
        assert done.returncode == 1
        assert "chương trình khác" in done.stderr
        assert execute(new, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]
    finally:
        drop_database(name)


def test_only_an_sqlite_installation_is_moved() -> None:
    with pytest.raises(OperationError, match="DATABASE_URL"):
        move("postgres://u:p@127.0.0.1:1/x", print)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://u:p@h/n", "postgres://user:password"),
        ("postgres://u:p@127.0.0.1:1/x", "không trả lời"),
        ("", "postgres://user:password"),
    ],
)
def test_target_that_cannot_be_used_is_refused(
    filled: Installation, url: str, sentence: str
) -> None:
    done = filled.manage("move_to_postgres", POSTGRES_URL=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
