"""The filters of a list with the numbers of their choices, and its orders."""

from typing import Any

from django import template

from foreign_affairs.facets import choices_with_counts, quick_filter, show_counts
from foreign_affairs.filters import RecordFilterSet
from foreign_affairs.sorting import chosen_order, order_links

register = template.Library()


@register.simple_tag
def counted_fields(filterset: RecordFilterSet) -> list[Any]:
    """The visible fields of the form that have something to choose, with numbers."""
    show_counts(filterset)
    fields = filterset.form.visible_fields()
    return [field for field in fields if not getattr(field.field, "is_empty", False)]


@register.inclusion_tag("includes/quick_filter.html", takes_context=True)
def quick_choices(context: Any) -> dict[str, Any]:
    """Links to the choices of a filter that has few of them; a chosen one leads back."""
    filterset, request = context["filter"], context["request"]
    name = quick_filter(filterset)
    if not name:
        return {}
    links = []
    for choice in choices_with_counts(filterset).get(name, []):
        query = request.GET.copy()
        for other in [other for other, value in query.items() if not value or other == "page"]:
            del query[other]
        query.pop(name, None)
        if not choice.is_chosen:
            query[name] = choice.value
        url = f"{request.path}?{query.urlencode()}" if query else request.path
        links.append({"choice": choice, "url": url})
    return {"label": filterset.form.fields[name].label, "links": links}


@register.inclusion_tag("includes/orders.html", takes_context=True)
def orders(context: Any) -> dict[str, Any]:
    """Links to the list in other orders; nothing where it has one only."""
    return {"orders": order_links(type(context["filter"]), context["request"])}


@register.simple_tag(takes_context=True)
def order(context: Any) -> str:
    """The order chosen, which the form of the filters keeps."""
    return chosen_order(type(context["filter"]), context["request"])
