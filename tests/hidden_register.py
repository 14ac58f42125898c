"""A small register in which everything public names something hidden."""

from itertools import cycle
from typing import Any

from tests import factories as make

MARKER = "Bímậtquốcgia"
HIDDEN_STATES = ["draft", "review", "internal", "withdrawn"]


def hidden_values(state: str, number: int) -> dict[str, Any]:
    """Fields of a record that must never be read: every text has the marker."""
    return {
        "state": state,
        "code": f"secret-{number}",
        "name_vi": f"{MARKER} {number}",
        "name_en": f"{MARKER} {number}",
        "summary_vi": MARKER,
        "editor_note": MARKER,
        "source_note_vi": MARKER,
    }


def make_a_public_register_full_of_secrets(*states: str) -> None:
    """Public records of every kind, each of which names hidden ones wherever a record can.

    The hidden ones are in these states by turns.
    """
    turns = cycle(states)

    def hidden(number: int) -> dict[str, Any]:
        return hidden_values(next(turns), number)

    korea = make.make_country(code="kr")
    source = make.make_source(state="published", editor_note=MARKER)
    secret_source = make.make_source(**hidden(1))
    sources = [source, secret_source]
    secret_partner = make.make_partner(country=korea, **hidden(2))
    secret_body = make.make_organisation(country=korea, **hidden(3))
    partner = make.make_partner(country=korea, state="published", sources=sources)
    body = make.make_organisation(
        country=korea,
        state="published",
        sources=sources,
        parent=secret_body,
        predecessor=secret_body,
        locality_abroad=secret_partner,
    )
    make.make_partner_name(partner=secret_partner, name=MARKER)
    make.make_contact(partner=partner, person=MARKER, note=MARKER)
    make.make_tie(partner=partner, home_body=secret_body, beginning_vi=MARKER)
    open_tie = make.make_tie(partner=partner, home_body=body)
    make.make_organisation_tie(organisation=body, partner=secret_partner, note_vi=MARKER)
    make.make_organisation_tie(organisation=secret_body, partner=partner, note_vi=MARKER)

    agreement_values = {"state": "published", "sources": sources, "establishes": open_tie}
    secret_agreement = make.make_agreement(**hidden(4), establishes=open_tie)
    agreement = make.make_agreement(parent=secret_agreement, **agreement_values)
    make.make_agreement(parent=agreement, **hidden(5))
    secret_tie = make.make_tie(code="secret-tie", partner=secret_partner, home_body=body)
    make.make_tie(partner=partner, home_body=body, kind="twinning", continues=secret_tie)
    make.make_agreement(state="published", sources=sources, establishes=secret_tie)
    make.make_agreement_act(agreement=agreement, body=secret_body, note_vi=MARKER)
    make.make_agreement_file(agreement=agreement, title=MARKER, is_released=False)
    association_body = make.make_organisation(**hidden(6))
    secret_association = make.make_friendship_association(
        code="secret-6", organisation=association_body, state="published", country=korea
    )

    public = {"state": "published", "sources": sources}
    secret_event = make.make_event(country=korea, **hidden(7))
    event = make.make_event(parent=secret_event, agreement=secret_agreement, **public)
    secret_programme = make.make_programme(**hidden(8))
    programme = make.make_programme(parent=secret_programme, agreement=secret_agreement, **public)
    secret_visit = make.make_delegation(agreement=agreement, event=event, **hidden(9))
    visit = make.make_delegation(
        agreement=secret_agreement, event=secret_event, funding=MARKER, **public
    )
    commitment = make.make_commitment(
        agreement=secret_agreement,
        event=secret_event,
        delegation=secret_visit,
        fulfilled_by=secret_programme,
        **public,
    )
    make.make_commitment(event=event, delegation=visit, **hidden(10))
    recognition = make.make_recognition(**public)
    make.make_recognition(**hidden(11))

    rows: list[tuple[Any, dict[str, Any]]] = [
        (make.make_agreement_party, {"agreement": agreement}),
        (make.make_event_participant, {"event": event}),
        (make.make_delegation_participant, {"delegation": visit}),
        (make.make_programme_participant, {"programme": programme}),
        (make.make_commitment_party, {"commitment": commitment}),
        (make.make_recognition_party, {"recognition": recognition}),
    ]
    for make_row, parent in rows:
        make_row(**parent, partner=secret_partner, person=MARKER)
        make_row(**parent, organisation=secret_body, person=MARKER)
        make_row(**parent, partner=partner)

    indicator = make.make_indicator(**public)
    secret_indicator = make.make_indicator(parent=indicator, **hidden(12))
    make.make_indicator(parent=secret_indicator, **public)
    figure = {"indicator": indicator, "sources": sources, "state": "published"}
    make.make_observation(**figure, partner=partner)
    make.make_observation(**figure, partner=secret_partner, printed=MARKER)
    make.make_observation(**{**figure, "indicator": secret_indicator}, printed=MARKER)
    make.make_observation(**figure, association=secret_association, printed=MARKER)
    make.make_observation(**{**figure, "state": next(turns)}, partner=partner, printed=MARKER)
    withdrawn = make.make_observation(**{**figure, "state": "withdrawn"}, printed=MARKER)
    staff_only = dict.fromkeys(("claimant", "claimant_contact", "claim", "reason"), MARKER)
    public_text = {"text_vi": "Đã sửa.", "text_en": "Put right."}
    for disputed in (partner, agreement, indicator, withdrawn):
        make.make_correction(disputed, decision="accepted", **staff_only, **public_text)
        for decision in ("open", "rejected"):
            make.make_correction(disputed, decision=decision, text_vi=MARKER, **staff_only)
    for unseen in (secret_partner, secret_source, secret_indicator, secret_association):
        make.make_correction(unseen, decision="accepted", text_vi=MARKER, **staff_only)
    secret_orientation = make.make_orientation(partners=[partner], **hidden(13))
    make.make_orientation(parent=secret_orientation, partners=[partner, secret_partner], **public)
