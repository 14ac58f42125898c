from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from foreign_affairs import audit, second_factor
from foreign_affairs.models import User


class Command(BaseCommand):
    help = (
        "Takes the second factor from an account whose phone and recovery codes are lost, where no "
        "administrator can: of the only superuser, say."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("There is no account “%s”.") % username)
        if second_factor.device_of(user) is None:
            raise CommandError(_("“%s” has no second factor.") % username)
        second_factor.forget(user, audit.Action.FACTOR_RESET)
        self.stdout.write(_("The second factor of %(person)s was reset.") % {"person": user})
