"""Which record a text names."""

from typing import Any

import pytest
from django.db import models
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from events.models import Delegation, Event
from foreign_affairs.models import Country, Source
from foreign_affairs.records.columns import CellError
from foreign_affairs.records.references import NewDraft, ReferenceFinder
from partners.models import FriendshipAssociation, Organisation, Partner, Tie
from tests.factories import (
    make_country,
    make_country_name,
    make_friendship_association,
    make_organisation,
    make_organisation_name,
    make_partner,
    make_partner_name,
    make_source,
    make_tie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> None:
    korea = make_country(code="kr", name_vi="Hàn Quốc", name_en="Republic of Korea")
    make_country_name(country=korea, name="ROK")
    laos = make_country(
        code="la",
        name_vi="Lào",
        name_en="Laos",
        official_name_vi="Cộng hòa Dân chủ Nhân dân Lào",
    )
    daejeon = make_partner(
        code="daejeon",
        name_vi="Thành phố Daejeon",
        name_en="Daejeon Metropolitan City",
        country=korea,
        kind="city",
    )
    make_partner_name(partner=daejeon, name="대전광역시")
    champasak = make_partner(
        code="champasak", name_vi="Tỉnh Chăm-pa-sắc", name_en="Champasak Province", country=laos
    )
    make_partner_name(partner=champasak, name="Champasac")
    make_partner(code="oryol", name_vi="Tỉnh Oryol", name_en="Oryol Oblast")


def find(model: type[models.Model], text: str) -> str:
    with override("en"):
        return ReferenceFinder().find(model, text)


def refusal(model: type[models.Model], text: str) -> CellError:
    with pytest.raises(CellError) as caught:
        find(model, text)
    return caught.value


@pytest.mark.parametrize(
    ("model", "text", "code"),
    [
        (Partner, "daejeon", "daejeon"),
        (Partner, "DAEJEON", "daejeon"),
        (Partner, "Thành phố Daejeon", "daejeon"),
        (Partner, "thanh pho daejeon", "daejeon"),
        (Partner, "TP. Daejeon", "daejeon"),
        (Partner, "Daejeon Metropolitan City", "daejeon"),
        (Partner, "대전광역시", "daejeon"),
        (Partner, "Thành phố Daejeon - Hàn Quốc", "daejeon"),
        (Partner, "Thành phố Daejeon (ROK)", "daejeon"),
        (Partner, "Daejeon, Hàn Quốc", "daejeon"),
        (Partner, "Daejeon [daejeon]", "daejeon"),
        (Partner, "Tỉnh Chămpasắc", "champasak"),
        (Partner, "Cham pa sac", "champasak"),
        (Partner, "Champasak", "champasak"),
        (Partner, "tỉnh Champasac", "champasak"),
        (Country, "KR", "kr"),
        (Country, "Hàn Quốc", "kr"),
        (Country, "han quoc", "kr"),
        (Country, "Nước Lào", "la"),
        (Country, "CHDCND Lào", "la"),
        (Country, "ROK", "kr"),
    ],
)
def test_record_is_found_by_code_name_and_spelling(
    places: None, model: type[models.Model], text: str, code: str
) -> None:
    assert find(model, text) == code


def test_record_is_found_by_its_former_code() -> None:
    partner = make_partner(code="old")
    partner.code = "new"
    partner.save()
    assert find(Partner, "old") == "new"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Thành phố Oryol", "oryol"),  # the capital is another place than the oblast
        ("Champassak", "champasak"),
        ("Daejon", "daejeon"),
        ("Thành phố Daejeon (Lào)", "daejeon"),
    ],
)
def test_near_miss_is_refused_with_what_was_probably_meant(
    places: None, text: str, code: str
) -> None:
    error = refusal(Partner, text)
    assert str(error) == f"There is no partner with the name “{text}”."
    assert error.suggestions[0] == (code, dict(error.suggestions)[code])
    assert (error.text, error.may_draft) == (text, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HĐND tỉnh", "Hội đồng nhân dân tỉnh Bình Dương"),
        ("Sở Ngoại vụ", "Sở Ngoại vụ tỉnh Bình Dương"),
        ("Becamex", "Tổng công ty Becamex IDC"),
        ("Phi-líp-pin", "Philippines"),
    ],
)
def test_shorter_or_other_spelling_suggests_the_name(text: str, name: str) -> None:
    make_organisation(code="it", name_vi=name)
    make_organisation(code="other", name_vi="Ban Chỉ huy Quân sự thành phố Thủ Dầu Một")
    assert refusal(Organisation, text).suggestions == (("it", name),)


def test_unknown_text_has_no_suggestions(places: None) -> None:
    error = refusal(Country, "zz")
    assert str(error) == "There is no country with the code “zz”."
    assert (error.suggestions, error.may_draft) == ((), False)
    assert refusal(Partner, "x" * 1000).suggestions == ()


def test_name_of_two_records_is_refused_with_both(places: None) -> None:
    make_partner(code="other", name_vi="Thành phố Daejeon", country=make_country(code="jp"))
    error = refusal(Partner, "Thành phố Daejeon")
    assert str(error) == (
        "“Thành phố Daejeon” can be any of: Thành phố Daejeon [daejeon], Thành phố Daejeon [other]."
        " Write the code of the right one."
    )
    assert [code for code, _name in error.suggestions] == ["daejeon", "other"]
    assert find(Partner, "Thành phố Daejeon (Hàn Quốc)") == "daejeon"


