from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs.operation.backups import Kept, backup_dir, make_backup, prune
from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.sealing import recipient_of


class Command(BaseCommand):
    help = (
        "Writes the database and the uploaded files into one file of a folder, while the register "
        "is in use. Keep SECRET_KEY and the other settings elsewhere: they are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=backup_dir())
        parser.add_argument(
            "--recipient",
            action="append",
            metavar="age1…",
            help="Encrypt for this public key; may be given again. By default BACKUP_RECIPIENTS.",
        )
        parser.add_argument(
            "--keep",
            type=kept,
            metavar="DAYS,WEEKS,MONTHS",
            help=(
                "Afterwards delete older backups in the folder but the last one of so many days, "
                "weeks and months, like 7,4,12. Without it nothing is deleted."
            ),
        )

    def handle(self, *args: Any, folder: Path, keep: Kept | None, **options: Any) -> None:
        keys = settings.BACKUP_RECIPIENTS if options["recipient"] is None else options["recipient"]
        try:
            file = make_backup(folder, [recipient_of(key) for key in keys])
        except OperationError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            sentence = _("“%(folder)s” cannot be written: %(reason)s")
            raise CommandError(sentence % {"folder": folder, "reason": error.strerror}) from None
        self.stdout.write(str(file))
        if keep:
            count = len(prune(folder, keep))
            if count:
                sentence = ngettext("%d older backup deleted.", "%d older backups deleted.", count)
                self.stdout.write(sentence % count)


def kept(text: str) -> Kept:
    """The three numbers of `7,4,12`. Raises ArgumentTypeError."""
    try:
        days, weeks, months = (int(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError("write three numbers: DAYS,WEEKS,MONTHS") from None
    if min(days, weeks, months) < 0:
        raise ArgumentTypeError("write numbers from 0 on")
    return Kept(days, weeks, months)
