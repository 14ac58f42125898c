"""Everything that ``make run`` needs before the server starts."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """The three steps in one process, because starting Django is most of what each costs."""

    help = "Brings the database up to date, loads the shipped register once, adds demo staff."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo is only for DEBUG=1.")
        call_command("migrate", verbosity=0)
        call_command("load_register", if_empty=True)
        call_command("create_demo_staff", address=options["address"])
