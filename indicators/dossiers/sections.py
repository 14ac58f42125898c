"""The sections of a dossier, made of what `Holdings` read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.models import Commitment, Delegation, Event, Programme
from foreign_affairs.admin.pages import admin_page
from foreign_affairs.dates import Precision, months_later, today
from foreign_affairs.dossiers.contents import Group, Row, Section
from foreign_affairs.templatetags.register import TONES, counted, number
from indicators.dossiers import rows
from indicators.dossiers.reading import Holdings, rows_of
from partners.models import AgreementStatus, Participation

LIVING = (AgreementStatus.IN_FORCE, AgreementStatus.EXPIRING)
OVER = (AgreementStatus.EXPIRED, AgreementStatus.ENDED)
HAPPENED = (
    *(Delegation.Status.CARRIED_OUT, Delegation.Status.REPORTED),
    *(Event.Status.HELD, Event.Status.REPORTED),
)
AHEAD = (*Event.AHEAD, Delegation.Status.PLANNED, Delegation.Status.APPROVED)
QUIET_MONTHS = 12


def group(heading: Any, lines: Iterable[Row]) -> Group:
    return Group(str(capfirst(heading)) if heading else "", tuple(lines))


def section(
    key: str, title: Any, columns: tuple[Any, Any, Any], *groups: Group, total: str = ""
) -> Section:
    """The groups that have lines; a section without any is left out of the dossier."""
    when, what, how = (str(capfirst(column)) if column else "" for column in columns)
    filled = tuple(one for one in groups if one.rows)
    return Section(key, str(capfirst(title)), filled, (when, what, how), total)


# At a glance


def glance(holdings: Holdings) -> tuple[Group, ...]:
    """What an approver is asked: what binds, what runs out, when we met, what is promised."""
    agreements = holdings.own(holdings.agreements)
    circle = holdings.circle

    def with_status(*statuses: str) -> list[Row]:
        return [
            Row(
                row.name,
                when=rows.validity(row) or rows.dated(row.signed_on),
                url=admin_page(row),
                status=counted(row),
                tone=TONES.get(row.status, ""),
            )
            for row in agreements
            if row.status in statuses
        ]

    pending = [row for row in holdings.own(holdings.commitments) if is_pending(row)]
    pending.sort(key=lambda row: (not rows.is_overdue(row), end_of(row.due) or date.max))
    running = [
        row for row in holdings.own(holdings.programmes) if row.status == Programme.Status.RUNNING
    ]
    groups = (
        group(_("agreements expiring within six months"), with_status(AgreementStatus.EXPIRING)),
        group(_("agreements in force"), with_status(AgreementStatus.IN_FORCE)),
        group(_("agreements whose force is not known"), with_status(AgreementStatus.UNKNOWN)),
        group(_("agreements in preparation"), with_status(AgreementStatus.PREPARED)),
        group(_("agreements expired or ended"), with_status(*OVER)),
        group(_("last activity"), [last_activity(holdings)]),
        group(_("next activity"), [next_activity(holdings)]),
        group(
            _("commitments and requests without a result"),
            map(briefly, pending) if pending else [Row(_("none is recorded"))],
        ),
        group(
            _("programmes under way"), (brief(rows.programme_row(row, circle)) for row in running)
        ),
    )
    return tuple(one for one in groups if one.rows)


def brief(row: Row) -> Row:
    """The line alone."""
    return Row(row.name, row.when, row.url, row.status, row.tone, row.state, row.state_code)


def briefly(commitment: Any) -> Row:
    row = brief(rows.commitment_row(commitment))
    due = rows.dated(commitment.due)
    when = _("due %(date)s") % {"date": due} if due else row.when
    return Row(row.name, when, row.url, row.status, row.tone, row.state, row.state_code)


def is_pending(commitment: Any) -> bool:
    return commitment.status in (Commitment.Status.OPEN, Commitment.Status.IN_PROGRESS)


def end_of(value: Any) -> date | None:
    """The last possible day, or the first where there is no last."""
    return (value.end or value.start) if value else None


def date_of(record: Any) -> Any:
    return record.period if isinstance(record, Delegation) else record.held_on


def meetings(holdings: Holdings) -> list[Any]:
    return [*holdings.own(holdings.delegations), *holdings.own(holdings.events)]


def meeting_row(record: Any, holdings: Holdings) -> Row:
    make = rows.delegation_row if isinstance(record, Delegation) else rows.event_row
    return make(record, holdings.circle)


def last_activity(holdings: Holdings) -> Row:
    """The latest delegation or event that a source says took place. What is said to happen ever
    since some year gives no day on which somebody last met.
    """
    day = today()
    past = [
        (end, record.pk, record)
        for record in meetings(holdings)
        if record.status in HAPPENED
        and (value := date_of(record))
        and value.precision != Precision.SINCE
        and (end := end_of(value))
        and end <= day
    ]
    if not past:
        return Row(_("no dated delegation or event is recorded"), tone="warn")
    end, _pk, record = max(past, key=lambda found: found[:2])
    row = brief(meeting_row(record, holdings))
    if end >= months_later(day, -QUIET_MONTHS):
        return row
    quiet = _("more than twelve months ago")
    return Row(row.name, row.when, row.url, quiet, "warn", row.state, row.state_code)


def next_activity(holdings: Holdings) -> Row:
    day = today()
    ahead = [
        (value.start or value.end, record.pk, record)
        for record in meetings(holdings)
        if record.status in AHEAD and (value := date_of(record)) and (value.end or date.max) >= day
    ]
    if not ahead:
        return Row(_("none is planned"))
    return brief(meeting_row(min(ahead, key=lambda found: found[:2])[2], holdings))


# What binds


def ties(partner_ties: Iterable[Any]) -> Section:
    columns = (_("since"), _("kind of tie"), _("home body"))
    return section("ties", _("Ties"), columns, group("", map(rows.tie_row, partner_ties)))


def agreements(holdings: Holdings) -> Section:
    under: dict[int, list[Row]] = defaultdict(list)
    circle = holdings.circle
    for agreement in holdings.agreements:
        if agreement.parent_id:
            under[agreement.parent_id].append(brief(rows.agreement_row(agreement, circle)))
    for record in holdings.delegations:
        under[record.agreement_id].append(brief(rows.delegation_row(record, circle)))
    for record in holdings.events:
        under[record.agreement_id].append(brief(rows.event_row(record, circle)))
    for record in holdings.programmes:
        under[record.agreement_id].append(brief(rows.programme_row(record, circle)))
    for record in holdings.commitments:
        under[record.agreement_id].append(brief(rows.commitment_row(record)))
    own = holdings.own(holdings.agreements)
    total = sum(agreement.count for agreement in own)

    def with_status(*statuses: str) -> Iterable[Row]:
        return (
            rows.agreement_row(agreement, circle, under[agreement.pk])
            for agreement in own
            if agreement.status in statuses
        )

    return section(
        "agreements",
        _("Agreements, their acts, and what was carried out under them"),
        (_("signed on"), _("agreement"), _("status")),
        group(_("in force"), with_status(*LIVING)),
        group(_("in preparation"), with_status(AgreementStatus.PREPARED)),
        group(_("force not known"), with_status(AgreementStatus.UNKNOWN)),
        group(_("expired or ended"), with_status(*OVER)),
        total=ngettext("%(number)s document", "%(number)s documents", total)
        % {"number": number(total)},
    )


# What happened


def activities(holdings: Holdings) -> Section:
    """Newest first; what has no date apart."""
    circle = holdings.circle
    lines = [
        *(
            (record.period, rows.delegation_row(record, circle))
            for record in holdings.own(holdings.delegations)
        ),
        *(
            (record.held_on, rows.event_row(record, circle))
            for record in holdings.own(holdings.events)
        ),
        *(
            (record.started_on or record.ended_on, rows.programme_row(record, circle))
            for record in holdings.own(holdings.programmes)
        ),
    ]
    known = [(value.sort_key, row) for value, row in lines if value]
    known.sort(key=lambda line: line[0], reverse=True)
    return section(
        "activities",
        _("Activities"),
        (_("when"), _("activity"), _("status")),
        group(_("by date, newest first"), (row for _key, row in known)),
        group(_("date not stated"), (row for value, row in lines if not value)),
    )


def commitments(holdings: Holdings) -> Section:
    own = holdings.own(holdings.commitments)

    def these(is_open: bool) -> Iterable[Row]:
        return (rows.commitment_row(row) for row in own if is_pending(row) == is_open)

    return section(
        "commitments",
        _("Commitments and requests"),
        (_("stated on"), _("who to whom, what"), _("status")),
        group(_("without a result so far"), these(is_open=True)),
        group(_("done or lapsed"), these(is_open=False)),
    )


# Who


def people(holdings: Holdings) -> Section:
    """Who signed, led or took part by name, the partner's side first, each person once."""
    found: dict[tuple[str, str], list[tuple[Participation, Any]]] = defaultdict(list)
    kinds = (
        holdings.agreements,
        holdings.delegations,
        holdings.events,
        holdings.programmes,
        holdings.commitments,
        holdings.recognitions,
    )
    for records in kinds:
        for record in holdings.own(records):
            for row in rows_of(record):
                if row.person:
                    found[row.side, row.person].append((row, record))

    def of(*sides: str) -> list[Row]:
        return [person_row(name, its) for (side, name), its in found.items() if side in sides]

    side = Participation.Side
    return section(
        "people",
        _("People"),
        ("", _("person"), _("office held")),
        group(side.PARTNER.label, of(side.PARTNER)),
        group(side.HOME.label, of(side.HOME)),
        group(side.THIRD.label, of(side.THIRD)),
    )


