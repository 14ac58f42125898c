"""How pages write texts, names, dates and numbers: in their language, and public ones only."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from foreign_affairs.bilingual import active_language
from foreign_affairs.dates import PartialDate, Precision, format_day, format_partial_date
from foreign_affairs.numbers import format_number

register = template.Library()

FLAGS = "foreign_affairs/vendor/flag-icons/4x3"

DATE_FIELDS = (
    "signed_on",
    "held_on",
    "period",
    "said_on",
    "started_on",
    "issued_on",
    "founded_on",
    # Of ties and of anniversaries.
    "since",
    "when",
)
"""Where a record keeps the date that lists show, whichever it has."""

POINTS = (Precision.DAY, Precision.MONTH, Precision.YEAR)
"""Dates that say nothing of before and after."""

LANGUAGES = {"lo": gettext_lazy("Lao"), "zh": gettext_lazy("Chinese")}
"""Languages of partners that Django has no name for."""

TONES = {
    # partners
    "established": "good",
    "prospective": "plan",
    # agreements, as `with_status()` derives it
    "in_force": "good",
    "expiring": "warn",
    "prepared": "plan",
    "unknown": "unknown",
    # events and delegations
    "idea": "plan",
    "announced": "plan",
    "permitted": "plan",
    "planned": "plan",
    "approved": "plan",
    "held": "good",
    "carried_out": "good",
    "reported": "good",
    "postponed": "warn",
    "cancelled": "bad",
    # programmes and commitments
    "running": "good",
    "stopped": "bad",
    "not_stated": "unknown",
    "open": "plan",
    "in_progress": "warn",
    "done": "good",
    "lapsed": "bad",
}
"""The look of a status; one that is not here is neutral, like something that came to its end."""


def lang_attribute(text: Any) -> SafeString:
    """` lang="vi"` for a text that is not in the language of the page."""
    if getattr(text, "is_fallback", False):
        return format_html(' lang="{}"', text.language)
    return mark_safe("")


@register.simple_tag
def bilingual(text: Any) -> SafeString:
    """A text inside a line, marked when it is in the other language."""
    if mark := lang_attribute(text):
        return format_html("<span{}>{}</span>", mark, text)
    return format_html("{}", text)


@register.simple_tag
def paragraphs(text: Any) -> SafeString:
    """A longer text with its paragraphs, marked when it is in the other language."""
    written = mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped just now
    if mark := lang_attribute(text):
        return format_html("<div{}>{}</div>", mark, written)
    return written if text else mark_safe("")


@register.simple_tag
def ref(record: Any, *, with_flag: bool = True) -> SafeString:
    """A link to a record by its name, a partner's or country's with its flag before it; nothing if
    it is not public.
    """
    if record is None or not getattr(record, "is_public", True):
        return mark_safe("")
    name = record.name
    link = format_html(
        '<a href="{}"{}>{}</a>', record.get_absolute_url(), lang_attribute(name), name
    )
    country = getattr(record, "flag_country", None) if with_flag else None
    return format_html("{}{}", flag(country), link)


@register.filter
def narrowed(address: str, query: str) -> str:
    """The address of a list with a filter, `query` being like `country=kr`; '' without one."""
    return f"{address}?{query}" if query else ""


@cache
def flag_codes() -> frozenset[str]:
    folder = Path(__file__).resolve().parent.parent / "static" / FLAGS
    return frozenset(file.stem for file in folder.glob("*.svg"))


@register.simple_tag
def flag(country: Any) -> SafeString:
    """The flag of a country, if there is a picture; its name must stand beside it."""
    if country is None or country.code not in flag_codes():
        return mark_safe("")
    picture = static(f"{FLAGS}/{country.code}.svg")
    return format_html('<img class="flag" src="{}" alt="" width="20" height="15">', picture)


@register.inclusion_tag("includes/status.html")
def badge(record: Any) -> dict[str, str]:
    """The status of a record in words and shape; nothing where it has none."""
    value = getattr(record, "status", None)
    if not value:
        return {}
    label = unstated().get(value) or getattr(record, "status_label", "")
    label = label or display_of(record, "status")
    tone = "unknown" if getattr(record, "is_unconfirmed", False) else TONES.get(value, "")
    return {"label": capfirst(label), "tone": tone}


@register.inclusion_tag("includes/record_meta.html")
def meta(record: Any, *, hide_country: Any = False) -> dict[str, Any]:
    """What is quietly said below the name of a record of any kind. It is asked for here, since a
    template takes long to find that most kinds lack most of it.
    """
    kinds = (display_of(record, name) for name in ("kind", "direction", "rank"))
    return {
        "record": record,
        "has_status": getattr(record, "status", None) not in (None, "", "not_stated"),
        "kinds": [capfirst(words) for words in kinds if words],
        "level": display_of(record, "level"),
        "persons": getattr(record, "persons", None),
        "quantity": getattr(record, "quantity", None),
        "due": getattr(record, "due", None),
        "is_recurring": getattr(record, "is_recurring", False),
        "country": None if hide_country else getattr(record, "country", None),
    }


def display_of(record: Any, name: str) -> str:
    """The words of a choice; '' where the record has none."""
    if not hasattr(record, f"get_{name}_display"):
        return ""
    value = getattr(record, name)
    return str(words_of_choices(record._meta.model, name).get(value, value) or "")


@cache
def words_of_choices(model: Any, name: str) -> dict[Any, Any]:
    """What a model calls the values of a field, which Django puts together for each record anew."""
    return dict(model._meta.get_field(name).flatchoices)


def unstated() -> dict[str, str]:
    """Statuses that would not be understood standing alone."""
    return {"unknown": _("status not known"), "not_stated": _("status not stated")}


@register.filter
def partial_date(value: PartialDate | None) -> str:
    """A date as far as it is known; '' for none."""
    return format_partial_date(value, active_language()) if value else ""


@register.filter
def since(value: PartialDate) -> str:
    """“since May 2005”; a date with an open or a second end says by itself what it is."""
    words = partial_date(value)
    return _("since %(date)s") % {"date": words} if value.precision in POINTS else words


@register.filter
def until(value: PartialDate) -> str:
    """“until May 2005”, as `since`."""
    words = partial_date(value)
    return _("until %(date)s") % {"date": words} if value.precision in POINTS else words


@register.filter
def day(value: date | datetime | None) -> str:
    """A day, or the day of a moment in Vietnam."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return format_day(value, active_language()) if value else ""


