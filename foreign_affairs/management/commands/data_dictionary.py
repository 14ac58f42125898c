from typing import Any

from django.core.management.base import BaseCommand

from foreign_affairs.records.dictionary import dictionary


class Command(BaseCommand):
    help = "Prints the data dictionary as Markdown, for docs/data-dictionary.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("".join(dictionary()), ending="")
