import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from foreign_affairs.management.models_by_name import model_by_name
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.files import FileError, read_table
from foreign_affairs.records.items import Kind


class Command(BaseCommand):
    help = (
        "Imports a CSV or XLSX file. Exit status: 0 done, 1 refused rows (nothing is written "
        "unless --partial), 2 unusable file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", help="Like partners.partner.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen.")
        parser.add_argument("--partial", action="store_true", help="Write the good rows.")

    def handle(
        self, *args: Any, model: str, file: Path, dry_run: bool, partial: bool, **options: Any
    ) -> None:
        target = model_by_name(model)
        try:
            table = read_table(file.read_bytes(), file.name)
            with tqdm(total=len(table.rows), unit=" rows", disable=not sys.stderr.isatty()) as bar:
                outcome = Batch([(target, table)], progress=bar.update).run(
                    dry_run=dry_run, partial=partial
                )
        except OSError:
            raise CommandError(_("“%s” cannot be read.") % file.name, returncode=2) from None
        except FileError as error:
            raise CommandError(f"{file.name}: {error}", returncode=2) from None
        for refusal in outcome.refusals:
            self.stderr.write(str(refusal))
        counts = outcome.counts
        self.stdout.write(
            _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused.")
            % {
                "new": counts[Kind.NEW],
                "changed": counts[Kind.CHANGED],
                "unchanged": counts[Kind.UNCHANGED],
                "refused": counts[Kind.REFUSED],
            }
        )
        if not outcome.is_written:
            self.stdout.write(_("Nothing was written."))
        if outcome.refusals:
            raise SystemExit(1)
