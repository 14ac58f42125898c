from typing import Any

import pytest
from django.db import models
from django.utils.translation import override

from foreign_affairs import proposals, search
from foreign_affairs.contents import contents_of
from foreign_affairs.models import ProposedChange, Source
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.items import Item, Kind, Outcome
from foreign_affairs.records.layout import read_table
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.resources import REGISTRY
from indicators.models import Observation, Orientation
from partners.models import Agreement, Organisation, Partner, PartnerName, Tie
from tests.factories import (
    make_agreement,
    make_cooperation_field,
    make_country,
    make_delegation,
    make_delegation_country,
    make_observation,
    make_orientation,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
    make_user,
)

pytestmark = pytest.mark.django_db


def table(model: type[models.Model], text: str, name: str = "file.csv") -> PlainTable:
    return PlainTable(model, read_table(text.encode(), name))


def run(model: type[models.Model], text: str, user: Any = None, **options: Any) -> Outcome:
    with override("en"):
        return Batch([table(model, text)], user).run(**options)


def sentences(outcome: Outcome) -> list[str]:
    with override("en"):
        return [str(refusal) for refusal in outcome.refusals]


def test_batch_makes_changes_and_leaves_alone() -> None:
    korea = make_country(code="kr")
    make_partner(code="kept", name_vi="Như cũ", kind="city", country=korea)
    changed = make_partner(code="changed", name_vi="Tên cũ", kind="city", country=korea)
    text = (
        "code,name_vi,kind,country\n"
        "kept,Như cũ,city,kr\n"
        "changed,Tên mới,city,kr\n"
        "new,Daejeon,city,kr\n"
    )
    items: list[Item] = []
    Batch([table(Partner, text)], report=items.append).run()
    assert [item.kind for item in items] == [Kind.UNCHANGED, Kind.CHANGED, Kind.NEW]
    assert items[1].changes == {"name_vi": ("Tên cũ", "Tên mới")}
    changed.refresh_from_db()
    assert (changed.name_vi, changed.version) == ("Tên mới", 2)
    assert Partner.objects.get(code="new").country == korea


def test_batch_again_changes_nothing() -> None:
    make_country(code="kr")
    text = "code,name_vi,kind,country\nnew,Daejeon,city,kr\n"
    run(Partner, text)
    outcome = run(Partner, text)
    assert outcome.counts == {Kind.UNCHANGED: 1}
    assert Partner.objects.get().version == 1


def test_batch_absent_column_keeps_and_empty_cell_clears() -> None:
    partner = make_partner(code="x", seat_vi="Thủ phủ", website="https://example.org/")
    run(Partner, "code,seat_vi\nx,\n")
    partner.refresh_from_db()
    assert (partner.seat_vi, partner.website) == ("", "https://example.org/")


def test_batch_one_refused_row_writes_nothing() -> None:
    make_country(code="kr")
    outcome = run(
        Partner,
        "code,name_vi,kind,country\ngood,Tốt,city,kr\nbad,Xấu,village,kr\nworse,Tệ,city,zz\n",
    )
    assert sentences(outcome) == [
        "file.csv, row 3, column “kind”: “village” is not one of: province, city, region, state, "
        "district, organisation, network.",
        "file.csv, row 4, column “country”: There is no country with the code “zz”.",
    ]
    assert (outcome.is_written, Partner.objects.count()) == (False, 0)


def test_batch_speaks_vietnamese_to_vietnamese_readers() -> None:
    with override("vi"):
        outcome = Batch([table(Partner, "code,country\nx,zz\n", "đối tác.csv")]).run()
        found = [str(refusal) for refusal in outcome.refusals]
    assert found == ["đối tác.csv, dòng 2, cột “country”: Không có quốc gia nào mang mã “zz”."]


def test_batch_partial_writes_the_good_rows() -> None:
    make_country(code="kr")
    outcome = run(
        Partner,
        "code,name_vi,kind,country\ngood,Tốt,city,kr\nbad,Xấu,village,kr\n",
        partial=True,
    )
    assert outcome.is_written
    assert list(Partner.objects.values_list("code", flat=True)) == ["good"]


