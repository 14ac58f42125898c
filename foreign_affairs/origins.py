"""Where what a record holds came from, as far as history knows: duplicates, and other records."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from foreign_affairs.contents import Position, Timeline
from foreign_affairs.models import FormerCode


def title_of(version: Any) -> str:
    """“Daejeon” (daejeon-2): the name of a record in history, which may be gone, and its code."""
    name = getattr(version, "name_vi", "")
    return f"“{name}” ({version.code})" if name else str(version.code)


def titles_of(model: type[Any], keys: Collection[int]) -> dict[int, str]:
    """The last names that history has of records, by primary key."""
    versions = model.history.filter(id__in=keys).order_by("history_id")
    return {version.id: title_of(version) for version in versions}


def duplicates_of(timeline: Timeline) -> dict[UUID, str]:
    """The records that were merged into this one, by the change that did it, oldest first.

    What was deleted in the same change is a duplicate if its code has led here since.
    """
    codes = FormerCode.objects.of_model(timeline.model).filter(object_id=timeline.record.pk)
    changes = {version.change for version in timeline.versions[0]} - {None}
    gone = timeline.model.history.filter(
        history_type="-", change__in=changes, code__in=codes.values("code")
    )
    return {version.change: title_of(version) for version in gone.order_by("history_id")}


def merged_after(timeline: Timeline, position: Position) -> list[str]:
    """The duplicates that the record took in after it stood at `position`."""
    later = {v.change for v in timeline.versions[0] if v.history_id > position[0]}
    return [title for change, title in duplicates_of(timeline).items() if change in later]


def origins_of(timeline: Timeline) -> dict[tuple[str, int], str]:
    """The record each row came from, by model and primary key of the row; others are its own."""
    duplicates = duplicates_of(timeline)
    found: dict[tuple[str, int], str] = {}
    moved: dict[tuple[str, int], int] = {}
    rows_of_kinds = zip(timeline.kinds[1:], timeline.versions[1:], strict=True)
    for (kind, key), versions in rows_of_kinds:
        elsewhere: dict[int, int] = {}
        for version in versions:
            place = (kind._meta.label_lower, version.id)
            owner = getattr(version, f"{key}_id")
            if owner != timeline.record.pk:
                elsewhere[version.id] = owner
            elif version.id in elsewhere:
                moved[place] = elsewhere[version.id]
            elif version.history_type == "+" and version.change in duplicates:
                # A name of the duplicate, kept as another spelling.
                found[place] = duplicates[version.change]
    titles = titles_of(timeline.model, set(moved.values()) - {None})
    return found | {place: titles[key] for place, key in moved.items() if key in titles}
