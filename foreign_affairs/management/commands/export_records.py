from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from foreign_affairs.management.models_by_name import model_by_name
from foreign_affairs.records.export import CONTENT_TYPES, export_bytes


class Command(BaseCommand):
    help = "Exports all records of a model; the ending of the file says how: csv, xlsx or json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", help="Like partners.partner.")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, model: str, file: Path, **options: Any) -> None:
        target = model_by_name(model)
        ending = file.suffix.lower().lstrip(".")
        if ending not in CONTENT_TYPES:
            raise CommandError(
                _("The file must end in %s.") % ", ".join(f".{known}" for known in CONTENT_TYPES),
                returncode=2,
            )
        try:
            with file.open("wb") as output:
                output.writelines(export_bytes(target._default_manager.order_by("code"), ending))
        except OSError:
            raise CommandError(_("“%s” cannot be written.") % file.name, returncode=2) from None
