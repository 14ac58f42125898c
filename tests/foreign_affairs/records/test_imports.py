"""From a received file to the register, and what is said of it before and after."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.utils import timezone, translation

from foreign_affairs.models import Import, ProposedChange
from foreign_affairs.records import imports
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.items import Kind, Outcome
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.storage import private_storage
from partners.models import Partner, PartnerName
from tests.factories import make_country, make_partner, make_source, make_user

pytestmark = pytest.mark.django_db

HEADER = "code,name_vi,kind,country\n"
GOOD = f"{HEADER}new,Mới,city,kr\nold,Tên mới,city,kr\nsame,Như cũ,city,kr\n"
BAD = f"{GOOD}bad,Xấu,village,kr\n"


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def korea() -> Any:
    country = make_country(code="kr")
    for code, name in (("old", "Tên cũ"), ("same", "Như cũ")):
        make_partner(code=code, name_vi=name, kind="city", country=country)
    return country


def received(
    text: str, user: Any = None, model: type[models.Model] = Partner, **decisions: Any
) -> Import:
    file = io.BytesIO(text.encode())
    return imports.receive(file, "đối tác.csv", model, user, Decisions(**decisions))


def previewed(text: str, user: Any = None, **given: Any) -> Import:
    record = received(text, user, **given)
    imports.preview(record)
    return record


def written(record: Import, user: Any = None, **options: Any) -> Outcome:
    return imports.write(record, imports.look(record), user, **options)


def names() -> dict[str, str]:
    return dict(Partner.objects.values_list("code", "name_vi"))


def test_receive_keeps_the_file_as_it_came(korea: Any) -> None:
    editor = make_user("Editor")
    record = imports.receive(io.BytesIO(GOOD.encode()), "C:\\tệp\\đối tác.CSV", Partner, editor)
    with record.file.open() as kept:
        assert kept.read() == GOOD.encode()
    assert (record.file_name, record.author, record.state) == ("đối tác.CSV", editor, "received")
    assert str(record.file.name).endswith(".csv")
    assert len(record.fingerprint) == 64


def test_receive_throws_away_what_nobody_has_confirmed_for_a_week(
    django_capture_on_commit_callbacks: Any,
) -> None:
    old, young = received(GOOD), received(GOOD)
    Import.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        record = received(GOOD)
    assert set(Import.objects.all()) == {young, record}
    assert not private_storage().exists(str(old.file.name))


def test_preview_says_what_would_happen_and_writes_nothing(korea: Any) -> None:
    before = names()
    record = received(BAD)
    preview = imports.preview(record)
    assert preview.counts == {Kind.NEW: 1, Kind.CHANGED: 1, Kind.UNCHANGED: 1, Kind.REFUSED: 1}
    assert [refusal.row for refusal in preview.refusals] == [5]
    assert names() == before
    assert (record.state, record.counts["new"]) == ("previewed", 1)


def test_preview_rows_have_what_a_page_shows(korea: Any) -> None:
    record = previewed(BAD)
    (new,) = imports.preview_rows(record, Kind.NEW).rows
    assert (new["place"], new["code"], new["key"], new["name"]) == ("2", "new", None, "Mới")
    assert new["values"] == {"code": "new", "name_vi": "Mới", "kind": "city", "country": "kr"}
    (changed,) = imports.preview_rows(record, Kind.CHANGED).rows
    assert changed["changes"] == {"name_vi": ["Tên cũ", "Tên mới"]}
    assert changed["key"] == Partner.objects.get(code="old").pk
    (refused,) = imports.refused_rows(record)
    assert refused["cells"]["kind"] == "village"
    assert [one["column"] for one in refused["refusals"]] == ["kind"]


def test_preview_rows_come_in_pages(korea: Any) -> None:
    rows = "".join(f"p{number},Tên {number},city,kr\n" for number in range(120))
    record = previewed(HEADER + rows)
    pages = [imports.preview_rows(record, Kind.NEW, number) for number in (1, 3, 99)]
    assert [(page.number, page.pages, page.total) for page in pages] == [
        (1, 3, 120),
        (3, 3, 120),
        (3, 3, 120),
    ]
    assert [page.rows[0]["code"] for page in pages] == ["p0", "p100", "p100"]
    assert imports.preview_rows(record, Kind.REFUSED).rows == []


def test_confirm_writes_what_was_previewed(korea: Any) -> None:
    editor = make_user("Editor")
    record = previewed(GOOD, editor)
    outcome = imports.confirm(record, editor)
    assert outcome.is_written
    assert names() == {"new": "Mới", "old": "Tên mới", "same": "Như cũ"}
    assert (record.state, record.change) == ("written", outcome.change)
    touched = Partner.history.filter(change=record.change)
    assert set(touched.values_list("code", "history_type")) == {("new", "+"), ("old", "~")}


def test_confirm_with_refused_rows_writes_nothing_or_the_good_ones(korea: Any) -> None:
    record = previewed(BAD)
    outcome = imports.confirm(record, None)
    assert (outcome.is_written, record.state, "new" in names()) == (False, "previewed", False)
    outcome = imports.confirm(record, None, partial=True)
    assert (outcome.is_written, record.state, "new" in names()) == (True, "written", True)
    assert record.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 1}
    assert "bad" not in names()


def test_confirm_previews_again_when_the_register_has_changed(korea: Any) -> None:
    record = previewed(GOOD)
    old = Partner.objects.get(code="old")
    old.name_vi = "Ai đó đã sửa"
    old.save()
    with pytest.raises(imports.Changed) as caught:
        imports.confirm(record, None)
    assert caught.value.preview.counts[Kind.CHANGED] == 1
    assert "new" not in names()
    (changed,) = imports.preview_rows(record, Kind.CHANGED).rows
    assert changed["changes"] == {"name_vi": ["Ai đó đã sửa", "Tên mới"]}
    assert imports.confirm(record, None).is_written


def test_confirm_of_another_person_is_what_that_one_may(korea: Any) -> None:
    record = previewed(GOOD, make_user("Editor"))
    with pytest.raises(imports.Changed):
        imports.confirm(record, make_user("Viewer"))
    assert "new" not in names()


def test_confirm_is_done_once_and_only_after_a_preview(korea: Any) -> None:
    record = received(GOOD)
    with pytest.raises(imports.NotOpen):
        imports.confirm(record, None)
    imports.preview(record)
    imports.confirm(record, None)
    for act in (imports.confirm, written):
        with pytest.raises(imports.NotOpen):
            act(record, None)
    with pytest.raises(imports.NotOpen):
        imports.decide(record, Decisions())
    assert Partner.history.filter(code="new").count() == 1


def test_decisions_ask_for_a_new_preview(korea: Any) -> None:
    record = previewed(BAD)
    imports.decide(record, Decisions(left_out=["5"]))
    with pytest.raises(imports.NotOpen):
        imports.confirm(record, None)
    preview = imports.preview(record)
    assert (preview.counts[Kind.LEFT_OUT], preview.refusals) == (1, [])
    (row,) = imports.preview_rows(record, Kind.LEFT_OUT).rows
    assert row["cells"]["code"] == "bad"
    assert imports.confirm(record, None).is_written


def test_row_left_out_takes_no_key_from_the_others(korea: Any) -> None:
    record = received(f"{HEADER}new,Một,city,kr\nnew,Hai,city,kr\n", left_out=["2"])
    assert imports.preview(record).refusals == []
    imports.confirm(record, None)
    assert names()["new"] == "Hai"


def test_one_source_for_all_rows_goes_to_those_that_say_something(korea: Any) -> None:
    source, other = make_source(code="paper"), make_source(code="other")
    old = Partner.objects.get(code="old")
    old.sources.set([other])
    written(received(GOOD, source="paper"))
    said = {p.code: set(p.sources.all()) for p in Partner.objects.all()}
    assert said == {"new": {source}, "old": {source, other}, "same": set()}


def test_one_source_that_is_not_there_is_said_of_each_row(korea: Any) -> None:
    preview = imports.preview(received(GOOD, source="nowhere"))
    assert [(refusal.row, refusal.column) for refusal in preview.refusals] == [
        (2, "sources"),
        (3, "sources"),
    ]


def test_same_file_again_is_said_with_its_day(korea: Any) -> None:
    first = received(GOOD)
    assert imports.already_imported(first) == ""
    written(first)
    again = received(GOOD)
    assert imports.earlier(again) == first
    assert f"{timezone.localtime():%d/%m/%Y}" in imports.already_imported(again)
    assert imports.earlier(received(GOOD, model=PartnerName)) is None
    imports.undo(first)
    assert imports.already_imported(again) == ""


def test_unusable_file_is_refused_with_a_sentence() -> None:
    record = received("\0")
    with pytest.raises(FileError):
        imports.preview(record)
    assert record.state == "received"


def test_forget_leaves_no_file(korea: Any, django_capture_on_commit_callbacks: Any) -> None:
    record = previewed(GOOD)
    kept = [str(record.file.name), str(record.preview.name)]
    with django_capture_on_commit_callbacks(execute=True):
        imports.forget(record)
    assert not Import.objects.exists()
    assert [private_storage().exists(name) for name in kept] == [False, False]


def test_preview_made_again_replaces_the_old_one(
    korea: Any, django_capture_on_commit_callbacks: Any
) -> None:
    record = previewed(GOOD)
    first = str(record.preview.name)
    with django_capture_on_commit_callbacks(execute=True):
        imports.preview(record)
    storage = private_storage()
    assert (storage.exists(first), storage.exists(str(record.preview.name))) == (False, True)


def test_changes_of_public_records_wait_with_their_import(korea: Any) -> None:
    editor = make_user("Editor")
    partner = make_partner(code="public", name_vi="Cũ", state="published", country=korea)
    record = previewed("code,name_vi\npublic,Mới\nold,Tên mới\n", editor)
    assert record.counts == {"proposed": 1, "changed": 1}
    imports.confirm(record, editor)
    proposal = ProposedChange.objects.get()
    assert (proposal.record, proposal.imported_in, proposal.author) == (partner, record, editor)
    assert names()["public"] == "Cũ"


def test_proposals_of_a_thousand_rows_take_few_queries(
    korea: Any, django_assert_max_num_queries: Any
) -> None:
    editor, source = make_user("Editor"), make_source()
    partners = Partner.objects.bulk_create(
        Partner(
            code=f"p{number}",
            name_vi=f"Tên {number}",
            name_en="Name",
            summary_en="Summary",
            kind="city",
            country=korea,
            state="published",
        )
        for number in range(1000)
    )
    links = Partner.sources.through
    links.objects.bulk_create(links(partner=partner, source=source) for partner in partners)
    record = received(
        "code,name_vi\n" + "".join(f"p{number},Mới {number}\n" for number in range(1000)), editor
    )
    with django_assert_max_num_queries(60):
        written(record, editor)
    assert ProposedChange.objects.filter(imported_in=record).count() == 1000
