"""The admin of what every app shares, and the bases of the other apps' admin."""

from foreign_affairs.admin import accounts, reference

__all__ = ["accounts", "reference"]
