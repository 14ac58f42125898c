import csv
import io
import json
from typing import Any

import pytest
from django.db import models
from pytest_django import DjangoAssertNumQueries

from events.models import Delegation
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.export import export_bytes
from foreign_affairs.records.files import read_table
from partners.models import Organisation, Partner
from tests.factories import make_delegation, make_organisation, make_partner, make_source

pytestmark = pytest.mark.django_db

ENDINGS = ["csv", "xlsx"]


def exported(queryset: models.QuerySet[Any], ending: str, **options: Any) -> bytes:
    return b"".join(export_bytes(queryset, ending, **options))


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "text", ["=1+1", "+84 123", "-5", "@SUM(A1)", "a|b", 'nói "vậy"', "một\nhai"]
)
def test_texts_that_look_like_something_else_come_back_unchanged(ending: str, text: str) -> None:
    partner = make_partner(code="p", seat_vi=text)
    data = exported(Partner.objects.all(), ending)
    Partner.objects.filter(pk=partner.pk).update(seat_vi="")
    Batch([(Partner, read_table(data, f"x.{ending}"))]).run()
    partner.refresh_from_db()
    assert partner.seat_vi == text


def test_csv_is_plain_and_sorted_as_the_queryset() -> None:
    make_partner(code="b")
    make_partner(code="a")
    data = exported(Partner.objects.order_by("code"), "csv")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert [row["code"] for row in csv_rows(data)] == ["a", "b"]


def test_json_is_typed() -> None:
    make_delegation(code="d", persons=15, period="2016-09", is_in_plan=None, decided_on=None)
    (row,) = json.loads(exported(Delegation.objects.all(), "json"))
    assert (row["persons"], row["period"], row["is_in_plan"]) == (15, "2016-09", None)


def test_public_export_has_no_staff_columns_and_names_nothing_hidden() -> None:
    hidden = make_organisation(code="hidden-parent", state="internal")
    secret = make_source(code="secret-source", state="internal")
    make_organisation(
        code="o",
        state="published",
        parent=hidden,
        sources=[make_source(code="open-source", state="published"), secret],
        editor_note="secret note",
    )
    data = exported(Organisation.objects.public(), "csv", public=True)
    (row,) = csv_rows(data)
    assert (row["code"], row["parent"], row["sources"]) == ("o", "", "open-source")
    assert b"secret" not in data
    assert b"hidden" not in data
    assert not {"editor_note", "state"} & row.keys()


def test_export_costs_the_same_queries_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_partner()
    with django_assert_num_queries(3):
        exported(Partner.objects.all(), "csv")
    make_partner()
    make_partner()
    with django_assert_num_queries(3):
        exported(Partner.objects.all(), "csv")
