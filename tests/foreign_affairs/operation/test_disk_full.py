"""A disk that is really full: a clear answer, and nothing half written."""

import os
import random
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from pytest_django import Settings

from foreign_affairs.models import Import, Source
from partners.models import Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import make_country, make_source
from tests.foreign_affairs.operation.clusters import copy_template, let_through, running
from tests.foreign_affairs.operation.conftest import Installation

pytestmark = pytest.mark.django_db

TOO_MUCH = b"%PDF-1.4" + os.urandom(6_000_000)
"""More than `small_disk` has room for."""


def files(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


def csv_of(rows: int, country: str, summary: str = "") -> str:
    lines = (f"p{number},Đối tác {number},province,{country},{summary}\n" for number in range(rows))
    return f"code,name_vi,kind,country,summary_vi\n{''.join(lines)}"


def test_upload_that_finds_no_room_saves_nothing_and_says_so(
    settings: Settings, small_disk: Path
) -> None:
    settings.MEDIA_ROOT = str(small_disk)
    client = logged_in("Editor")
    client.raise_request_exception = False
    source = make_source(name_vi="Như cũ")
    scan = SimpleUploadedFile("scan.pdf", TOO_MUCH, content_type="application/pdf")
    data = form_data(client, source, name_vi="Mới", file=scan)
    response = client.post(admin_url(source), data)
    assert response.status_code == 507
    assert "Máy chủ đã hết dung lượng lưu trữ" in response.content.decode()
    assert Source.objects.get().name_vi == "Như cũ"
    assert files(small_disk) == []
    # As soon as there is room, the same works.
    scan = SimpleUploadedFile("scan.pdf", TOO_MUCH[:1_000_000], content_type="application/pdf")
    response = client.post(admin_url(source), {**data, "file": scan})
    assert response.status_code == 302
    assert files(small_disk) == [Source.objects.get().file.name]


def test_import_that_finds_no_room_for_its_file_leaves_nothing(
    settings: Settings, small_disk: Path, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(small_disk)
    file = tmp_path / "partners.csv"
    summary = "".join(random.Random(1).choices("abcdefgh ", k=3000))  # noqa: S311
    file.write_text(csv_of(2_000, make_country().code, summary))
    with pytest.raises(CommandError, match="đã đầy") as refused:
        call_command("import_records", "partners.partner", str(file))
    assert refused.value.returncode == 2
    assert (Import.objects.count(), Partner.objects.count()) == (0, 0)
    assert files(small_disk) == []


@pytest.mark.sqlite
def test_import_that_finds_no_room_in_the_database_leaves_it_as_it_was(
    installation: Installation, small_disk: Path, tmp_path: Path
) -> None:
    country = installation.do("from tests.factories import *; print(make_country().code)").strip()
    before = installation.rows()
    # Room for the database and little more.
    size = (tmp_path / "register.sqlite3").stat().st_size + 2_000_000
    subprocess.run(["mount", "-o", f"remount,size={size}", str(small_disk)], check=True)
    database = Path(shutil.move(tmp_path / "register.sqlite3", small_disk))
    full = Installation(f"sqlite:///{database}", tmp_path)
    file = tmp_path / "partners.csv"
    file.write_text(csv_of(6_000, country, "Tóm tắt."))
    done = full.manage("import_records", "partners.partner", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "đã đầy" in done.stderr
    assert "Traceback" not in done.stderr
    # Looked at where there is room again.
    for name in ("", "-wal", "-shm"):
        if Path(f"{database}{name}").exists():
            shutil.copy(f"{database}{name}", tmp_path / f"register.sqlite3{name}")
    after = installation.rows()
    assert after["foreign_affairs_import"] == []
    assert after == before
    with closing(sqlite3.connect(tmp_path / "register.sqlite3")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.postgresql
def test_import_that_finds_no_room_on_postgresql_leaves_all_as_it_was(
    template: str,
    small_disk: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # Room for the register, whose tables lie on the small disk, and little more.
    remount = ["mount", "-o", "remount,mode=0777,size=30m", str(small_disk)]
    subprocess.run(remount, check=True)
    let_through(small_disk)
    with running(tmp_path_factory.mktemp("cluster")) as cluster:
        place = small_disk / "tables"
        place.mkdir()
        if cluster.user:
            shutil.chown(place, cluster.user)
        with psycopg.connect(cluster.url(), autocommit=True) as server:
            server.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
            server.execute("CREATE DATABASE register TABLESPACE small")
        copy_template(template, cluster.url("register"))
        full = Installation(cluster.url("register"), tmp_path)
        country = full.do("from tests.factories import *; print(make_country().code)").strip()
        before = full.rows()
        filler = small_disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 1_000_000))
        file = tmp_path / "partners.csv"
        file.write_text(csv_of(6_000, country, "Tóm tắt."))
        done = full.manage("import_records", "partners.partner", str(file))
        assert (done.returncode, done.stdout) == (2, "")
        assert "đã đầy" in done.stderr
        assert "Traceback" not in done.stderr
        filler.unlink()
        after = full.rows()
        assert after["foreign_affairs_import"] == []
        assert after == before


@pytest.mark.parametrize("encrypted", [False, True])
def test_backup_that_finds_no_room_leaves_the_older_ones_and_says_so(
    installation: Installation, small_disk: Path, *, encrypted: bool
) -> None:
    installation.settings["BACKUP_DIR"] = str(small_disk)
    if encrypted:
        key = str(pyrage.x25519.Identity.generate().to_public())
        installation.settings["BACKUP_RECIPIENTS"] = key
    older = small_disk / "register-20260101T000000Z.tar.gz"
    older.write_bytes(b"older")
    (installation.media / "agreements").mkdir(parents=True)
    (installation.media / "agreements" / "scan.pdf").write_bytes(TOO_MUCH)
    done = installation.manage("backup", "--keep=1,0,0")
    assert (done.returncode, done.stdout) == (1, "")
    assert "đã đầy" in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(small_disk) == [older.name]


def test_restore_that_finds_no_room_changes_nothing(
    installation: Installation, small_disk: Path
) -> None:
    (installation.media / "agreements").mkdir(parents=True)
    (installation.media / "agreements" / "scan.pdf").write_bytes(TOO_MUCH)
    file = installation.manage("backup").stdout.strip()
    rows = installation.rows()
    installation.settings["MEDIA_ROOT"] = str(small_disk)
    (small_disk / "kept.pdf").write_bytes(b"kept")
    done: Any = installation.manage("restore", file, "--replace")
    assert (done.returncode, done.stdout) == (1, "")
    assert "đã đầy" in done.stderr
    assert installation.rows() == rows
    assert files(small_disk) == ["kept.pdf"]
