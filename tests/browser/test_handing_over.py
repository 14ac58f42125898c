"""Thirty records pass from one officer to another."""

import pytest
from playwright.sync_api import expect

from foreign_affairs.models import User
from partners.models import Partner
from tests.browser.conftest import Enter
from tests.factories import make_partner, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_thirty_records_are_handed_over(enter: Enter, problems: list[str]) -> None:
    leaving = make_user("Editor", last_name="Võ Thị", first_name="Nhất")
    coming = make_user("Editor", last_name="Đỗ Văn", first_name="Nhì")
    for _number in range(30):
        make_partner(officer=leaving)
    others = [make_partner(officer=coming), make_partner(officer=None)]
    approver = enter("Approver")
    page = approver.page
    approver.open_list("partner")
    approver.click(f"#changelist-filter a[href*='officer__id__exact={leaving.pk}']")
    approver.click("#action-toggle")
    approver.preview("hand_over")
    rows = page.locator(".preview-table tbody tr")
    expect(rows).to_have_count(30)
    expect(rows.first).to_contain_text("Võ Thị Nhất")
    assert Partner.objects.filter(officer=leaving).count() == 30
    approver.select("officer", str(coming.pk))
    approver.agree()

    expect(page.locator(".messagelist .success")).to_contain_text("Đỗ Văn Nhì")
    assert Partner.objects.filter(officer=leaving).count() == 0
    assert Partner.objects.filter(officer=coming).exclude(pk=others[0].pk).count() == 30
    others[1].refresh_from_db()
    assert others[1].officer is None
    # Each of the thirty says in its history who gave it to whom.
    handed = Partner.history.filter(officer=coming, history_type="~")
    assert handed.count() == 30
    assert {row.history_user for row in handed} == {User.objects.get(groups__name="Approver")}
    assert approver.steps <= 7
    assert problems == []
