"""The rule that a record names its source from the moment it leaves draft."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foreign_affairs.models import PublicationState, Record


def check_sourced(record: Any, sources: Any = None) -> None:
    """Raises ValidationError on `sources` for a record without any that has left draft.

    `sources` are those it is about to have; without them the saved ones count.
    """
    if (
        not isinstance(record, Record)
        or not record.needs_source()
        or record.state == PublicationState.DRAFT
    ):
        return
    if not (record.sources.all() if sources is None else sources):
        raise ValidationError({"sources": _("Name at least one source before it leaves draft.")})
