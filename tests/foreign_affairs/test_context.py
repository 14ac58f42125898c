"""What stands on every page: whose register it is, how new, on which terms; the contact page."""

import pytest
import time_machine
from django.test import Client

from tests.factories import make_event, make_observation, make_owner, make_partner
from tests.public_pages import words_in

pytestmark = pytest.mark.django_db

CONTACT = "/en/contact/"


def footer_of(client: Client) -> str:
    page = client.get("/en/search/").content.decode()
    return words_in(page.partition("<footer")[2])


def contact_page(client: Client) -> str:
    return words_in(client.get(CONTACT).content.decode().partition("<main")[2])


# the footer


def test_footer_says_when_a_public_record_was_last_changed(client: Client) -> None:
    make_owner()
    with time_machine.travel("2024-01-02 12:00+07:00", tick=False):
        make_partner(state="published")
    # In London it is the day before still.
    with time_machine.travel("2024-03-05 03:00+07:00", tick=False):
        make_event(state="published")
    with time_machine.travel("2025-01-01 12:00+07:00", tick=False):
        make_partner(state="internal")
        make_observation(state="withdrawn")
    assert "Last update: 5 March 2024" in footer_of(client)


def test_footer_of_an_empty_register_names_no_update(client: Client) -> None:
    make_owner()
    make_partner(state="draft")
    assert "Data up to: 2024" in footer_of(client)
    assert "Last update" not in footer_of(client)


def test_footer_names_the_licence_and_leads_to_the_contact(client: Client) -> None:
    page = client.get("/en/search/").content.decode()
    assert 'rel="license external" href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert f'<a href="{CONTACT}">' in page


# the contact page


def test_contact_page_says_who_keeps_the_register(client: Client) -> None:
    make_owner(
        name_en="Department of Foreign Affairs",
        subject_en="The relations of the former province",
        predecessor_en="Song Be Province",
        successor_en="Ho Chi Minh City",
        contact_en="1 Le Loi Street",
        email="songoaivu@example.vn",
        phone="0274 3822 000",
        data_up_to="2024-06",
    )
    page = contact_page(client)
    for fact in (
        "Owner Department of Foreign Affairs",
        "What the register covers The relations of the former province",
        "Predecessor Song Be Province",
        "Successor Ho Chi Minh City",
        "Data up to June 2024",
        "Address 1 Le Loi Street",
        "E-mail songoaivu@example.vn",
        "Telephone 0274 3822 000",
    ):
        assert fact in page
    assert "no address or telephone" not in page


@pytest.mark.parametrize("successor", ["", "Ho Chi Minh City"])
def test_contact_page_without_an_address_says_so(client: Client, successor: str) -> None:
    make_owner(successor_en=successor)
    page = contact_page(client)
    assert "No address or telephone number has been published yet." in page
    assert ("contact the body that continues" in page) is bool(successor)


def test_contact_page_stands_without_an_owner(client: Client) -> None:
    assert "How to ask for a correction" in contact_page(client)
