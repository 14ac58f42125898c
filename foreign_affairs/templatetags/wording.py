"""Old and new texts side by side or in one, with what is different marked in them."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foreign_affairs.admin.wording import Part, compare, shortened

register = template.Library()

LONG = 80
"""A longer text is shown once, with its changes in it."""

NOTHING = "–"
TAGS = {"went": "del", "came": "ins"}


def marked(parts: Iterable[Part]) -> SafeString:
    """The parts as HTML: <del> what went, <ins> what came."""
    texts = ((TAGS.get(part.kind, ""), linebreaksbr(part.text)) for part in parts)
    pieces = (format_html("<{0}>{1}</{0}>", tag, text) if tag else text for tag, text in texts)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def before(old: str, new: str) -> SafeString:
    """The old text, with what is not in the new one struck out; a dash where there was none."""
    parts = compare(old, new) if old else [Part("stayed", NOTHING)]
    return marked(part for part in parts if part.kind != "came")


@register.filter
def after(new: str, old: str) -> SafeString:
    """The new text, with what is not in the old one marked; as it is where there was none."""
    parts = compare(old, new or NOTHING) if old else [Part("stayed", new or NOTHING)]
    return marked(part for part in parts if part.kind != "went")


@register.filter
def became(old: str, new: str) -> SafeString:
    """How the old text became the new one: both if they are short, else once, near the changes."""
    parts = compare(old, new)
    is_one_text = any(part.kind == "stayed" for part in parts)
    if is_one_text and max(len(old), len(new)) > LONG:
        return marked(shortened(parts))
    gone = format_html("<del>{}</del>", old) if old else NOTHING
    here = format_html("<ins>{}</ins>", new) if new else NOTHING
    return format_html("{} → {}", gone, here)