def test_batch_dry_run_writes_nothing() -> None:
    make_country(code="kr")
    outcome = run(Partner, "code,name_vi,kind,country\nx,Tên,city,kr\n", dry_run=True)
    assert outcome.counts == {Kind.NEW: 1}
    assert Partner.objects.count() == 0


@pytest.mark.parametrize("written", ["X1", " x1 ", "x1"])
def test_batch_code_is_the_same_in_any_case(written: str) -> None:
    partner = make_partner(code="x1", name_vi="Một")
    run(Partner, f"code,name_vi\n{written},Hai\n")
    partner.refresh_from_db()
    assert (partner.name_vi, Partner.objects.count()) == ("Hai", 1)


def test_batch_refuses_a_code_that_stands_twice() -> None:
    make_partner(code="x")
    outcome = run(Partner, "code,name_vi\nx,Một\nX,Hai\n")
    assert sentences(outcome) == [
        "file.csv, row 3, column “code”: The code stands in row 2 already."
    ]


def test_batch_row_without_code_finds_its_record_by_name() -> None:
    partner = make_partner(name_vi="Tỉnh Chăm-pa-sắc", seat_vi="", country=make_country(code="la"))
    outcome = run(Partner, "name_vi,country,seat_vi\ntỉnh Chăm pa sắc,la,Pakse\n")
    assert outcome.counts == {Kind.CHANGED: 1}
    partner.refresh_from_db()
    assert partner.seat_vi == "Pakse"


def test_batch_row_without_code_that_fits_two_records_is_refused() -> None:
    first = make_agreement(name_vi="Bản ghi nhớ", signed_on="2019")
    make_agreement(name_vi="Bản ghi nhớ", signed_on="2019")
    outcome = run(Agreement, "name_vi,signed_on,place_vi\nBản ghi nhớ,2019,Huế\n")
    assert sentences(outcome) == [
        "file.csv, row 2: Several records fit this row. Give the code of the right one."
    ]
    first.refresh_from_db()
    assert first.place_vi == ""


def test_batch_row_without_code_gets_one() -> None:
    make_country(code="kr")
    run(Partner, "name_vi,name_en,kind,country\nĐại Điền,Daejeon,city,kr\n")
    assert Partner.objects.get().code == "daejeon"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("code,colour,name_vi", "Unknown columns: colour."),
        ("code,name_vi,Name in Vietnamese", "The column “Name in Vietnamese” stands twice"),
    ],
)
def test_batch_refuses_a_file_whose_columns_it_does_not_know(header: str, reason: str) -> None:
    with pytest.raises(FileError) as caught:
        run(Partner, f"{header}\na,b,c\n")
    assert reason in str(caught.value)


def test_batch_understands_headings_of_both_languages() -> None:
    partner = make_partner(code="x")
    run(Partner, "CODE;Name in vietnamese\nx;Tên mới\n")
    partner.refresh_from_db()
    assert partner.name_vi == "Tên mới"


def test_batch_references_resolve_whatever_the_order_of_tables_and_rows() -> None:
    tables = [
        (Tie, "code,partner,kind,home_body,continues\nb,p,friendship,o,a\na,p,traditional,o,\n"),
        (PartnerName, "partner,name\np,Champasak\n"),
        (Organisation, "code,name_vi,kind,parent,country\nchild,Con,other,o,kr\no,Cha,other,,kr\n"),
        (Partner, "code,name_vi,kind,country\np,Đối tác,city,kr\n"),
    ]
    make_country(code="kr")
    outcome = Batch([table(model, text) for model, text in tables]).run()
    assert [str(refusal) for refusal in outcome.refusals] == []
    assert Tie.objects.get(code="b").continues.code == "a"  # type: ignore[union-attr]
    assert Organisation.objects.get(code="child").parent.code == "o"  # type: ignore[union-attr]
    assert PartnerName.objects.get().code == "p-champasak"


