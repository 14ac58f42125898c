import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.files import media_root, named_files
from foreign_affairs.operation.moving import NotTheSame, move
from foreign_affairs.operation.tables import Sums, compared


class Command(BaseCommand):
    help = (
        "Carries the SQLite installation of DATABASE_URL over to an empty PostgreSQL database: "
        "records, history, accounts, permissions. Stop the service first. Exit status: 0 all "
        "arrived, 1 nothing was written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "url",
            nargs="?",
            default=os.environ.get("POSTGRES_URL", ""),
            help=(
                "postgres://user:password@host:5432/name; better left out and given in the "
                "environment as POSTGRES_URL, because other users see how a command is called."
            ),
        )

    def handle(self, *args: Any, url: str, verbosity: int, **options: Any) -> None:
        try:
            before, after = move(url, self.tell if verbosity > 1 else lambda _table: None)
        except OperationError as error:
            raise CommandError(str(error)) from None
        except NotTheSame as difference:
            self.show(difference.before, difference.after)
            sentence = _("The two sides differ: nothing was kept in PostgreSQL.")
            raise CommandError(sentence) from None
        self.show(before, after)
        rows = sum(one.rows for one in after.values())
        self.stdout.write(
            ngettext("%d row arrived unchanged.", "%d rows arrived unchanged.", rows) % rows
        )
        self.tell_files()
        self.stdout.write(
            _("Now set DATABASE_URL to the PostgreSQL database and start the service again.")
        )

    def tell(self, table: str) -> None:
        self.stdout.write(table)

    def show(self, before: Sums, after: Sums) -> None:
        lines, _are_same = compared(before, after)
        self.stdout.write("\n".join(lines))

    def tell_files(self) -> None:
        """Files stay where they are; the two databases name the same."""
        names = named_files()
        missing = sorted(name for name in names if not (media_root() / name).is_file())
        for name in missing:
            self.stderr.write(_("The file “%s” is missing in MEDIA_ROOT, as it was before.") % name)
        self.stdout.write(
            _("%(count)d files stay in %(folder)s; MEDIA_ROOT must go on naming that folder.")
            % {"count": len(names) - len(missing), "folder": media_root()}
        )
