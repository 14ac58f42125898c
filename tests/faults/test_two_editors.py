"""Two ways to one record at once. Form against form is in `test_admin_saving.py`, a form against a
list action in `test_admin_actions.py`; these are the other ways around.
"""

from typing import Any

import pytest

from partners.models import Partner
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import make_partner
from tests.foreign_affairs.test_admin_actions import confirm, preview
from tests.foreign_affairs.test_importing import act, messages, page_of, upload

pytestmark = pytest.mark.django_db


def file_of(partner: Partner, name: str) -> str:
    return f"code,name_vi\n{partner.code},{name}\n"


def choices(response: Any) -> list[tuple[str, str, str, str]]:
    return [
        (choice.cell, choice.base, choice.theirs, choice.mine)
        for choice in response.context["choices"]
    ]


def test_form_that_was_open_while_a_file_came_in_shows_what_the_file_changed() -> None:
    typist, importer = logged_in("Editor"), logged_in("Editor", last_name="Lê Thị Nhập")
    partner = make_partner(state="draft", name_vi="Cũ")
    data = form_data(typist, partner, name_vi="Gõ tay")
    act(importer, upload(importer, file_of(partner, "Từ tệp")), "all")
    response = typist.post(admin_url(partner), data)
    assert choices(response) == [("name_vi", "Cũ", "Từ tệp", "Gõ tay")]
    assert "Lê Thị Nhập" in response.content.decode()
    partner.refresh_from_db()
    assert partner.name_vi == "Từ tệp"


def test_file_that_was_looked_at_while_a_form_was_saved_is_shown_anew() -> None:
    typist, importer = logged_in("Editor"), logged_in("Editor")
    partner = make_partner(state="draft", name_vi="Cũ")
    looked_at = upload(importer, file_of(partner, "Từ tệp"))
    typist.post(admin_url(partner), form_data(typist, partner, name_vi="Gõ tay"))
    response = act(importer, looked_at, "all")
    assert (page_of(response), messages(response)) == ("preview", ["warning"])
    assert "Gõ tay" in response.content.decode()
    partner.refresh_from_db()
    assert partner.name_vi == "Gõ tay"


def test_form_that_was_open_during_a_list_action_shows_what_that_changed() -> None:
    typist, approver = logged_in("Approver"), logged_in("Approver", last_name="Phạm Văn Duyệt")
    partner = make_partner(state="draft", name_vi="Cũ")
    data = form_data(typist, partner, name_vi="Gõ tay", state="internal")
    partner.sources.set([make_partner(state="review").sources.get()])
    data = form_data(typist, partner, name_vi="Gõ tay", state="internal")
    confirm(approver, preview(approver, "move_to_review", partner))
    response = typist.post(admin_url(partner), data)
    assert [choice[0] for choice in choices(response)] == ["state", "name_vi"]
    assert "Phạm Văn Duyệt" in response.content.decode()
    partner.refresh_from_db()
    assert (partner.state, partner.name_vi) == ("review", "Cũ")


def test_file_that_was_looked_at_during_a_list_action_is_shown_anew() -> None:
    importer, colleague = logged_in("Editor"), logged_in("Editor")
    partner = make_partner(state="draft", name_vi="Cũ")
    looked_at = upload(importer, f"code,name_vi,checked_on\n{partner.code},Tệp,2024-01-02\n")
    confirm(colleague, preview(colleague, "mark_checked", partner))
    response = act(importer, looked_at, "all")
    assert (page_of(response), messages(response)) == ("preview", ["warning"])
    partner.refresh_from_db()
    assert partner.name_vi == "Cũ"


def test_list_action_after_a_file_leaves_what_the_file_changed() -> None:
    importer, colleague = logged_in("Editor"), logged_in("Editor")
    partner = make_partner(state="draft", name_vi="Cũ")
    shown = preview(colleague, "mark_checked", partner)
    act(importer, upload(importer, file_of(partner, "Từ tệp")), "all")
    confirm(colleague, shown)
    partner.refresh_from_db()
    assert (partner.name_vi, partner.checked_on, partner.version) == ("Từ tệp", None, 2)