def person_row(name: str, mentions: list[tuple[Any, Any]]) -> Row:
    offices = dict.fromkeys(
        ", ".join(rows.facts(row.office_vi, row.body)) for row, _record in mentions
    )
    return Row(
        name,
        status="; ".join(filter(None, offices)),
        details=tuple(
            f"{capfirst(row.get_role_display())}: {rows.row_of(record).line}"
            for row, record in mentions
        ),
    )


def contacts(found: Iterable[Any], own: Any) -> Section:
    return section(
        "contacts",
        _("Contacts (for staff only)"),
        ("", _("person"), _("telephone and e-mail")),
        group("", (rows.contact_row(contact, own) for contact in found)),
    )


# What is said of it


def figures(found: Iterable[Any], own: Any) -> Section:
    return section(
        "figures",
        _("Figures"),
        (pgettext("figure", "Period"), _("indicator"), _("value")),
        group("", (rows.figure_row(figure, own) for figure in found)),
    )


def recognitions(holdings: Holdings) -> Section:
    lines = (
        rows.recognition_row(record, holdings.circle)
        for record in holdings.own(holdings.recognitions)
    )
    columns = (_("year"), _("recognition"), _("kind"))
    return section("recognitions", _("Recognitions"), columns, group("", lines))


def orientations(found: Iterable[Any]) -> Section:
    columns = (_("period"), _("orientation"), _("kind"))
    lines = map(rows.orientation_row, found)
    return section("orientations", _("Orientations that name it"), columns, group("", lines))


def corrections(found: Iterable[Any]) -> Section:
    columns = (_("received on"), _("what is said to be wrong"), _("decision"))
    lines = map(rows.correction_row, found)
    return section("corrections", _("Corrections"), columns, group("", lines))


def names(found: Iterable[Any]) -> Section:
    columns = ("", _("name"), _("kind"))
    lines = map(rows.name_row, found)
    return section("names", _("Other spellings and former names"), columns, group("", lines))


def notes(record: Any) -> Section:
    said = (
        (_("note for staff"), record.editor_note),
        (_("note on the sources"), record.source_note_vi),
        (_("reason for sending it back"), record.return_note),
    )
    lines = (Row(text, status=str(capfirst(label))) for label, text in said if text)
    return section("notes", _("Notes"), ("", _("text"), _("kind")), group("", lines))


def sources(found: Iterable[Any]) -> Section:
    columns = (_("issued on"), _("source"), _("kind"))
    lines = map(rows.source_row, found)
    return section("sources", _("Sources cited in this dossier"), columns, group("", lines))
