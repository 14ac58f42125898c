"""What the shared bases promise of every record."""

import pytest
from django.core.exceptions import ValidationError

from foreign_affairs import roles
from tests.factories import make_orientation, make_partner, make_source, make_user

pytestmark = pytest.mark.django_db


def test_code_that_somebody_cleared_stays() -> None:
    partner = make_partner(code="daejeon")
    partner.code = ""
    partner.save()
    assert partner.code == "daejeon"


def test_code_is_made_from_the_english_name_and_never_twice() -> None:
    first, second = (make_partner(code="", name_en="Daejeon City") for _ in range(2))
    assert (first.code, second.code) == ("daejeon-city", "daejeon-city-2")


def test_typed_text_is_cleaned_as_imports_clean_it() -> None:
    source = make_source(summary_vi="x")
    source.summary_vi = "Ho\u0323i\u00a0nghi\u0323\r\nlần hai\u200b \x0b"
    source.full_clean()
    assert source.summary_vi == "Họi nghị\nlần hai"


def test_circle_is_refused() -> None:
    root = make_orientation()
    leaf = make_orientation(parent=make_orientation(parent=root))
    root.parent = leaf
    with pytest.raises(ValidationError) as caught:
        root.full_clean()
    assert list(caught.value.message_dict) == ["parent"]


def test_every_write_raises_the_version() -> None:
    partner = make_partner()
    partner.save()
    assert (partner.version, partner.history.count()) == (2, 2)


def test_draft_that_an_approver_decided_on_once_cannot_be_thrown_away() -> None:
    editor = make_user("Editor")
    draft = make_partner(created_by=editor)
    type(draft).objects.update(created_by=editor)
    draft.refresh_from_db()
    assert roles.may_delete(editor, draft)
    for state in ("withdrawn", "draft"):
        draft.state = state
        draft.save()
    assert not roles.may_delete(editor, draft)
