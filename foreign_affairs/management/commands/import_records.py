import csv
import gc
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from tqdm import tqdm

from foreign_affairs.management.models_by_name import model_by_name
from foreign_affairs.models import Import
from foreign_affairs.operation.faults import OperationError, told_when_full
from foreign_affairs.operation.files import media_root
from foreign_affairs.records import imports
from foreign_affairs.records.decisions import LEFT_OUT, Decisions
from foreign_affairs.records.formulas import escape
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.items import Kind, Outcome
from foreign_affairs.records.looking import Look
from foreign_affairs.records.matching import refuse_unknown
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.returned import reasons_of, write_returned

REPORTS = (".xlsx", ".csv")


class Command(BaseCommand):
    help = (
        "Imports a file that offices save: XLSX, XLS, ODS, CSV, DOCX … Exit status: 0 done, "
        "1 refused rows (nothing is written unless --partial), 2 unusable file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", help="Like partners.partner.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen.")
        parser.add_argument("--partial", action="store_true", help="Write the good rows.")
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="What was refused and why: as .xlsx to mend and import again, or as a .csv list.",
        )
        parser.add_argument("--source", default="", help="The code of the source of all rows.")
        parser.add_argument(
            "--sheet", action="append", default=[], help="A sheet to read; may be given again."
        )
        parser.add_argument(
            "--leave-out",
            action="append",
            default=[],
            metavar="HEADING",
            help="An unknown column that is not to be read; may be given again.",
        )
        parser.add_argument(
            "--decimal-mark",
            action="append",
            type=decimal_mark,
            default=[],
            metavar="COLUMN=MARK",
            help="How ambiguous numbers of a column are read, like persons=, ; may be given again.",
        )

    def handle(self, *args: Any, model: str, file: Path, **options: Any) -> None:
        report: Path | None = options["report"]
        if report and report.suffix.lower() not in REPORTS:
            sentence = _("The file must end in %s.") % ", ".join(REPORTS)
            raise CommandError(sentence, returncode=2)
        decisions = Decisions(
            sheets=options["sheet"],
            source=options["source"],
            mapping=dict.fromkeys(options["leave_out"], LEFT_OUT),
            numbers=dict(options["decimal_mark"]),
        )
        target = model_by_name(model)
        # The program itself is no garbage: not to walk through it at each turn of the collector
        # saves a quarter of an import's time.
        gc.freeze()
        try:
            with told_when_full(media_root()), file.open("rb") as opened:
                record = imports.receive(opened, file.name, target, decisions=decisions)
        except OperationError as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError:
            raise CommandError(_("“%s” cannot be read.") % file.name, returncode=2) from None
        try:
            with told_when_full(media_root()):
                look = imports.look(record)
                refuse_unknown(look.matched.unknown, headings_of(target).columns)
                outcome = self.run(record, look, options["dry_run"], options["partial"])
            self.tell(outcome, look)
            if report and outcome.refusals:
                write_report(report, outcome, look)
        except FileError as error:
            raise CommandError(f"{file.name}: {error}", returncode=2) from None
        except OperationError as error:
            raise CommandError(str(error), returncode=2) from None
        finally:
            if record.is_open:
                # On a full disk even that may fail; what is left goes by itself after a week.
                with suppress(DatabaseError):
                    imports.forget(record)
        if outcome.refusals:
            raise SystemExit(1)

    def run(self, record: Import, look: Look, dry_run: bool, partial: bool) -> Outcome:
        for sentence in filter(None, (*look.notes, imports.already_imported(record))):
            self.stderr.write(sentence)
        rows = len(look.table.rows)
        with tqdm(total=rows, unit=" rows", disable=not sys.stderr.isatty()) as bar:
            if dry_run:
                return imports.batch_of(record, look, None, progress=bar.update).run(dry_run=True)
            return imports.write(record, look, partial=partial, progress=bar.update)

    def tell(self, outcome: Outcome, look: Look) -> None:
        for refusal in outcome.refusals:
            column = look.matched.header_of(refusal.column)
            self.stderr.write(str(replace(refusal, column=column)))
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


def decimal_mark(text: str) -> tuple[str, str]:
    """The column and the mark of `persons=,`. Raises ArgumentTypeError."""
    column, _separator, mark = text.partition("=")
    if mark not in (",", "."):
        raise ArgumentTypeError("write COLUMN=, or COLUMN=.")
    return column, mark


def write_report(file: Path, outcome: Outcome, look: Look) -> None:
    """Writes the refused rows as a workbook, or where each refusal stands as a list for Excel."""
    try:
        if file.suffix.lower() == ".xlsx":
            refused = ((one.place, one.column, one.message) for one in outcome.refusals)
            with file.open("wb") as workbook:
                write_returned(workbook, [look.table], reasons_of(refused, look))
            return
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow([_("sheet"), _("row"), _("column"), _("reason")])
            for one in outcome.refusals:
                column = look.matched.header_of(one.column)
                writer.writerow([escape(one.sheet), one.row, escape(column), escape(one.message)])
    except OSError:
        raise CommandError(_("“%s” cannot be written.") % file.name, returncode=2) from None