@register.filter
def number(value: Decimal | int | None) -> str:
    """A number with all its decimals and the marks of the language; '' for none."""
    return "" if value is None else format_number(value, active_language())


@register.filter
def when(record: Any) -> str:
    """The date of any record, to stand alone: also in words where there is none."""
    if known := date_of(record):
        last = getattr(record, "ended_on", None)
        if last and last != known:
            return capfirst(f"{partial_date(known)} – {partial_date(last)}")
        return capfirst(partial_date(known))
    if getattr(record, "status", None) == "prepared":
        return _("Not signed yet")
    return undated()


def date_of(record: Any) -> PartialDate | None:
    """When any record was or is to be, as far as it is known."""
    for name in DATE_FIELDS:
        if known := getattr(record, name, None):
            return known
    year = getattr(record, "year", None)
    return PartialDate.parse(str(year)) if year else None


@register.simple_tag
def undated() -> str:
    return _("Date not stated in the sources")


@register.filter
def counted(record: Any) -> str:
    """“6 documents” of a record that stands for several, “many”; '' for one that is single."""
    count = record.count
    if count is None:
        return _("many, number not stated in the sources")
    if count == 1:
        return ""
    words = {
        "agreement": ngettext("%(number)s document", "%(number)s documents", count),
        "delegation": ngettext("%(number)s delegation", "%(number)s delegations", count),
        "event": ngettext("%(number)s event", "%(number)s events", count),
    }[record._meta.model_name]
    return words % {"number": number(count)}


@register.filter
def kind_of_moment(record: Any) -> str:
    """What a line of a timeline is about: “Delegation, incoming”, “Forum”, “Scholarships”."""
    if record._meta.model_name == "tie":
        return _("Tie established") if record.since else capfirst(record._meta.verbose_name)
    if record._meta.model_name == "delegation":
        words = _("delegation, %(direction)s")
        return capfirst(words % {"direction": record.get_direction_display()})
    return capfirst(record.get_kind_display())


@register.filter
def people_in(delegation: Any) -> str:
    """“lượt khách” of who comes, “lượt người” of who goes; '' where nobody counted them."""
    if delegation.persons is None:
        return ""
    persons = {"number": number(delegation.persons)}
    if delegation.direction == "in":
        return _("%(number)s guests") % persons
    return _("%(number)s persons") % persons


@register.filter
def stands_for_several(record: Any) -> bool:
    return getattr(record, "count", 1) != 1


@register.filter
def language_names(codes: str) -> str:
    """“vi ko en” in words."""
    names = []
    for code in codes.split():
        try:
            names.append(str(LANGUAGES.get(code) or get_language_info(code)["name_translated"]))
        except KeyError:
            names.append(code)
    return ", ".join(names)


@register.filter
def percent(value: Decimal | int | None) -> str:
    return "" if value is None else f"{number(value)}%"


@register.filter
def figure_value(figure: Any) -> str:
    """The value in words, like “about 1,279 million USD”; what is compared where there is none."""
    if figure.value is None:
        return capfirst(", ".join(figure_comparisons(figure)))
    unit = figure_unit(figure)
    return f"{figure_number(figure)} {unit}".rstrip()


@register.filter
def figure_number(figure: Any) -> str:
    """The value without its unit (but with %): “about 1,279”, “10–12”, “9.1%”."""
    value = number(figure.value)
    if figure.value_to is not None:
        value = f"{value}–{number(figure.value_to)}"
    if figure.indicator.unit == "%":
        value = f"{value}%"
    return f"{figure.get_qualifier_display()} {value}" if figure.qualifier else value


@register.filter
def figure_unit(figure: Any) -> str:
    unit = figure.indicator.unit
    return "" if unit == "%" else str(unit)


@register.filter
def figure_comparisons(figure: Any) -> list[str]:
    """What the figure says of its change and of the plan, each in words."""
    said = []
    change = figure.change_percent
    if change is not None:
        if change == 0:
            said.append(_("unchanged year on year"))
        else:
            words = (
                _("up %(percent)s year on year")
                if change > 0
                else _("down %(percent)s year on year")
            )
            said.append(words % {"percent": percent(abs(change))})
    if figure.same_period_percent is not None:
        words = _("equal to %(percent)s of the same period a year earlier")
        said.append(words % {"percent": percent(figure.same_period_percent)})
    if figure.plan_percent is not None:
        said.append(_("%(percent)s of the plan") % {"percent": percent(figure.plan_percent)})
    return said
