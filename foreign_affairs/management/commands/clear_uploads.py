from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foreign_affairs.abandoned import abandoned

DAYS = 30


class Command(BaseCommand):
    help = (
        "Deletes uploaded files that nothing in the register names: of conflicts that were left. "
        "Files of imports that nobody confirmed go by themselves after a week."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days", type=int, default=DAYS, help=f"Older than so many days; {DAYS} by default."
        )
        parser.add_argument("--dry-run", action="store_true", help="Name them, delete nothing.")

    def handle(self, *args: Any, days: int, dry_run: bool, **options: Any) -> None:
        if days < 1:
            raise CommandError(_("Somebody may be deciding on what is younger than a day."))
        found = abandoned(timezone.now() - timedelta(days=days))
        for storage, name in found:
            self.stdout.write(name)
            if not dry_run:
                storage.delete(name)
        count = len(found)
        sentence = (
            ngettext("%d file would be deleted.", "%d files would be deleted.", count)
            if dry_run
            else ngettext("%d file deleted.", "%d files deleted.", count)
        )
        self.stdout.write(sentence % count)
