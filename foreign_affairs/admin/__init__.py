"""The admin of what every app shares, and the bases of the other apps' admin."""

from foreign_affairs.admin import (
    accounts,
    corrections,
    dossiers,
    imports,
    merge,
    proposals,
    reference,
)

__all__ = ["accounts", "corrections", "dossiers", "imports", "merge", "proposals", "reference"]
