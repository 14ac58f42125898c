from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from foreign_affairs.operation.doctor import Level, findings


class Command(BaseCommand):
    help = (
        "Says in Vietnamese what is wrong with this installation and how to mend it. Run it as the "
        "user of the service. Exit status: 0 nothing, 1 warnings only, 2 errors."
    )
    # The checks are among the findings; they must not stop the command.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        with override("vi"):
            found = findings()
            words = {Level.ERROR: _("ERROR"), Level.WARNING: _("WARNING")}
            for one in found:
                self.stdout.write(f"{words[one.level]} [{one.code}] {one.what}")
                self.stdout.write("    " + _("To mend it: %s") % one.mend)
            if not found:
                self.stdout.write(_("Nothing is wrong with this installation."))
        if found:
            raise SystemExit(int(found[0].level))
