"""The query budgets of the design, with 1, 3 and 300 rows of everything at once."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foreign_affairs import search
from foreign_affairs.models import Country
from tests import factories as make
from tests.test_nothing_leaks import LISTS

pytestmark = pytest.mark.django_db

LIST_BUDGET = 15
DETAIL_BUDGET = 25
HOME_BUDGET = 15
SEARCH_BUDGET = 15

PUBLIC = {"state": "published"}


def copies(record: Any, number: int) -> list[Any]:
    """`number` more rows like this one, with its links, written at once."""
    model = type(record)
    values = {
        field.attname: getattr(record, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.name.endswith(("_start", "_end"))
    }
    rows = model.objects.bulk_create(
        model(**{**values, "code": f"{record.code}-{number}"}) for number in range(number)
    )
    links: Any = model._meta.many_to_many
    for field in links:
        targets = list(getattr(record, field.name).all())
        through = field.remote_field.through
        near, far = field.m2m_field_name(), field.m2m_reverse_field_name()
        through.objects.bulk_create(
            through(**{f"{near}_id": row.pk, f"{far}_id": target.pk})
            for row in rows
            for target in targets
        )
    return [record, *rows]


def make_register(size: int) -> dict[str, Any]:
    """`size` published records of every kind, all around one partner; returns one of each."""
    more = size - 1
    country = make.make_country(code="kr")
    source = make.make_source(**PUBLIC)
    copies(source, more)
    shared = {**PUBLIC, "sources": [source]}
    field = make.make_cooperation_field()
    partner = make.make_partner(country=country, fields=[field], **shared)
    copies(partner, more)
    body = make.make_organisation(country=country, locality_abroad=partner, **shared)
    bodies = copies(body, more)
    copies(make.make_partner_name(partner=partner), more)
    copies(make.make_organisation_tie(organisation=body, partner=partner), more)
    copies(make.make_organisation_name(organisation=body), more)
    tie = make.make_tie(partner=partner, home_body=body)
    copies(tie, more)

    agreement = make.make_agreement(establishes=tie, fields=[field], **shared)
    copies(make.make_agreement_act(agreement=agreement, body=body), more)
    event = make.make_event(country=country, agreement=agreement, **shared)
    visit = make.make_delegation(agreement=agreement, event=event, **shared)
    programme = make.make_programme(agreement=agreement, fields=[field], **shared)
    commitment = make.make_commitment(agreement=agreement, event=event, **shared)
    recognition = make.make_recognition(year=2023, **shared)
    takes_part: tuple[tuple[str, Any, Any], ...] = (
        ("agreement", agreement, make.make_agreement_party),
        ("event", event, make.make_event_participant),
        ("delegation", visit, make.make_delegation_participant),
        ("programme", programme, make.make_programme_participant),
        ("commitment", commitment, make.make_commitment_party),
        ("recognition", recognition, make.make_recognition_party),
    )
    for name, record, make_row in takes_part:
        row: Any = make_row(**{name: record}, partner=partner)
        others = copies(record, more)[1:]
        type(row).objects.bulk_create(
            type(row)(
                **{name: other},
                partner=partner,
                side=row.side,
                role=row.role,
                code=f"{row.code}-{number}",
            )
            for number, other in enumerate(others)
        )
        # … and as many bodies that take part in one.
        type(row).objects.bulk_create(
            type(row)(
                **{name: record},
                organisation=other,
                side=row.side,
                role=row.role,
                code=f"{row.code}-body-{number}",
            )
            for number, other in enumerate(bodies)
        )
    association = make.make_friendship_association(
        organisation=make.make_organisation(**shared), country=country, **shared
    )
    indicator = make.make_indicator(**shared)
    copies(indicator, more)
    figure = make.make_observation(indicator=indicator, partner=partner, **shared)
    copies(figure, more)
    copies(make.make_observation(indicator=indicator, **shared), more)
    orientation = make.make_orientation(partners=[partner], countries=[country], **shared)
    copies(orientation, more)
    copies(make.make_orientation(parent=orientation, **shared), more)
    lost = make.make_observation(indicator=indicator, **{**shared, "state": "withdrawn"})
    for disputed in (source, partner, body, agreement, event, visit, indicator, figure, lost):
        copies(make.make_correction(disputed, decision="accepted"), more)
    search.rebuild()
    return {
        "country": country,
        "source": source,
        "partner": partner,
        "organisation": body,
        "agreement": agreement,
        "event": event,
        "delegation": visit,
        "programme": programme,
        "commitment": commitment,
        "recognition": recognition,
        "friendship": association,
        "indicator": indicator,
        "figure": figure,
        "orientation": orientation,
    }


def cost(client: Client, path: str) -> int:
    """The number of queries of a page that answers."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(queries)


def costs(client: Client, size: int) -> dict[str, int]:
    """The cost of every kind of page in a register of that size."""
    records = make_register(size)
    client.get("/en/")  # content types and the like are read once for all
    return {
        **{f"list {name}": cost(client, f"/en/{name}/") for name in LISTS},
        **{
            f"page of {name}": cost(client, record.get_absolute_url())
            for name, record in records.items()
        },
        "list corrections": cost(client, "/en/corrections/"),
        "list on the map": cost(client, "/en/map/"),
        "timeline": cost(client, "/en/timeline/"),
        "timeline of a partner": cost(client, f"/en/timeline/?partner={records['partner'].code}"),
        "list calendar": cost(client, "/en/calendar/"),
        "list years": cost(client, "/en/years/"),
        "page of a year": cost(client, "/en/years/2023/"),
        "home": cost(client, "/en/"),
        "search": cost(client, "/en/search/?q=e"),
    }


def budget(page: str) -> int:
    if page.startswith("list"):
        return LIST_BUDGET
    return {"home": HOME_BUDGET, "search": SEARCH_BUDGET}.get(page, DETAIL_BUDGET)


def test_pages_keep_their_budget_with_any_number_of_rows(client: Client) -> None:
    measured: dict[int, dict[str, int]] = {}
    for size in (1, 3, 300):
        with transaction.atomic():
            measured[size] = costs(client, size)
            transaction.set_rollback(True)
        assert Country.objects.count() == 0
    over = {
        f"{page} with {size}": number
        for size, pages in measured.items()
        for page, number in pages.items()
        if number > budget(page)
    }
    assert over == {}
    # Prefetching an empty relation costs nothing, so that one row may be cheaper, never dearer.
    growing = {
        page: (measured[3][page], measured[300][page])
        for page in measured[3]
        if measured[300][page] > measured[3][page]
    }
    assert growing == {}
