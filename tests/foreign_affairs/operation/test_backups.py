"""What a backup is called, holds and keeps; the rehearsal with restoring is in test_restoring."""

import tarfile
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from foreign_affairs.management.commands.backup import kept
from foreign_affairs.operation.backups import Kept, backups, prune
from tests.foreign_affairs.operation.conftest import Installation

pytestmark = pytest.mark.django_db

HANG = """
import sys, time
from pathlib import Path
from django.conf import settings
from foreign_affairs.operation import backups

def hang(writer):
    print("writing", flush=True)
    time.sleep(600)

backups.add_files = hang
backups.make_backup(Path(settings.BACKUP_DIR))
"""


def touch(folder: Path, *moments: str) -> None:
    for moment in moments:
        (folder / f"register-{moment}.tar.gz").touch()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_backup_holds_database_files_and_what_it_should_be(installation: Installation) -> None:
    installation.do("from tests.factories import *; make_agreement_file()")
    done = installation.manage("backup")
    assert done.returncode == 0, done.stderr
    file = Path(done.stdout.strip())
    assert file.parent == installation.backups
    assert names(installation.backups) == [file.name]
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with tarfile.open(file) as tar:
        members = tar.getnames()
    assert members[0].startswith("database.")
    assert members[1:-1] == [f"media/{name}" for name in installation.files()]
    assert members[-1] == "manifest.json"


def test_killed_backup_leaves_nothing_that_looks_like_one(installation: Installation) -> None:
    with installation.start("-c", f"import django; django.setup()\n{HANG}") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "writing\n"
        # Meanwhile nobody else makes one.
        other = installation.manage("backup")
        child.kill()
    assert (other.returncode, other.stdout) == (1, "")
    assert "đang có một lần sao lưu" in other.stderr.lower()
    assert backups(installation.backups) == []
    assert [name[:12] for name in names(installation.backups)] == [".unfinished-"]
    done = installation.manage("backup")
    assert names(installation.backups) == [Path(done.stdout.strip()).name]


def test_folder_that_cannot_be_written_is_named(installation: Installation) -> None:
    done = installation.manage("backup", "/proc/backups")
    assert (done.returncode, done.stdout) == (1, "")
    assert "/proc/backups" in done.stderr
    assert "Traceback" not in done.stderr


def test_pruning_keeps_the_last_of_days_weeks_and_months(tmp_path: Path) -> None:
    # In Vietnam the first of these is of the 30th of November already.
    touch(tmp_path, "20261129T180000Z", "20261130T010000Z", "20261130T120000Z")
    touch(tmp_path, "20261128T010000Z", "20261122T010000Z", "20261015T010000Z", "20260901T010000Z")
    gone = prune(tmp_path, Kept(days=2, weeks=2, months=2))
    assert [one.made_at.strftime("%m%dT%H") for one in backups(tmp_path)] == [
        "1130T12",  # the last of the 30th, of its week and of November
        "1128T01",  # the last of the 28th, and of the week before
        "1015T01",  # the last of October
    ]
    assert len(gone) == 4


def test_pruning_touches_only_backups_and_never_the_newest(tmp_path: Path) -> None:
    touch(tmp_path, "20261130T010000Z", "20261129T010000Z")
    for name in ("notes.txt", "register-20261128.tar.gz.part", "register-old.tar.gz"):
        (tmp_path / name).touch()
    prune(tmp_path, Kept(0, 0, 0))
    assert names(tmp_path) == [
        "notes.txt",
        "register-20261128.tar.gz.part",
        "register-20261130T010000Z.tar.gz",
        "register-old.tar.gz",
    ]


@pytest.mark.parametrize("rule", ["7", "7,4", "7,4,x", "-1,0,0", ""])
def test_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(ArgumentTypeError):
        kept(rule)
    assert kept("7,4,12") == Kept(days=7, weeks=4, months=12)
