"""Folders and files: static files, uploads, backups, disks, the catalogue of texts."""

from __future__ import annotations

import filecmp
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone
from django.utils.translation import gettext as _

from foreign_affairs.operation.backups import backup_dir
from foreign_affairs.operation.doctor.finding import Finding, error, warning
from foreign_affairs.operation.files import STAGING, media_root, named_files
from foreign_affairs.operation.health import disks, is_late, last_backup
from foreign_affairs.operation.restoring import HALF_WAY

MANIFEST = "staticfiles.json"
NO_CATALOGUE = (
    "Thiếu tệp dịch tiếng Việt / the Vietnamese catalogue is missing: %s",
    "Cài lại chương trình, hoặc chạy “make messages” / install the program again.",
)
"""The one sentence that cannot come from the catalogue."""


def static_files() -> Iterator[Finding]:
    """With DEBUG=1 they are served straight from the apps."""
    if settings.DEBUG:
        return
    mend = _("Run “manage.py collectstatic --noinput”, then restart the service.")
    root = Path(settings.STATIC_ROOT)
    if not (root / MANIFEST).is_file():
        yield error(
            "static.missing", _("The static files are not collected: no style, no map."), mend
        )
        return
    for finder in get_finders():
        for name, storage in finder.list([]):
            collected = root / (getattr(storage, "prefix", None) or "") / name
            if not collected.is_file() or not filecmp.cmp(storage.path(name), collected, False):
                yield error(
                    "static.old",
                    _("The collected static files are of another version: %s") % name,
                    mend,
                )
                return


def media() -> Iterator[Finding]:
    root = media_root()
    try:
        root.mkdir(mode=0o750, parents=True, exist_ok=True)
        with TemporaryFile(dir=root):
            pass
    except OSError as reason:
        yield error(
            "media.not_writable",
            _("MEDIA_ROOT %(folder)s cannot be written: %(reason)s")
            % {"folder": root, "reason": reason.strerror},
            _("Give it to the user of the service: “chown -R USER %s”.") % root,
        )
        return
    yield from private("media.readable_by_others", root)
    if (root / STAGING / HALF_WAY).exists():
        yield error(
            "media.half_restored",
            _("A restore was ended half-way: the database is restored, the files are not."),
            _("Run the same “manage.py restore … --replace” again."),
        )


def private(code: str, folder: Path) -> Iterator[Finding]:
    if folder.stat().st_mode & stat.S_IRWXO:
        yield error(
            code,
            _("Every user of this machine can look into %s.") % folder,
            _("Run “chmod o-rwx %s”.") % folder,
        )


def named() -> Iterator[Finding]:
    """Needs the database with all its tables."""
    missing = sorted(name for name in named_files() if not (media_root() / name).is_file())
    if missing:
        yield error(
            "media.missing_files",
            _("%(count)d files that records name are not in MEDIA_ROOT, among them %(name)s.")
            % {"count": len(missing), "name": missing[0]},
            _("Check that MEDIA_ROOT is the right folder; restore them from a backup."),
        )


def backup() -> Iterator[Finding]:
    folder = backup_dir()
    if folder.is_dir():
        yield from private("backup.readable_by_others", folder)
    last = last_backup()
    if last is None:
        yield warning(
            "backup.none",
            _("There is no backup in %s.") % folder,
            _("Run “manage.py backup” and let a timer do it every night."),
        )
    elif is_late(last, timezone.now()):
        yield warning(
            "backup.late",
            _("The last backup is older than %d hours.") % settings.BACKUP_MAX_AGE,
            _("See why the timer does not run: “systemctl list-timers”, “journalctl”."),
        )


def room() -> Iterator[Finding]:
    words = {"media": _("uploaded files"), "backups": _("backups"), "database": _("database")}
    for disk in disks():
        if disk.is_low:
            yield warning(
                f"disk.{disk.place}",
                _("The disk with the %(place)s has only %(free)d MB free.")
                % {"place": words[disk.place], "free": disk.free >> 20},
                _("Make room, or move what lies there to a larger disk."),
            )


def catalogue() -> Iterator[Finding]:
    for folder in map(Path, settings.LOCALE_PATHS):
        for name in ("django.mo", "djangojs.mo"):
            file = folder / "vi" / "LC_MESSAGES" / name
            if not file.is_file():
                what, mend = NO_CATALOGUE
                yield error("locale.missing", what % file, mend)


CHECKS = [static_files, media, backup, room, catalogue]

CHECKS_OF_ROWS = [named]
"""Of a database that has all tables."""
