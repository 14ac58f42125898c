import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models
from django.utils.translation import gettext as _
from tqdm import tqdm

from foreign_affairs import audit
from foreign_affairs.management.models_by_name import model_by_name
from foreign_affairs.records.blank import blank_template
from foreign_affairs.records.export import CONTENT_TYPES, LANGUAGES, export_bytes, export_columns
from foreign_affairs.records.outgoing import AnyColumn


class Command(BaseCommand):
    help = "Exports all records of a model; the ending of the file says how: csv, xlsx or json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", help="Like partners.partner.")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--language",
            choices=LANGUAGES,
            help="Headings and words for people, or names and codes for programs (the default, "
            "but Vietnamese with --excel and --blank).",
        )
        parser.add_argument("--columns", help="Names of columns, like code,name_vi; else all.")
        parser.add_argument(
            "--excel", action="store_true", help="A CSV file for Excel: semicolons, 05/03/2024."
        )
        parser.add_argument(
            "--blank", action="store_true", help="No records but a template (.xlsx) to fill."
        )

    def handle(
        self,
        *args: Any,
        model: str,
        file: Path,
        language: str | None,
        columns: str | None,
        excel: bool,
        blank: bool,
        **options: Any,
    ) -> None:
        target = model_by_name(model)
        ending = file.suffix.lower().lstrip(".")
        known = ("xlsx",) if blank else ("csv",) if excel else tuple(CONTENT_TYPES)
        if ending not in known:
            raise CommandError(
                _("The file must end in %s.") % ", ".join(f".{one}" for one in known), returncode=2
            )
        words = LANGUAGES[language or ("vi" if excel or blank else "programs")]
        if blank:
            self.write(file, [blank_template(target, words)])
            return
        records = target._default_manager.order_by("code")
        chosen = chosen_columns(target, columns, words) if columns else None
        total = records.count()
        with tqdm(total=total, unit=" rows", disable=not sys.stderr.isatty()) as bar:
            data = export_bytes(
                records,
                ending,
                columns=chosen,
                language=words,
                for_excel=excel,
                progress=bar.update,
            )
            self.write(file, data)
        audit.note(audit.Action.EXPORTED, target, rows=total, form=ending)

    def write(self, file: Path, data: Iterable[bytes]) -> None:
        """Writes the whole file or none: a CSV file that ends too early looks like any other."""
        part = file.with_name(f"{file.name}.part")
        try:
            with part.open("wb") as output:
                output.writelines(data)
            part.replace(file)
        except OSError:
            raise CommandError(_("“%s” cannot be written.") % file.name, returncode=2) from None
        finally:
            part.unlink(missing_ok=True)


def chosen_columns(model: type[models.Model], names: str, language: str) -> list[AnyColumn]:
    """The columns with these names, in this order. Raises CommandError for an unknown one."""
    offered = export_columns(model, derived=True, rows=bool(language))
    known = {column.name: column for column in offered}
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise CommandError(
            _("Unknown columns: %(unknown)s. Known are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(known)},
            returncode=2,
        )
    return [known[name] for name in dict.fromkeys(wanted)]
