from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from foreign_affairs.records.folder import dump_folder


class Command(BaseCommand):
    help = "Writes the public and internal records into a folder of CSV files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            total = dump_folder(folder)
        except OSError:
            raise CommandError(_("“%s” cannot be written.") % folder.name, returncode=2) from None
        self.stdout.write(
            _("%(total)d rows written to %(folder)s.") % {"total": total, "folder": folder}
        )