def test_code_of_a_row_under_way_is_known() -> None:
    finder = ReferenceFinder(lambda model, code: (model, code) == (Partner, "new-one"))
    assert finder.find(Partner, "New-One") == "new-one"
    with pytest.raises(CellError):
        finder.find(Country, "new-one")


def test_source_is_found_by_its_number() -> None:
    make_source(code="decision", number="1234/QĐ-UBND")
    assert find(Source, "1234/QĐ-UBND") == "decision"


def test_association_is_found_by_the_names_of_its_organisation() -> None:
    body = make_organisation(code="body", name_vi="Hội hữu nghị Việt Nam – Lào")
    make_organisation_name(organisation=body, name="Hội Việt – Lào")
    make_friendship_association(code="association", organisation=body)
    assert find(FriendshipAssociation, "Hội hữu nghị Việt Nam - Lào") == "association"
    assert find(FriendshipAssociation, "Hội Việt Lào") == "association"


def test_tie_is_found_by_what_it_is_called_in_either_language() -> None:
    tie = make_tie(code="tie", kind="twinning")
    for language in ("vi", "en"):
        with override(language):
            assert find(Tie, str(tie)) == "tie"


def test_first_kind_of_body_with_the_name_is_taken(places: None) -> None:
    make_organisation(code="daejeon", name_vi="Chính quyền Daejeon")
    finder, kinds = ReferenceFinder(), (Partner, Organisation, Country)
    assert finder.find_among(kinds, "daejeon") == (Partner, "daejeon")
    assert finder.find_among(kinds, "Chính quyền Daejeon [daejeon]") == (Organisation, "daejeon")
    assert finder.find_among(kinds, "Lào") == (Country, "la")
    with override("en"), pytest.raises(CellError, match="no partner, organisation or country"):
        finder.find_among(kinds, "Ủy ban lạ")


# Drafts


def draft(model: type[models.Model], text: str) -> dict[str, Any]:
    with override("en"):
        return dict(ReferenceFinder().draft(model, text).values)


def test_draft_has_what_its_name_says(places: None) -> None:
    assert draft(Organisation, "Công ty Lạ") == {"name_vi": "Công ty Lạ", "kind": "other"}
    assert draft(Partner, "Tỉnh Gangwon (Hàn Quốc)") == {
        "name_vi": "Tỉnh Gangwon",
        "country": "kr",
        "kind": "province",
    }
    assert draft(Event, "Hội nghị mới") == {
        "name_vi": "Hội nghị mới",
        "kind": "other",
        "status": "idea",
    }


def test_draft_needs_more_than_some_names_say(places: None) -> None:
    with pytest.raises(CellError, match="A new partner cannot be made from the name “Gangwon”"):
        draft(Partner, "Gangwon")
    for model in (Country, Delegation):
        with pytest.raises(CellError, match="make it first"):
            draft(model, "Tên lạ")


def test_draft_of_one_name_is_one_draft() -> None:
    one, other = (ReferenceFinder().draft(Organisation, "Công ty Lạ") for _time in "ab")
    assert one == other
    assert len({one, other}) == 1
    assert isinstance(one, NewDraft)


# Names for people


def test_label_is_the_name_if_it_is_unique(places: None) -> None:
    daejeon = Partner.objects.get(code="daejeon")
    finder = ReferenceFinder()
    assert finder.label(daejeon, "vi") == "Thành phố Daejeon"
    assert finder.label(daejeon, "en") == "Daejeon Metropolitan City"


def test_label_has_the_code_if_another_record_has_the_name(places: None) -> None:
    make_partner(code="other", name_vi="Thành phố Daejeon", name_en="")
    other = Partner.objects.get(code="other")
    finder = ReferenceFinder()
    assert finder.label(other, "vi") == "Thành phố Daejeon [other]"
    assert finder.label(other, "en") == "Thành phố Daejeon [other]"
    assert finder.find(Partner, "Thành phố Daejeon [other]") == "other"


def test_label_has_the_code_if_the_name_is_the_code_of_another_record() -> None:
    make_partner(code="first", name_vi="second")
    make_partner(code="second", name_vi="Thứ hai")
    first = Partner.objects.get(code="first")
    assert ReferenceFinder().label(first, "vi") == "second [first]"


def test_finding_costs_no_query_per_text(
    places: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_partner(code=f"p-{number}", name_vi=f"Tỉnh thứ {number}")
    finder = ReferenceFinder()
    finder.find(Partner, "Tỉnh thứ 1 (Hàn Quốc)".partition(" (")[0])
    with pytest.raises(CellError):
        finder.find(Partner, "Tỉnh không có (Hàn Quốc)")
    with django_assert_num_queries(0):
        for number in range(20):
            assert finder.find(Partner, f"tinh thu {number}") == f"p-{number}"
            with pytest.raises(CellError):
                finder.find(Partner, f"Thành phố không có {number}")


class AnyText(TestCase):
    @hypothesis_settings(max_examples=50)
    @given(st.text() | st.text(alphabet="Tỉnhoryl -–(),[]hànquốc"))
    def test_any_text_is_found_or_refused(self, text: str) -> None:
        korea = make_country(code="kr", name_vi="Hàn Quốc")
        make_partner(code="oryol", name_vi="Tỉnh Oryol", country=korea)
        try:
            assert find(Partner, text) == "oryol"
        except CellError as error:
            assert error.text == text  # noqa: PT017 - any text may be refused
