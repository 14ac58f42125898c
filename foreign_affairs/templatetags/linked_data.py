"""What a page says of itself to search engines."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foreign_affairs.open_data import linked_data

register = template.Library()


@register.simple_tag
def json_ld(node: Any) -> SafeString:
    """A node of schema.org as a data block; nothing for none."""
    return linked_data.script(node) if node else mark_safe("")


@register.simple_tag(takes_context=True)
def owner_ld(context: Any) -> SafeString:
    """Whose register this is, on the pages that say so."""
    owner = context.get("owner")
    if not owner:
        return mark_safe("")
    request = context["request"]
    return linked_data.script(linked_data.owner_node(owner, request.build_absolute_uri))


@register.simple_tag(takes_context=True)
def breadcrumb_ld(
    context: Any, current: Any = "", parent_label: Any = "", parent_url: str = ""
) -> SafeString:
    """The way to this page; home alone where there is no `current`."""
    request = context.request
    steps = [(_("Home"), reverse("register:home"))]
    if parent_url:
        steps.append((str(parent_label), parent_url))
    if current:
        steps.append((str(current), request.path))
    return linked_data.script(linked_data.breadcrumb(steps, request.build_absolute_uri))
