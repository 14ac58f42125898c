from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from foreign_affairs.operation import health
from foreign_affairs.operation.health import Disk, disks

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-twenty-or-more-letters"


@pytest.fixture
def folder(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    # The disk of whoever runs the tests may be fuller than a server's should be.
    monkeypatch.setattr(health, "LOW_SHARE", 0)
    monkeypatch.setattr(health, "LOW_BYTES", 5_000_000)
    settings.MONITOR_TOKEN = TOKEN
    settings.BACKUP_DIR = tmp_path
    return tmp_path


def back_up(folder: Path, *, hours_ago: float) -> None:
    moment = timezone.now() - timedelta(hours=hours_ago)
    (folder / f"register-{moment:%Y%m%dT%H%M%SZ}.tar.gz").touch()


def ask(client: Client) -> dict[str, object]:
    response = client.get("/healthz", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    found: dict[str, object] = response.json()
    return found


def test_monitor_is_told_that_all_is_well(client: Client, folder: Path) -> None:
    back_up(folder, hours_ago=3)
    found = ask(client)
    assert (found["status"], found["warnings"]) == ("ok", [])
    assert found["database"] == {"answers": True, "engine": connection.vendor}
    assert found["unapplied_migrations"] == []
    age = found["last_backup"]["age_seconds"]  # type: ignore[index]
    assert 3 * 3600 <= age < 3 * 3600 + 60
    assert [disk["place"] for disk in found["disks"]][:2] == [  # type: ignore[attr-defined]
        "media",
        "backups",
    ]


def test_backup_that_is_late_or_missing_is_a_warning(
    client: Client, folder: Path, settings: Settings
) -> None:
    assert ask(client)["warnings"] == ["no recent backup"]
    back_up(folder, hours_ago=26.5)
    assert ask(client)["warnings"] == ["no recent backup"]
    settings.BACKUP_MAX_AGE = 27
    assert ask(client)["warnings"] == []


def test_unfinished_backup_is_none(client: Client, folder: Path) -> None:
    work = folder / ".unfinished-abc"
    work.mkdir()
    back_up(work, hours_ago=0)
    assert ask(client)["last_backup"] is None


def test_unapplied_migrations_are_a_warning(client: Client, folder: Path) -> None:
    back_up(folder, hours_ago=0)
    MigrationRecorder(connection).record_unapplied("indicators", "0003_indexes")
    found = ask(client)
    assert found["warnings"] == ["unapplied migrations"]
    assert found["unapplied_migrations"] == ["indicators.0003_indexes"]


def test_small_disk_is_a_warning(
    client: Client, folder: Path, small_disk: Path, settings: Settings
) -> None:
    back_up(folder, hours_ago=0)
    assert ask(client)["warnings"] == []
    settings.MEDIA_ROOT = str(small_disk / "media")
    assert ask(client)["warnings"] == ["little disk space: media"]


def test_disk_is_low_by_share_or_by_bytes() -> None:
    gigabyte = 1 << 30
    assert Disk("media", 100 * gigabyte, 2001 * gigabyte).is_low
    assert not Disk("media", 101 * gigabyte, 2000 * gigabyte).is_low
    assert Disk("media", gigabyte - 1, 2 * gigabyte).is_low
    assert all(disk.total > 0 for disk in disks())


@pytest.mark.parametrize("header", ["", TOKEN, "Bearer", f"Bearer {TOKEN}x", "Bearer ", "Basic x"])
def test_public_is_told_nothing_but_that_it_works(
    client: Client, folder: Path, header: str
) -> None:
    headers = {"authorization": header} if header else {}
    response = client.get("/healthz", headers=headers, REMOTE_ADDR="127.0.0.1")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.get("/metrics", headers=headers, REMOTE_ADDR="127.0.0.1").status_code == 404


def test_without_a_token_nobody_is_the_monitor(client: Client, settings: Settings) -> None:
    settings.MONITOR_TOKEN = ""
    response = client.get("/healthz", headers={"authorization": "Bearer "})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
