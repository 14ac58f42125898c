"""Where things are in the admin: the group of a model on the desk, the form of a record."""

from typing import Any

from django import template

from foreign_affairs.admin import pages
from foreign_affairs.admin.site import Group, group_of

register = template.Library()


@register.simple_tag
def desk_group(opts: Any) -> Group:
    """The group in which the desk has the records of a model, by its `_meta`."""
    return group_of(opts.model)


@register.filter
def admin_page(record: Any) -> str:
    """The address of the form of a record."""
    return pages.admin_page(record)
