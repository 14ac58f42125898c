"""The rehearsal: back up while others write, destroy, restore, compare every row and file."""

import gzip
import io
import json
import shutil
import tarfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.db import connection

from tests.foreign_affairs.operation.conftest import Installation

pytestmark = pytest.mark.django_db

# Each turn stores a file, then the row that names it, as a form does.
WRITE = """
import sys
from django.core.files.base import ContentFile
from tests.factories import make_agreement_file
print("ready", flush=True)
number = 0
while True:
    number += 1
    text = f"scan {number}".encode() * 1000
    make_agreement_file(title=f"scan {number}", file=ContentFile(text, name=f"{number}.pdf"))
    print(number, flush=True)
"""

FILES_ARE_THERE = """
from partners.models import AgreementFile
count = 0
for row in AgreementFile.objects.all():
    assert row.file.read() == row.title.encode() * 1000, row.title
    count += 1
print(count)
"""


def destroy(installation: Installation) -> None:
    """As after a fire: no files, and a new, empty database."""
    shutil.rmtree(installation.media, ignore_errors=True)
    if connection.vendor == "sqlite":
        for file in installation.folder.glob("register.sqlite3*"):
            file.unlink()
        return
    with psycopg.connect(installation.url, autocommit=True) as server:
        server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def backup(installation: Installation, *options: str) -> Path:
    done = installation.manage("backup", *options)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.splitlines()[0])


def test_rehearsal_brings_back_every_row_and_file(installation: Installation) -> None:
    with installation.start("-c", f"import django; django.setup()\n{WRITE}") as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        writer.stdout.readline()
        early = backup(installation)
        written = 0
        while written < 5:
            written = int(writer.stdout.readline())
        writer.kill()
    time.sleep(1)  # The names of two backups differ by a second at least.
    late = backup(installation)
    rows, files = installation.rows(), installation.files()
    destroy(installation)

    # The one of while others wrote is of one moment: every row has its file.
    done = installation.manage("restore", str(early))
    assert done.returncode == 0, done.stderr
    assert "KHÁC" not in done.stdout
    some = int(installation.do(FILES_ARE_THERE))
    assert 1 <= some <= len(rows["partners_agreementfile"])

    # A filled register is not overwritten by mistake.
    refused = installation.manage("restore", str(late))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--replace" in refused.stderr
    done = installation.manage("restore", str(late), "--replace")
    assert done.returncode == 0, done.stderr
    assert installation.rows() == rows
    restored = installation.files()
    # What was being stored when the writer was killed is in the folder, and no part of a backup.
    assert restored == {name: text for name, text in files.items() if not name.startswith(".")}

    # Keys go on where they were, and the register works.
    assert installation.do("from tests.factories import *; print(bool(make_partner().pk))") == (
        "True\n"
    )


