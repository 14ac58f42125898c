"""What cannot be done for a reason that the operator can mend."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError
from django.utils.translation import gettext as _

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
SQLITE_FULL = "database or disk is full"
POSTGRESQL_FULL = "53100"
"""PostgreSQL's SQLSTATE disk_full."""


class OperationError(Exception):
    """A sentence for the operator, in the language of the command; nothing was changed."""


def is_disk_full(error: BaseException | None) -> bool:
    """Whether the error, or one that led to it, says that a disk has no room."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            return True
        if getattr(error, "sqlstate", None) == POSTGRESQL_FULL:
            return True
        if isinstance(error, DatabaseError) and SQLITE_FULL in str(error):
            return True
        # By its name, because Django's errors and those of sqlite3 share no class.
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Turns the many errors of a full disk into one sentence that names the folder."""
    try:
        yield
    except Exception as error:
        if is_disk_full(error):
            sentence = _("The disk of “%s” is full: make room and try again.") % folder
            raise OperationError(sentence) from error
        raise
