"""The demo accounts of ``make run``."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from foreign_affairs.demo import DEMO_PASSWORD, DEMO_STAFF
from foreign_affairs.models import User


class Command(BaseCommand):
    help = "Creates one demo account for each role, with one known password (DEBUG=1 only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            default="http://127.0.0.1:8000",
            help="Where the server will answer; printed with the accounts.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo accounts exist only with DEBUG=1.")
        with transaction.atomic():
            for member in DEMO_STAFF:
                # An account that somebody has changed since stays as it is.
                if User.objects.filter(username=member.username).exists():
                    continue
                user = User.objects.create_user(
                    member.username,
                    password=DEMO_PASSWORD,
                    last_name=member.last_name,
                    first_name=member.first_name,
                    is_staff=True,
                )
                user.groups.add(Group.objects.get(name=member.role))
        self.stdout.write(self.table(options["address"]))

    def table(self, address: str) -> str:
        rows = [
            f"  {member.username:<14} {member.role_vi:<20} {member.last_name} {member.first_name}"
            for member in DEMO_STAFF
        ]
        return "\n".join(
            [
                "",
                "Tài khoản dùng thử / demo accounts",
                *rows,
                f"  Mật khẩu / password: {DEMO_PASSWORD}",
                "",
                f"  {address}/        trang công khai / public pages",
                f"  {address}/admin/  dành cho cán bộ / staff",
                "",
                "Ctrl+C để dừng / to stop.",
            ]
        )