def test_backup_of_an_older_version_is_restored_and_migrated(installation: Installation) -> None:
    installation.do("from tests.factories import *; make_delegation(); make_partner()")
    current = migrations_of(installation)
    back = installation.manage("migrate", "events", "0003")
    assert back.returncode == 0, back.stderr
    assert migrations_of(installation) != current
    records = records_of(installation)
    old = backup(installation)
    destroy(installation)

    done = installation.manage("restore", str(old))
    assert (done.returncode, done.stderr) == (0, "")
    assert "manage.py migrate" in done.stdout
    migrated = installation.manage("migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert records_of(installation) == records
    assert migrations_of(installation) == current


def records_of(installation: Installation) -> dict[str, list[Any]]:
    """All but the entries of the search, which are written anew after migrations."""
    return {
        name: rows
        for name, rows in installation.records().items()
        if name != "foreign_affairs.searchentry"
    }


def migrations_of(installation: Installation) -> str:
    return installation.manage("showmigrations", "--plan").stdout


def test_encrypted_backup_needs_its_key(installation: Installation, tmp_path: Path) -> None:
    installation.do("from tests.factories import *; make_agreement_file()")
    mine, other = (pyrage.x25519.Identity.generate() for _turn in range(2))
    key = tmp_path / "key.txt"
    key.write_text(f"{mine}\n")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(f"{other}\n")
    installation.settings["BACKUP_RECIPIENTS"] = str(mine.to_public())
    file = backup(installation)
    assert file.name.endswith(".tar.gz.age")
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n")
    for options, sentence in (
        ([], "--identity"),
        (["--identity", str(wrong)], "giải mã"),
    ):
        done = installation.manage("restore", str(file), "--check", *options)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr
    rows, files = installation.rows(), installation.files()
    done = installation.manage("restore", str(file), "--replace", "--identity", str(key))
    assert done.returncode == 0, done.stderr
    assert (installation.rows(), installation.files()) == (rows, files)


def repack(file: Path, change: str, target: Path) -> None:
    """A copy of a backup in which somebody has changed one thing."""
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for info in old:
            content = old.extractfile(info)
            assert content is not None
            data = content.read()
            if info.name == "manifest.json":
                manifest = json.loads(data)
                if change == "newer":
                    manifest["migrations"].append("events.9999_from_the_future")
                if change == "engine":
                    manifest["engine"] = "oracle"
                if change == "format":
                    manifest["format"] = 2
                data = json.dumps(manifest).encode()
            elif change == "content" and info.name.startswith("media/"):
                data = data[::-1]
            elif change == "gone" and info.name.startswith("media/"):
                continue
            elif change == "path" and info.name.startswith("media/"):
                info.name = "media/../../outside.pdf"
            info.size = len(data)
            new.addfile(info, io.BytesIO(data))


RESTORE_EACH = """
import sys
from pathlib import Path
from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.restoring import restore
from partners.models import AgreementFile
for file in Path(sys.argv[1]).iterdir():
    try:
        restore(file, replace=True)
    except OperationError as error:
        print(f"{file.name}: {error}")
print(AgreementFile.objects.count())
"""


def test_nothing_is_touched_by_what_is_no_whole_backup(
    installation: Installation, tmp_path: Path
) -> None:
    installation.do("from tests.factories import *; make_agreement_file()")
    file = backup(installation)
    installation.do("from tests.factories import *; make_agreement_file()")
    before = installation.files()
    folder = tmp_path / "damaged"
    folder.mkdir()
    for change in ("newer", "engine", "format", "content", "gone", "path"):
        repack(file, change, folder / change)
    whole = file.read_bytes()
    changed = bytearray(whole)
    # A byte: a bit may be one of those that fill up and say nothing.
    changed[len(whole) // 2] ^= 0xFF
    (folder / "byte").write_bytes(changed)
    (folder / "short").write_bytes(whole[:-2000])
    (folder / "shorter").write_bytes(whole[:1000])
    (folder / "text").write_bytes(b"not a backup")
    (folder / "empty").write_bytes(gzip.compress(b""))
    script = f"import django; django.setup()\n{RESTORE_EACH}"
    done = installation.run("-c", script, str(folder))
    assert done.returncode == 0, done.stderr
    *said, count = done.stdout.splitlines()
    refused = {line.partition(":")[0] for line in said}
    assert refused == {one.name for one in folder.iterdir()}
    assert count == "2"
    assert installation.files() == before
    assert not (tmp_path / "outside.pdf").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from foreign_affairs.operation import restoring

def then_killed(function):
    def both(*args, **kwargs):
        if where == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    return both

name, where, file = sys.argv[1:]
setattr(restoring, name, then_killed(getattr(restoring, name)))
restoring.restore(Path(file), replace=True)
"""


def test_killed_restore_leaves_the_old_state_or_the_new(installation: Installation) -> None:
    installation.do("from tests.factories import *; make_agreement_file(title='old')")
    old = installation.rows()
    file = backup(installation)
    old_files = installation.files()
    installation.do(
        "from tests.factories import *; from partners.models import *\n"
        "AgreementFile.objects.get().delete(); make_agreement_file(title='new')"
    )
    for name in old_files:
        (installation.media / name).unlink()
    new, new_files = installation.rows(), installation.files()

    def kill(name: str, where: str) -> None:
        script = f"import django; django.setup()\n{KILLED}"
        done = installation.run("-c", script, name, where, str(file))
        assert done.returncode == -9, done.stderr

    # Before the database: still the state of now, whose files are all there.
    kill("put_back", "before")
    assert installation.rows() == new
    assert new_files.items() <= installation.files().items()
    # After it: the state of the backup, whose files are all there; the doctor tells of the rest.
    kill("put_back", "after")
    assert installation.rows() == old
    assert old_files.items() <= installation.files().items()
    assert "media.half_restored" in installation.manage("doctor").stdout
    done = installation.manage("restore", str(file), "--replace")
    assert done.returncode == 0, done.stderr
    assert (installation.rows(), installation.files()) == (old, old_files)
