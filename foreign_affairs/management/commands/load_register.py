from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from foreign_affairs.models import Source
from foreign_affairs.records.folder import load_folder
from foreign_affairs.records.items import Kind
from foreign_affairs.records.reading.errors import FileError


class Command(BaseCommand):
    help = "Loads a folder of CSV files into the register, all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures")
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when the register has records."
        )

    def handle(self, *args: Any, folder: Path, if_empty: bool, **options: Any) -> None:
        if if_empty and Source.objects.exists():
            return
        try:
            outcome = load_folder(folder)
        except OSError:
            raise CommandError(_("“%s” cannot be read.") % folder.name, returncode=2) from None
        except FileError as error:
            raise CommandError(str(error), returncode=2) from None
        for refusal in outcome.refusals:
            self.stderr.write(str(refusal))
        if not outcome.is_written:
            raise CommandError(_("Nothing was written."), returncode=1)
        counts = outcome.counts
        self.stdout.write(
            _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged.")
            % {
                "new": counts[Kind.NEW],
                "changed": counts[Kind.CHANGED],
                "unchanged": counts[Kind.UNCHANGED],
            }
        )