def test_batch_row_that_names_a_refused_row_is_refused_too() -> None:
    make_country(code="kr")
    tables = [
        (Partner, "code,name_vi,kind,country\np,Đối tác,village,kr\n"),
        (PartnerName, "partner,name\np,Champasak\n"),
    ]
    with override("en"):
        outcome = Batch(
            [table(model, text, f"{model.__name__}.csv") for model, text in tables]
        ).run(partial=True)
    assert sentences(outcome)[1:] == [
        "PartnerName.csv, row 2, column “partner”: The row of “p” is refused itself."
    ]
    assert PartnerName.objects.count() == 0


def test_batch_checks_what_forms_check() -> None:
    make_country(code="kr")
    outcome = run(
        Partner,
        "code,name_vi,kind,country,latitude,wikidata_id,state\n"
        "a,Một,city,,,,\n"
        "b,Hai,city,kr,12.5,,\n"
        "c,Ba,city,kr,,P31,\n"
        "d,Bốn,city,kr,,,review\n",
    )
    assert sentences(outcome) == [
        "file.csv, row 2: A locality needs its country.",
        "file.csv, row 3: Latitude and longitude go together.",
        "file.csv, row 4, column “wikidata_id”: A Wikidata id is Q and a number.",
        "file.csv, row 5, column “sources”: A record needs at least one source before it leaves "
        "draft.",
    ]


def test_batch_links_and_their_history_are_written() -> None:
    source, other = make_source(code="s1"), make_source(code="s2")
    field = make_cooperation_field(code="trade")
    make_country(code="kr")
    text = "code,name_vi,kind,country,sources,fields\np,Tên,city,kr,{},trade\n"
    run(Partner, text.format("s1|s2"))
    partner = Partner.objects.get()
    assert set(partner.sources.all()) == {source, other}
    run(Partner, text.format("s2"))
    assert set(partner.sources.all()) == {other}
    latest, first = partner.history.all()
    assert [row.source for row in latest.sources.all()] == [other]
    assert {row.source for row in first.sources.all()} == {source, other}
    assert [row.cooperationfield for row in latest.fields.all()] == [field]
    assert (latest.history_type, first.history_type) == ("~", "+")


def test_batch_history_names_the_user() -> None:
    user = make_user("Editor")
    make_country(code="kr")
    run(Partner, "code,name_vi,kind,country\np,Tên,city,kr\n", user)
    partner = Partner.objects.get()
    assert (partner.created_by, partner.history.get().history_user) == (user, user)


def test_batch_keeps_the_search_index_true() -> None:
    make_country(code="la")
    run(Partner, "code,name_vi,kind,country\np,Tỉnh Chăm-pa-sắc,province,la\n")
    run(PartnerName, "partner,name\np,Champassak\n")
    for typed in ("champasac", "Chăm pa sắc", "CHAMPASSAK"):
        assert list(search.narrow(Partner.objects.all(), typed)) == [Partner.objects.get()]


def test_batch_rename_reaches_records_found_by_that_name() -> None:
    partner = make_partner(code="p", name_vi="Tên cũ", state="published")
    agreement = make_agreement(code="a")
    agreement.parties.create(code="a-p", partner=partner, side="partner", role="party")
    run(Partner, "code,name_vi\np,Tên mới tinh\n")
    assert list(search.narrow(Agreement.objects.all(), "mới tinh")) == [agreement]


# What an editor may import


@pytest.mark.parametrize("role", ["Viewer", None])
def test_batch_needs_the_permission(role: str | None) -> None:
    make_country(code="kr")
    outcome = run(Partner, "code,name_vi,kind,country\np,Tên,city,kr\n", make_user(role))
    assert sentences(outcome) == [
        "file.csv, row 2: You may not add or change records of this kind."
    ]


