from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.manifest import Manifest
from foreign_affairs.operation.restoring import restore
from foreign_affairs.operation.sealing import read_identity
from foreign_affairs.operation.tables import compared


class Command(BaseCommand):
    help = (
        "Puts a backup back: the whole database and the uploaded files, or nothing. Stop the "
        "service first. Exit status: 0 done, 1 nothing was changed or the rows differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="The secret key of an encrypted backup."
        )
        parser.add_argument(
            "--replace", action="store_true", help="Overwrite a register that has records or files."
        )
        parser.add_argument(
            "--check", action="store_true", help="Read and check the whole backup, change nothing."
        )

    def handle(self, *args: Any, file: Path, replace: bool, check: bool, **options: Any) -> None:
        try:
            identity = read_identity(options["identity"]) if options["identity"] else None
            manifest, found = restore(file, identity, replace=replace, only_check=check)
        except OperationError as error:
            raise CommandError(str(error)) from None
        self.describe(manifest)
        if check:
            self.stdout.write(_("Every part of the backup is as it was written."))
            return
        if found is None:
            self.stdout.write(_("The backup is of an older version: now run “manage.py migrate”."))
            return
        lines, are_same = compared(manifest.tables, found)
        self.stdout.write("\n".join(lines))
        if not are_same:
            raise CommandError(_("The restored rows are not those that were backed up."))
        self.stdout.write(_("Restored: every row and every file is as it was backed up."))

    def describe(self, manifest: Manifest) -> None:
        self.stdout.write(
            _("Backup of %(made_at)s, version %(version)s, %(engine)s, %(count)d parts.")
            % {
                "made_at": manifest.made_at,
                "version": manifest.version,
                "engine": manifest.engine,
                "count": len(manifest.members),
            }
        )
        for name in manifest.missing:
            sentence = _("The file “%s” was missing already when the backup was made.")
            self.stderr.write(sentence % name)
