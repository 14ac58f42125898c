"""How each kind of record reads as a line of a dossier."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from foreign_affairs.admin.pages import admin_page
from foreign_affairs.dates import PartialDate, today
from foreign_affairs.dossiers.contents import Row
from foreign_affairs.models import Record
from foreign_affairs.templatetags.register import (
    TONES,
    counted,
    figure_comparisons,
    figure_value,
    number,
    people_in,
)
from foreign_affairs.words import written
from indicators.dossiers.reading import Circle, rows_of
from partners.models import FriendshipAssociation, Partner

LONGEST_TEXT = 300


def dated(value: Any) -> str:
    """A date as far as it is known, short where it is a day; '' for none."""
    if value is None:
        return ""
    return str(written(value if isinstance(value, PartialDate) else PartialDate.of_day(value)))


def dash(*ends: str) -> str:
    return " – ".join(dict.fromkeys(end for end in ends if end))


def facts(*said: Any) -> tuple[str, ...]:
    """What is said, without what is not, as details."""
    return tuple(str(one) for one in said if one)


def shortened(label: str, text: str) -> str:
    return f"{label}: {Truncator(text).chars(LONGEST_TEXT)}" if text else ""


def words(*said: Any) -> str:
    return capfirst(" · ".join(str(one) for one in said if one))


def row_of(record: Any, **given: Any) -> Row:
    """A line with what every record has: name, page and, unless published, state."""
    given.setdefault("name", str(record))
    if isinstance(record, Record) and not record.is_public:
        given.setdefault("state", str(record.get_state_display()))
        given.setdefault("state_code", record.state)
    return Row(url=given.pop("url", admin_page(record)), **given)


def names_of(rows: Iterable[Any]) -> str:
    """Each body, or person without one, once."""
    return ", ".join(dict.fromkeys(str(row.body or row.person) for row in rows))


def through(record: Any, circle: Circle) -> str:
    """By which of its organisations it takes part, where it does not do so itself."""
    mine = [row for row in rows_of(record) if circle.has(row)]
    if any(row.partner_id in circle.partners for row in mine):
        return ""
    bodies = names_of(row for row in mine if row.organisation_id)
    # A friendship organisation is the organisation: it goes through nobody.
    if not bodies or not (circle.partners or circle.countries):
        return ""
    return _("through %(bodies)s") % {"bodies": bodies}


def others(record: Any, circle: Circle) -> str:
    names = names_of(row for row in rows_of(record) if not circle.has(row))
    return _("with %(names)s") % {"names": names} if names else ""


def validity(agreement: Any) -> str:
    until = dated(agreement.effective_until)
    if until:
        return _("effective until %(date)s") % {"date": until}
    duration = agreement.Duration
    if agreement.duration in (duration.RENEWS, duration.UNTIL_ENDED):
        return str(agreement.get_duration_display())
    return ""


def agreement_row(agreement: Any, circle: Circle, parts: Iterable[Row] = ()) -> Row:
    acts = tuple(
        Row(
            str(capfirst(act.get_kind_display())),
            when=dated(act.done_on),
            status=" · ".join(facts(act.body, act.document)),
            details=facts(act.note_vi),
        )
        for act in agreement.acts.all()
    )
    return row_of(
        agreement,
        when=dated(agreement.signed_on),
        status=agreement.status_label,
        tone=TONES.get(agreement.status, ""),
        details=facts(
            words(
                agreement.get_kind_display(),
                agreement.get_level_display(),
                counted(agreement),
                validity(agreement),
            ),
            words(others(agreement, circle), through(agreement, circle)),
            agreement.parent and _("Signed under: %(name)s") % {"name": agreement.parent},
        ),
        parts=(*acts, *parts),
    )


def delegation_row(delegation: Any, circle: Circle) -> Row:
    return row_of(
        delegation,
        when=dated(delegation.period),
        status=str(delegation.get_status_display()),
        tone=TONES.get(delegation.status, ""),
        details=facts(
            words(
                delegation.get_direction_display(),
                delegation.get_rank_display(),
                counted(delegation),
                people_in(delegation),
            ),
            words(others(delegation, circle), through(delegation, circle)),
            shortened(_("Purpose"), delegation.purpose_vi),
            shortened(_("Result"), delegation.result_vi),
            part_of(delegation.agreement, delegation.event),
        ),
    )


def part_of(*records: Any) -> str:
    names = ", ".join(str(record) for record in records if record)
    return _("Belongs to: %(names)s") % {"names": names} if names else ""


def event_row(event: Any, circle: Circle) -> Row:
    return row_of(
        event,
        when=dated(event.held_on),
        status=str(event.status_label),
        tone="unknown" if event.is_unconfirmed else TONES.get(event.status, ""),
        details=facts(
            words(event.get_kind_display(), event.place_vi, counted(event)),
            words(others(event, circle), through(event, circle)),
            shortened(_("Result"), event.result_vi),
            part_of(event.agreement),
        ),
    )


def programme_row(programme: Any, circle: Circle) -> Row:
    return row_of(
        programme,
        when=dash(dated(programme.started_on), dated(programme.ended_on)),
        status=str(programme.get_status_display()),
        tone=TONES.get(programme.status, ""),
        details=facts(
            words(
                programme.get_kind_display(),
                _("every year") if programme.is_recurring else "",
                programme.decision_number,
            ),
            words(others(programme, circle), through(programme, circle)),
            shortened(_("Result"), programme.result_vi),
            part_of(programme.agreement),
        ),
    )


def is_overdue(commitment: Any) -> bool:
    """As `CommitmentQuerySet.overdue`."""
    end = commitment.due.end if commitment.due else None
    pending = (commitment.Status.OPEN, commitment.Status.IN_PROGRESS)
    return commitment.status in pending and end is not None and end < today()


def commitment_row(commitment: Any) -> Row:
    parties = rows_of(commitment)
    givers = names_of(row for row in parties if row.role == row.Role.GIVER)
    receivers = names_of(row for row in parties if row.role == row.Role.RECEIVER)
    status = str(commitment.get_status_display())
    overdue = is_overdue(commitment)
    due = dated(commitment.due)
    quantity = f"{number(commitment.quantity)} {commitment.unit_vi}" if commitment.quantity else ""
    fulfilled_by = commitment.fulfilled_by
    return row_of(
        commitment,
        when=dated(commitment.said_on),
        status=_("overdue: %(status)s") % {"status": status} if overdue else status,
        tone="bad" if overdue else TONES.get(commitment.status, ""),
        details=facts(
            words(
                commitment.get_kind_display(),
                " → ".join(filter(None, (givers, receivers))),
                quantity,
                due and _("due %(date)s") % {"date": due},
            ),
            part_of(commitment.agreement, commitment.event, commitment.delegation),
            fulfilled_by and _("Fulfilled by: %(name)s") % {"name": fulfilled_by},
            shortened(_("Result"), commitment.result_vi),
        ),
    )


def figure_row(figure: Any, own: Any) -> Row:
    """`own` is whose dossier it is: the name of anybody else stands beside the indicator."""
    subject = figure.subject
    nature = "" if figure.nature == figure.Nature.ACTUAL else figure.get_nature_display()
    compared = figure_comparisons(figure) if figure.value is not None else ()
    disputed = _("disputed") if figure.is_disputed else ""
    return row_of(
        figure,
        name=dash(str(figure.indicator), "" if subject in (None, own) else str(subject)),
        when=dated(figure.period),
        status=" · ".join(facts(figure_value(figure), nature, disputed)),
        tone="warn" if disputed else "",
        details=facts(
            words(*compared),
            figure.printed and _("printed: %(text)s") % {"text": f"“{figure.printed}”"},
            shortened(_("Note on the sources"), figure.source_note_vi),
        ),
    )


def recognition_row(recognition: Any, circle: Circle) -> Row:
    rank = ""
    if recognition.rank and recognition.out_of:
        rank = _("place %(rank)s of %(out_of)s") % vars(recognition)
    elif recognition.rank:
        rank = _("place %(rank)s") % vars(recognition)
    return row_of(
        recognition,
        when=str(recognition.year or ""),
        status=str(recognition.get_kind_display()),
        details=facts(rank, words(others(recognition, circle))),
    )


def orientation_row(orientation: Any) -> Row:
    return row_of(
        orientation,
        when=dated(orientation.period),
        status=str(orientation.get_kind_display()),
        details=facts(part_of(orientation.parent)),
    )


def organisation_row(organisation: Any, ties: Iterable[Any] = ()) -> Row:
    said = [
        " · ".join(
            facts(
                tie.get_role_display(),
                tie.since and _("since %(date)s") % {"date": dated(tie.since)},
                tie.note_vi,
            )
        )
        for tie in ties
    ]
    return row_of(
        organisation,
        when=dash(dated(organisation.valid_from), dated(organisation.valid_until)),
        status=str(organisation.get_kind_display()),
        details=tuple(str(capfirst(one)) for one in said),
    )


def association_row(association: FriendshipAssociation) -> Row:
    return row_of(
        association,
        url=admin_page(association, "dossier"),
        when=dated(association.founded_on),
        status=str(association.get_kind_display()),
    )


def partner_row(partner: Partner) -> Row:
    ties = [
        " · ".join(
            facts(
                tie.get_kind_display(),
                tie.since and _("since %(date)s") % {"date": dated(tie.since)},
            )
        )
        for tie in partner.ties.all()
    ]
    return row_of(
        partner,
        url=admin_page(partner, "dossier"),
        status=str(partner.get_status_display()),
        tone=TONES.get(partner.status, ""),
        details=facts(words(partner.get_kind_display()), *(capfirst(tie) for tie in ties)),
    )


def tie_row(tie: Any) -> Row:
    since = dated(tie.since)
    until = dated(tie.until)
    return Row(
        str(capfirst(tie.get_kind_display())),
        when=dash(since or _("Start date not stated in the sources"), until),
        url=admin_page(tie),
        status=str(tie.home_body),
        details=facts(
            tie.beginning_vi,
            tie.continues and _("Continues: %(tie)s") % {"tie": tie.continues},
        ),
    )


def source_row(source: Any) -> Row:
    return row_of(
        source,
        when=dated(source.issued_on),
        status=str(source.get_kind_display()),
        details=facts(words(source.number, source.issuer_vi, source.author), source.url),
    )


def correction_row(correction: Any) -> Row:
    decided = dated(correction.decided_on)
    decision = str(correction.get_decision_display())
    return Row(
        correction.claim,
        url=admin_page(correction),
        when=dated(correction.received_on),
        status=dash(decision, decided),
        tone="warn" if correction.decision == correction.Decision.OPEN else "",
        details=facts(
            words(correction.claimant, correction.get_channel_display()),
            shortened(_("Reason"), correction.reason),
            shortened(_("Public text"), correction.text_vi),
        ),
    )


def contact_row(contact: Any, own: Any) -> Row:
    body = contact.partner or contact.organisation
    return Row(
        contact.person,
        url=admin_page(contact),
        status=" · ".join(facts(contact.phone, contact.email)),
        details=facts(
            words(contact.office, "" if body == own else body, contact.languages),
            "" if contact.is_current else _("No longer holds the office"),
            contact.note,
        ),
    )


def name_row(name: Any) -> Row:
    return Row(name.name, status=" · ".join(facts(name.get_kind_display(), name.language)))
