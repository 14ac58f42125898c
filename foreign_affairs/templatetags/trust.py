"""What any page says of its own age and address."""

from datetime import datetime
from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def last_changed(context: Any) -> datetime | None:
    """When the record of the page was last changed, or any of its list, or of the register."""
    if record := context.get("record"):
        return record.changed_at
    if (checks := context.get("checks")) and checks["changed_at"]:
        return checks["changed_at"]
    return getattr(context.get("owner"), "last_update", None)


@register.simple_tag(takes_context=True)
def permanent_path(context: Any) -> str:
    """The path to cite: of a record that of its page, of a list that of its filters."""
    if record := context.get("record"):
        return str(record.get_absolute_url())
    return str(context["request"].get_full_path())
