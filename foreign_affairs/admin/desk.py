"""The desk: what waits for whom, each a count that opens exactly the list it counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, IntegerField, Model, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.models import Commitment, Event
from foreign_affairs import roles
from foreign_affairs.models import (
    Correction,
    ProposedChange,
    PublicationState,
    Record,
    SearchEntry,
    StrOrPromise,
    User,
)
from partners.models import Agreement, Partner

LAST_CHANGES = 10

Address: TypeAlias = Mapping[str, str]
"""What the address of a list says behind its question mark."""


@dataclass
class Kind:
    """One list of an entry. `url` is empty where there is no list to open."""

    label: str
    url: str
    count: int


@dataclass
class Entry:
    """One thing to do. `lists` gives the address for each model; Record is every kind of record."""

    key: str
    title: StrOrPromise
    lists: Mapping[type[Model], Address]
    note: StrOrPromise = ""
    kinds: list[Kind] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(kind.count for kind in self.kinds)

    @property
    def url(self) -> str:
        """The list of an entry of one kind."""
        return self.kinds[0].url if len(self.kinds) == 1 else ""

    @property
    def found(self) -> list[Kind]:
        """The kinds beneath the total of an entry of several."""
        return [kind for kind in self.kinds if kind.count] if len(self.kinds) > 1 else []


@dataclass
class Section:
    title: str
    entries: list[Entry]


# Who sees what


def decides(user: Any) -> bool:
    return roles.may_publish(user, Partner)


def role_of(user: Any) -> str:
    """The role in words, by what the user may do."""
    if roles.is_administrator(user):
        return _("Administrator")
    if decides(user):
        return _("Approver")
    return _("Editor") if roles.has(user, "change", Partner) else _("Viewer")


def entries_for(user: Any) -> list[Section]:
    """The sections of the desk of this user, not counted yet."""
    if decides(user):
        found = [Section(_("To be decided"), decisions()), Section(_("To keep in view"), watch())]
        if roles.is_administrator(user):
            found.append(Section(_("Needs attention"), gaps()))
        return found
    if roles.has(user, "change", Partner):
        return [Section(_("My work"), own_work(user)), Section(_("Needs attention"), gaps())]
    return [Section(_("To keep in view"), watch())]


def own_work(user: Any) -> list[Entry]:
    status = ProposedChange.Status
    return [
        Entry(
            "drafts",
            _("My drafts"),
            {Record: {"work": "mine", "state__exact": PublicationState.DRAFT}},
        ),
        Entry(
            "returned",
            _("Sent back to me"),
            {Record: {"work": "returned"}, ProposedChange: changes_of(user, status.RETURNED)},
        ),
        Entry(
            "proposed",
            _("My proposed changes that wait"),
            {ProposedChange: changes_of(user, status.WAITING)},
        ),
    ]


def changes_of(user: Any, status: str) -> Address:
    return {"author__id__exact": str(user.pk), "status__exact": status}


def gaps() -> list[Entry]:
    return [
        Entry("source", _("Without a source"), {Record: {"lacks": "source"}}),
        Entry("english", _("Without English"), {Record: {"lacks": "english"}}),
        Entry("recheck", _("Not checked for twelve months"), {Record: {"lacks": "recheck"}}),
        Entry("recent", _("Changed in the last 14 days"), {Record: {"work": "recent"}}),
    ]


def decisions() -> list[Entry]:
    return [
        Entry(
            "review",
            _("Waiting for my decision"),
            {
                Record: {"state__exact": PublicationState.REVIEW},
                ProposedChange: {"status__exact": ProposedChange.Status.WAITING},
                Correction: {"decision__exact": Correction.Decision.OPEN},
            },
        )
    ]


def watch() -> list[Entry]:
    return [
        Entry(
            "expiring", _("Agreements expiring in six months"), {Agreement: {"status": "expiring"}}
        ),
        Entry(
            "quiet",
            _("Partners without activity for twelve months"),
            {Partner: {"quiet": "yes"}},
            _("Visits, events, programmes, agreements and commitments with a date."),
        ),
        Entry("overdue", _("Open commitments past due"), {Commitment: {"overdue": "yes"}}),
        Entry(
            "unconfirmed",
            _("Announced events past their date"),
            {Event: {"unconfirmed": "yes"}},
        ),
    ]


# Counting


def kinds_of_records(site: Any, request: HttpRequest) -> list[type[Model]]:
    """The models of records whose lists the user may see, in the order of the menu."""
    menu = [model["model"] for group in site.get_app_list(request) for model in group["models"]]
    return [model for model in menu if issubclass(model, Record)]


def rows_of(site: Any, request: HttpRequest, model: Any, address: Address) -> QuerySet[Any] | None:
    """The rows that the list shows at this address; None where it has no such choice."""
    model_admin = site.get_model_admin(model)
    rows = model_admin.get_queryset(request)
    lookups = dict(address)
    for its in model_admin.get_list_filter(request):
        name = getattr(its, "parameter_name", None)
        if name in lookups:
            value = lookups.pop(name)
            chosen = its(request, {name: [value]}, model, model_admin)
            if value not in dict(chosen.lookup_choices):
                return None
            rows = chosen.queryset(request, rows)
    return rows.filter(**lookups)


def sections(site: Any, request: HttpRequest) -> list[Section]:
    """The desk of the user, with one query for each model that it counts."""
    found = entries_for(request.user)
    entries = [entry for section in found for entry in section.entries]
    records = kinds_of_records(site, request)
    counted: dict[type[Model], list[tuple[Entry, Address]]] = defaultdict(list)
    for entry in entries:
        for model, address in entry.lists.items():
            for each in records if model is Record else [model]:
                if each in records or not issubclass(each, Record):
                    counted[each].append((entry, address))
    for model, asked in counted.items():
        count(site, request, model, asked)
    return found


def count(
    site: Any, request: HttpRequest, model: Any, asked: Iterable[tuple[Entry, Address]]
) -> None:
    """Gives each entry its number of rows of the model."""
    is_open = opens(site, request, model)
    numbers, lists = {}, []
    for entry, address in asked:
        rows = rows_of(site, request, model, address)
        if rows is not None:
            numbers[entry.key] = Count("pk", filter=Q(pk__in=rows.order_by().values("pk")))
            lists.append((entry, address))
    result = model._default_manager.order_by().aggregate(**numbers)
    label = str(capfirst(model._meta.verbose_name_plural))
    for entry, address in lists:
        url = f"{list_url(model)}?{urlencode(address)}" if is_open else ""
        entry.kinds.append(Kind(label, url, result[entry.key]))


def opens(site: Any, request: HttpRequest, model: type[Model]) -> bool:
    """Whether the user may open the list of the model."""
    return bool(site.get_model_admin(model).has_view_permission(request))


def list_url(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


# What was changed last


@dataclass
class Change:
    name: str
    kind: str
    url: str
    who: User | None
    when: datetime


def last_changes(site: Any, request: HttpRequest) -> list[tuple[str, list[Change]]]:
    """The records that the user, and that anybody, changed last, each list under its title."""
    models = kinds_of_records(site, request)
    if not models:
        return []
    types = ContentType.objects.get_for_models(*models)
    mine = newest(types, changed_by=request.user.pk)
    everybodys = newest(types)
    described = describe(
        {content_type.pk: model for model, content_type in types.items()}, [*mine, *everybodys]
    )
    return [
        (_("Changed last by me"), [described[row] for row in mine]),
        (_("Changed last by all"), [described[row] for row in everybodys]),
    ]


def newest(types: Mapping[type[Any], ContentType], **condition: Any) -> list[tuple[Any, ...]]:
    """(content type, key, when, who) of the records that were changed last."""
    rows = [
        model._default_manager.filter(**condition)
        .order_by()
        .annotate(type=Value(content_type.pk, IntegerField()), key=F("pk"))
        .values_list("type", "key", "changed_at", "changed_by")
        for model, content_type in types.items()
    ]
    every = rows[0].union(*rows[1:], all=True)
    return list(every.order_by("-changed_at", "type", "key")[:LAST_CHANGES])


def describe(
    models: Mapping[int, type[Model]], rows: list[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Change]:
    """The changes with their names, by row; what the index does not know is left out."""
    keys = Q(pk__in=())
    for type_id, key, *_rest in rows:
        keys |= Q(content_type=type_id, object_id=key)
    names = {
        (entry.content_type_id, entry.object_id): str(entry.name)
        for entry in SearchEntry.objects.filter(keys)
    }
    people = User.objects.in_bulk({row[3] for row in rows} - {None})
    found = {}
    for row in rows:
        type_id, key, when, who = row
        meta = models[type_id]._meta
        found[row] = Change(
            name=names.get((type_id, key), "–"),
            kind=str(capfirst(meta.verbose_name)),
            url=reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[key]),
            who=people.get(who),
            when=when,
        )
    return found
