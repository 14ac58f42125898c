"""What a backup says about itself: whence it is, and what each part must be."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from foreign_affairs.operation.faults import OperationError
from foreign_affairs.operation.tables import TableSum

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Member:
    """One part of a backup: its size in bytes and the SHA-256 of its content."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`made_at` is ISO 8601 in UTC, `engine` “sqlite” or “postgresql”, `migrations` those applied.

    `missing` names the files that rows hold and that did not lie in MEDIA_ROOT any more.
    """

    made_at: str
    version: str
    engine: str
    migrations: list[str]
    tables: Mapping[str, TableSum]
    members: Mapping[str, Member]
    missing: list[str]

    def as_bytes(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """Raises OperationError for what no version of the register wrote, or a newer one."""
        try:
            given: dict[str, Any] = json.loads(text)
            if given.pop("format") != FORMAT:
                raise OperationError(_("The backup was made by a newer version of the register."))
            tables = {name: TableSum(**one) for name, one in given.pop("tables").items()}
            members = {name: Member(**one) for name, one in given.pop("members").items()}
            return cls(tables=tables, members=members, **given)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise OperationError(_("The backup's list of contents cannot be read.")) from None


def version() -> str:
    """The version of this program, from pyproject.toml."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