def test_batch_editor_proposes_what_would_change_a_public_record() -> None:
    partner = make_partner(code="p", state="published", name_vi="Công khai", sources=[])
    tie = make_tie(code="t", partner=partner, order=1)
    editor, source = make_user("Editor"), make_source(code="s")
    before = contents_of(partner)
    outcomes = [
        run(Partner, "code,name_vi,sources\np,Đổi,s\n", editor),
        run(Tie, "code,order\nt,2\n", editor),
        run(PartnerName, "partner,name\np,Tên khác\np,Tên nữa\n", editor),
    ]
    assert [dict(outcome.counts) for outcome in outcomes] == [
        {Kind.PROPOSED: 1},
        {Kind.PROPOSED: 1},
        {Kind.PROPOSED: 2},
    ]
    assert contents_of(partner) == before
    proposal = ProposedChange.objects.get()
    assert (proposal.record, proposal.author) == (partner, editor)
    proposals.confirm(proposal, make_user("Approver"))
    partner.refresh_from_db()
    tie.refresh_from_db()
    assert (partner.name_vi, list(partner.sources.all()), tie.order) == ("Đổi", [source], 2)
    assert sorted(partner.other_names.values_list("name", flat=True)) == ["Tên khác", "Tên nữa"]


def test_batch_editor_proposes_no_state() -> None:
    make_partner(code="p", state="published", sources=[make_source()])
    outcome = run(Partner, "code,state,name_vi\np,internal,Đổi\n", make_user("Editor"))
    assert sentences(outcome) == [
        "file.csv, row 2, column “state”: Only an approver may set this state."
    ]
    assert not ProposedChange.objects.exists()


def test_batch_editor_cannot_move_a_row_out_of_a_public_record() -> None:
    tie = make_tie(code="t", partner=make_partner(code="p", state="published"))
    make_partner(code="mine")
    outcome = run(Tie, "code,partner\nt,mine\n", make_user("Editor"))
    assert sentences(outcome) == [
        "file.csv, row 2: It belongs to a published record, which an approver changes."
    ]
    tie.refresh_from_db()
    assert tie.partner.code == "p"


@pytest.mark.parametrize("state", ["published", "internal", "withdrawn"])
def test_batch_editor_cannot_publish(state: str) -> None:
    make_source(code="s")
    make_partner(code="old", sources=list(Source.objects.all()), state="draft")
    make_country(code="kr")
    editor = make_user("Editor")
    new = f"code,name_vi,name_en,summary_en,kind,country,sources,state\nn,T,T,T,city,kr,s,{state}\n"
    for outcome in (
        run(Partner, f"code,state,sources\nold,{state},s\n", editor),
        run(Partner, new, editor),
    ):
        assert sentences(outcome) == [
            "file.csv, row 2, column “state”: Only an approver may set this state."
        ]
    assert list(Partner.objects.values_list("state", flat=True)) == ["draft"]


def test_batch_approver_publishes_and_changes() -> None:
    make_partner(code="p", state="published", name_vi="Công khai")
    make_partner(code="q", state="draft", sources=[make_source()])
    outcome = run(
        Partner, "code,name_vi,state\np,Đổi,published\nq,Đưa ra,published\n", make_user("Approver")
    )
    assert sentences(outcome) == []
    assert set(Partner.objects.public().values_list("name_vi", flat=True)) == {"Đổi", "Đưa ra"}


def test_batch_editor_cannot_change_code_lists() -> None:
    make_country(code="kr", name_vi="Hàn Quốc")
    outcome = run(REGISTRY_MODEL["countries"], "code,name_vi\nkr,Khác\n", make_user("Editor"))
    assert len(outcome.refusals) == 1


REGISTRY_MODEL = {resource.file_name: model for model, resource in REGISTRY.items()}


def test_batch_refuses_rows_that_would_be_equal_where_none_may_be() -> None:
    countries = REGISTRY_MODEL["delegation_countries"]
    assert sentences(run(countries, _two_rows_for_the_same_country())) == [
        "file.csv, row 3: Row 2 says the same already."
    ]
    assert sentences(run(countries, "code,country\none,kh\n")) == [
        "file.csv, row 2: Each country stands once in a delegation."
    ]


