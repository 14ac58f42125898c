"""New rows that may be what the register has already."""

import io
from typing import Any

import pytest

from events.models import Delegation, DelegationParticipant
from foreign_affairs import similar
from foreign_affairs.models import Source
from foreign_affairs.records import imports
from foreign_affairs.records.alike import Alike, NearNames
from foreign_affairs.records.items import Item, Kind
from foreign_affairs.records.tables import Row
from partners.models import Partner, PartnerName
from tests.factories import (
    make_country,
    make_delegation,
    make_delegation_participant,
    make_partner,
    make_partner_name,
)

pytestmark = pytest.mark.django_db


def test_preview_marks_what_has_nearly_the_same_name() -> None:
    make_country(code="la")
    champasak = make_partner(code="champasak", name_vi="Tỉnh Chăm-pa-sắc", name_en="Champasak")
    make_partner(code="yamaguchi", name_vi="Yamaguchi", name_en="Yamaguchi")
    text = (
        "code,name_vi,kind,country\n"
        "p1,Champassak,province,la\n"
        "p2,Yamanashi,province,la\n"
        "champasak,Chăm-pa-sắc,province,la\n"
    )
    record = imports.receive(io.BytesIO(text.encode()), "x.csv", Partner)
    imports.preview(record)
    rows = imports.preview_rows(record, Kind.NEW).rows
    found = {"key": champasak.pk, "code": "champasak", "name": "Tỉnh Chăm-pa-sắc"}
    assert [row.get("alike") for row in rows] == [[found], None]
    # What is found by its code is that record, and like nothing else.
    (changed,) = imports.preview_rows(record, Kind.CHANGED).rows
    assert "alike" not in changed


def visit(when: str, partner: Partner) -> Item:
    item = Item(Row(2, {}), "x.csv", Delegation, is_new=True)
    item.record = Delegation(name_vi="Tên khác hẳn", period=when)
    row = Item(item.row, item.file, DelegationParticipant, is_new=True)
    row.record = DelegationParticipant(partner=partner)
    item.rows.append(row)
    return item


def test_visits_of_the_same_partner_in_the_same_days_are_alike(
    django_assert_num_queries: Any,
) -> None:
    daejeon, other = make_partner(), make_partner()
    there = make_delegation(period="2024-03-05/2024-03-09", name_vi="Đoàn Thành phố Daejeon")
    make_delegation_participant(delegation=there, partner=daejeon)
    vague = make_delegation(period="2024", name_vi="Các đoàn trong năm")
    make_delegation_participant(delegation=vague, partner=daejeon)

    items = [
        visit("2024-03-07", daejeon),
        visit("2024-03", daejeon),
        visit("2024-03-07", other),
        visit("2024-04-07", daejeon),
        visit("2024", daejeon),
    ]
    alike = Alike(Delegation)
    with django_assert_num_queries(2):
        alike.mark(items)
    found = [[one["key"] for one in item.alike] for item in items]
    assert found == [[there.pk], [there.pk], [], [], []]
    for item, keys in zip(items, found, strict=True):
        partners = [row.record.partner for row in item.rows]
        single = similar.met_alike(Delegation, "period", item.record.period, partners)
        assert [record.pk for record in single] == keys


NAMES = (
    *("Tỉnh Chăm-pa-sắc", "Champasak", "Champassak", "Chăm Pa Sắc", "Yamaguchi", "Yamanashi"),
    *("Sở Ngoại vụ tỉnh Bình Dương", "Sở Ngoại vụ Bình Dương", "Sở Nội vụ tỉnh Bình Dương"),
    *("Hội nghị lần thứ 3", "Hội nghị lần thứ 4", "Hội nghị lần 3", "Hội Nghị lần thứ ba"),
    *("Hội hữu nghị Việt Nam – Nhật Bản", "Hội hữu nghị Việt Nam Nhật Bàn", "Hội hữu nghị"),
    *("Đoàn 1 2", "Đoàn 12", "", "山口県", "Thành phố Mới Bình Dương", "Thành phố Bình Dương Mới"),
)


def test_near_names_are_those_that_the_forms_find() -> None:
    for number, name in enumerate(NAMES):
        if name:
            make_partner(code=f"p{number}", name_vi=name, name_en="")
    make_partner_name(partner=Partner.objects.get(code="p4"), name="Yamaguti")
    index = NearNames(Partner)
    for name in (*NAMES, "Yamaguty", "Chămpasắc", "Hội nghị thứ 3"):
        single = {record.pk for record in similar.named_alike(Partner, [name])}
        assert single <= set(index.near([name])), name
    for name in NAMES:
        found = set(index.near([name]))
        known = PartnerName.objects.values_list("partner", "name")
        expected = {
            key
            for key, other in [*Partner.objects.values_list("pk", "name_vi"), *known]
            if similar.are_near(similar.comparable(name), similar.comparable(other))
        }
        assert found == expected, name


def test_kinds_without_names_are_like_nothing() -> None:
    item = Item(Row(2, {}), "x.csv", PartnerName, is_new=True, record=PartnerName(name="Tên"))
    Alike(PartnerName).mark([item])
    assert item.alike == []


def test_alike_reads_names_once(django_assert_num_queries: Any) -> None:
    alike = Alike(Source)
    items = [
        Item(Row(n, {}), "x.csv", Source, is_new=True, record=Source(name_vi=f"Quyết định {n}"))
        for n in range(50)
    ]
    with django_assert_num_queries(0):
        alike.mark(items)
