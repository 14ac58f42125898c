"""What is wrong with an installation, and how to mend it: `manage.py doctor`."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from foreign_affairs.operation.doctor import database, files, services, settings_checks
from foreign_affairs.operation.doctor.finding import Check, Finding, Level, warning

__all__ = ["Finding", "Level", "findings"]

CHECKS: list[Check] = [*settings_checks.CHECKS, *files.CHECKS, *services.CHECKS]
CHECKS_OF_ROWS: list[Check] = [
    *database.CHECKS_OF_ROWS,
    *files.CHECKS_OF_ROWS,
    *services.CHECKS_OF_ROWS,
]
"""What cannot be asked before all migrations are applied."""


def findings() -> list[Finding]:
    """All of them, the worst first."""
    found = [*run(CHECKS)]
    # Each group can only be asked when nothing was found in the one before.
    for group in ([database.soundness], [database.answering], database.CHECKS, CHECKS_OF_ROWS):
        new = [*run(group)]
        found += new
        if any(one.level == Level.ERROR for one in new):
            break
    return sorted(found, key=lambda one: -one.level)


def run(checks: list[Check]) -> Iterator[Finding]:
    """What the checks find. One that fails by itself is a finding and not the end of the rest."""
    for check in checks:
        try:
            yield from [*check()]
        except Exception as reason:
            yield warning(
                f"doctor.{check.__name__}",
                _("A check failed by itself: %s") % type(reason).__name__,
                _("Mend what else is found, then run the doctor again."),
            )