def _two_rows_for_the_same_country() -> str:
    make_country(code="kr")
    make_country(code="jp")
    delegation = make_delegation(code="d")
    make_delegation_country(code="one", delegation=delegation, country=make_country(code="la"))
    make_delegation_country(code="two", delegation=delegation, country=make_country(code="kh"))
    return "code,country\none,kr\ntwo,kr\n"


def test_batch_tree_of_new_rows_is_written_from_the_root() -> None:
    outcome = run(
        Orientation,
        "code,name_vi,kind,parent\nleaf,Lá,task,branch\nbranch,Cành,goal,root\nroot,Gốc,policy,\n",
    )
    assert outcome.is_written
    leaf = Orientation.objects.get(code="leaf")
    assert leaf.parent.parent.code == "root"  # type: ignore[union-attr]


def test_batch_refuses_circles_of_old_and_of_new_rows() -> None:
    make_orientation(code="root")
    make_orientation(code="leaf", parent=Orientation.objects.get(code="root"))
    text = "code,name_vi,kind,parent\nown,Một,task,own\na,Hai,task,b\nb,Ba,task,a\n"
    for outcome in (run(Orientation, "code,parent\nroot,leaf\n"), run(Orientation, text)):
        assert not outcome.is_written
        assert "This would make a circle" in sentences(outcome)[0]
    assert Orientation.objects.get(code="root").parent is None


def test_batch_row_cut_short_clears_nothing() -> None:
    partner = make_partner(code="x", seat_vi="Thủ phủ")
    assert run(Partner, "code,name_en,seat_vi\nx\n").counts == {Kind.UNCHANGED: 1}
    partner.refresh_from_db()
    assert partner.seat_vi == "Thủ phủ"


def test_batch_natural_key_takes_defaults_for_absent_columns() -> None:
    figure = make_observation(period="2023", value=1, nature="actual", printed="")
    code = figure.indicator.code
    outcome = run(Observation, f"indicator,period,value,printed\n{code},2023,1,một\n")
    assert (outcome.counts, Observation.objects.count()) == ({Kind.CHANGED: 1}, 1)


def test_batch_natural_key_without_a_column_matches_what_the_file_says() -> None:
    make_agreement(name_vi="Bản ghi nhớ", signed_on="2019")
    outcome = run(Agreement, "name_vi,place_vi\nBản ghi nhớ,Huế\n")
    assert (outcome.counts, Agreement.objects.count()) == ({Kind.CHANGED: 1}, 1)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("observations", "code,value\n{figure},123456789012345678901234567890\n", "too large"),
        ("delegation_countries", "delegation,days\n{visit},3\n", "may not be empty"),
    ],
)
def test_batch_odd_rows_are_refused_with_a_sentence(name: str, text: str, reason: str) -> None:
    codes = {"figure": make_observation().code, "visit": make_delegation().code}
    outcome = run(REGISTRY_MODEL[name], text.format(**codes))
    assert reason in sentences(outcome)[0]


def test_batch_partial_leaves_out_the_whole_chain_below_a_refused_row() -> None:
    outcome = run(
        Orientation,
        "code,name_vi,kind,parent\na,Một,task,b\nb,Hai,task,c\nc,Ba,nothing,\nd,Bốn,task,\n",
        partial=True,
    )
    assert outcome.is_written
    assert list(Orientation.objects.values_list("code", flat=True)) == ["d"]


def test_batch_row_moved_to_another_parent_is_found_there_only() -> None:
    make_partner_name(code="n", partner=make_partner(code="old"), name="Tên riêng")
    new = make_partner(code="new")
    run(PartnerName, "code,partner\nn,new\n")
    assert list(search.narrow(Partner.objects.all(), "tên riêng")) == [new]
