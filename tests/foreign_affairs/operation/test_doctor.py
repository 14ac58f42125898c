"""Each thing that the doctor finds is broken here for real, and nothing else may be found."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import override
from pytest_django import Settings

from foreign_affairs.collation import VI_ORDER, register_sqlite_collation
from foreign_affairs.demo import DEMO_PASSWORD
from foreign_affairs.environment import BASE_DIR
from foreign_affairs.models import Source, User
from foreign_affairs.operation import health
from foreign_affairs.operation.doctor import Level, database, findings, services
from foreign_affairs.setting_words import MENDING
from tests.factories import make_agreement_file, make_source
from tests.foreign_affairs.operation.conftest import (
    SERVER_KEY,
    Installation,
    create_database,
    drop_database,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, collected: Path
) -> None:
    """A server of which nothing is wrong."""
    # The suite's own, for playwright.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")
    # The disk of whoever runs the tests may be fuller than a server's should be.
    monkeypatch.setattr(health, "LOW_SHARE", 0)
    monkeypatch.setattr(health, "LOW_BYTES", 5_000_000)
    settings.DEBUG = False
    settings.SECRET_KEY = SERVER_KEY
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.TRUSTED_PROXIES = ["unix"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 3600
    settings.ALLOWED_HOSTS = ["doingoai.example.vn"]
    settings.ADMINS = [("", "operator@example.vn")]
    settings.STATIC_ROOT = str(collected)
    for name in ("media", "backups"):
        (tmp_path / name).mkdir(mode=0o750)
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_DIR = tmp_path / "backups"
    back_up(tmp_path / "backups", hours_ago=2)


def back_up(folder: Path, *, hours_ago: float) -> None:
    moment = timezone.now() - timedelta(hours=hours_ago)
    (folder / f"register-{moment:%Y%m%dT%H%M%SZ}.tar.gz").touch()


def codes() -> list[str]:
    found = findings()
    assert all(one.what and one.mend for one in found)
    return [one.code for one in found]


def test_healthy_installation_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor")
    assert capsys.readouterr().out == (
        "Hệ thống hoạt động bình thường, không phát hiện vấn đề nào.\n"
    )


def test_finding_says_what_and_how_to_mend_it_and_ends_with_its_level(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ADMINS = []
    with override("en"), pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert capsys.readouterr().out == (
        "CẢNH BÁO [settings.admins_email] Chưa có ai nhận thư báo lỗi.\n"
        "    Cách khắc phục: Đặt ADMINS_EMAIL là địa chỉ thư điện tử của người quản trị máy chủ.\n"
    )
    settings.MEDIA_ROOT = "/proc/media"
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 2
    assert capsys.readouterr().out.startswith("LỖI [media.not_writable] ")


# settings


def test_development_mode(settings: Settings) -> None:
    settings.DEBUG = True
    assert codes() == ["settings.debug"]


def test_no_https(settings: Settings) -> None:
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SECURE_HSTS_SECONDS = 0
    assert codes() == ["settings.https"]


def test_hosts_of_this_machine_only(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert codes() == ["settings.hosts"]


def test_what_django_itself_finds(settings: Settings) -> None:
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False
    assert codes() == ["django.security.W006"]


def test_secret_key_that_is_weak_is_told_in_vietnamese(installation: Installation) -> None:
    weak = {"DEBUG": "0", "SECRET_KEY": "short", "ALLOWED_HOSTS": "doingoai.example.vn"}
    done = installation.manage("doctor", **weak)
    assert (done.returncode, done.stdout) == (3, "")
    first, second, sentence = done.stderr.splitlines()
    assert first.startswith("LỖI [settings.SECRET_KEY] Biến môi trường SECRET_KEY")
    assert second.startswith("    Cách khắc phục: ghi ít nhất 50 ký tự ngẫu nhiên")
    assert sentence.startswith("SECRET_KEY is too easy to guess")


def test_every_setting_has_words_for_the_doctor() -> None:
    table = (BASE_DIR / "docs/settings.md").read_text().partition("## `make`")[0]
    documented = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    # Any text is a sender.
    assert documented - {"EMAIL_FROM"} == MENDING.keys()
    assert all(sentence.endswith(".") for sentence in MENDING.values())


# database


def test_database_away(installation: Installation) -> None:
    installation.url = "postgres://x:y@127.0.0.1:1/x"
    done = installation.manage("doctor")
    assert done.returncode == 2, done.stderr
    assert "LỖI [database.away] Cơ sở dữ liệu không trả lời." in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.postgresql
def test_old_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_POSTGRESQL", 99)
    assert codes() == ["database.version"]


@pytest.mark.postgresql
def test_encoding_without_vietnamese_letters(installation: Installation) -> None:
    name = f"{connection.settings_dict['NAME']}_ascii"
    url = create_database(name)
    drop_database(name)
    options = ["--template=template0", "--encoding=SQL_ASCII", "--locale=C"]
    server = url.replace(name, "postgres")
    subprocess.run(["createdb", "--maintenance-db", server, *options, name], check=True)
    try:
        installation.url = url
        done = installation.manage("doctor")
        assert done.returncode == 2, done.stderr
        assert "[database.encoding]" in done.stdout
    finally:
        drop_database(name)


@pytest.mark.postgresql
def test_collation_missing_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER COLLATION {VI_ORDER} RENAME TO another")
    assert codes() == ["database.collation"]


@pytest.mark.sqlite
def test_collation_of_bytes_on_sqlite() -> None:
    raw: Any = connection.connection
    raw.create_collation(VI_ORDER, lambda one, other: (one > other) - (one < other))
    try:
        assert codes() == ["database.collation"]
    finally:
        register_sqlite_collation(connection)


def test_unapplied_migration() -> None:
    MigrationRecorder(connection).record_unapplied("indicators", "0003_indexes")
    assert codes() == ["database.migrations"]


def test_database_of_a_newer_version() -> None:
    MigrationRecorder(connection).record_applied("events", "9999_future")
    assert codes() == ["database.newer"]


@pytest.mark.sqlite
def test_damaged_file(installation: Installation) -> None:
    file = installation.folder / "register.sqlite3"
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xff" * 200_000)
    done = installation.manage("doctor")
    assert done.returncode == 2, done.stderr
    assert "[database.damaged]" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite
def test_file_that_everybody_can_read(installation: Installation) -> None:
    file = installation.folder / "register.sqlite3"
    file.chmod(0o644)
    assert "[database.readable_by_others]" in installation.manage("doctor").stdout
    file.chmod(0o640)
    assert "[database.readable_by_others]" not in installation.manage("doctor").stdout


@pytest.mark.postgresql
def test_programs_for_backups_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert codes() == ["database.programs"] * 3


# clock


def test_clock_that_is_behind_what_was_saved() -> None:
    make_source()
    Source.objects.update(changed_at=timezone.now() + timedelta(hours=1))
    assert codes() == ["clock.behind"]


@pytest.mark.postgresql
def test_clock_that_differs_from_the_database() -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert codes() == ["clock.database"]


def test_unknown_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "TIME_ZONE", "Asia/Nowhere")
    assert [one.code for one in services.time_zone()] == ["clock.zone"]


# files


def test_static_files_not_collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path / "static")
    assert codes() == ["static.missing"]


def test_static_files_of_another_version(
    settings: Settings, collected: Path, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = str(shutil.copytree(collected, tmp_path / "static"))
    (tmp_path / "static/foreign_affairs/public/tokens.css").write_text(":root {}")
    assert codes() == ["static.old"]


def test_media_that_cannot_be_written(settings: Settings) -> None:
    settings.MEDIA_ROOT = "/proc/media"
    assert codes() == ["media.not_writable"]


def test_media_that_everybody_can_read(tmp_path: Path) -> None:
    (tmp_path / "media").chmod(0o755)
    assert codes() == ["media.readable_by_others"]


def test_files_that_are_missing() -> None:
    row = make_agreement_file()
    assert codes() == []
    row.file.storage.delete(str(row.file.name))
    assert codes() == ["media.missing_files"]


def test_backups_missing_late_or_readable(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for file in folder.iterdir():
        file.unlink()
    assert codes() == ["backup.none"]
    back_up(folder, hours_ago=30)
    assert codes() == ["backup.late"]
    folder.chmod(0o755)
    assert codes() == ["backup.readable_by_others", "backup.late"]


def test_disk_without_room(settings: Settings, small_disk: Path) -> None:
    settings.MEDIA_ROOT = str(small_disk)
    assert codes() == ["disk.media"]


def test_catalogue_missing(settings: Settings, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    assert codes() == ["locale.missing", "locale.missing"]


# services and accounts


def test_mail_server_that_does_not_answer(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert codes() == ["mail.away"]


def test_cache_that_keeps_nothing(settings: Settings) -> None:
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "/proc/cache"}}
    # Django's own checks cannot be run over such a cache.
    assert codes() == ["cache.away", "doctor.django_checks"]


def test_demo_accounts_on_a_server() -> None:
    User.objects.create_user("editor", password=DEMO_PASSWORD)
    User.objects.create_user("viewer", password="a password of his own")
    (found,) = findings()
    assert (found.code, found.level) == ("accounts.demo", Level.ERROR)
    assert "editor" in found.what
    assert "viewer" not in found.what
    User.objects.update(is_active=False)
    assert codes() == []
