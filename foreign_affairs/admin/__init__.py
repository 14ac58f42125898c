"""The admin of what every app shares, and the bases of the other apps' admin."""

from foreign_affairs.admin import (
    accounts,
    audit,
    corrections,
    dossiers,
    imports,
    merge,
    proposals,
    reference,
)

__all__ = [
    "accounts",
    "audit",
    "corrections",
    "dossiers",
    "imports",
    "merge",
    "proposals",
    "reference",
]
