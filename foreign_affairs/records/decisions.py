"""What a person has decided about a file on its way in, kept as JSON between the pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

LEFT_OUT = ""
"""Stands for the column of a header that is not to be read."""

NEW_DRAFT = "+"
"""Stands for the code of a record that is to be made as a draft."""


@dataclass
class Decisions:
    """What only a person can know about a file. Everything empty: the file speaks for itself.

    sheets: the names of the sheets to read; empty for all that have the layout of the best one.
    mapping: the name of the column for each header as printed, LEFT_OUT for one to be left out.
    numbers: for a column whose numbers are ambiguous, its decimal mark: "," or ".".
    meant: by column and by text of the cell, the code of the record that is meant, or NEW_DRAFT.
    left_out: the places (`Row.place`) of the rows that are not to be imported.
    source: the code of the source of all rows; empty for none.
    fixed: for a column that the file lacks, what it says of all rows.
    """

    sheets: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    source: str = ""
    fixed: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Decisions:
        return cls(**kept)
