"""The pages for a fault, which stand without the database."""

from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def page_during(client: Client, fault: type[Exception]) -> Any:
    def refuse(*args: Any) -> None:
        raise fault("secret server name")

    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        return client.get("/en/partners/")


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (ValueError, 500, ("Có lỗi xảy ra", "Something went wrong")),
        (DatabaseError, 500, ("Có lỗi xảy ra", "Something went wrong")),
        (OperationalError, 503, ("Error 503", "The register is temporarily unavailable")),
        (InterfaceError, 503, ("Error 503", "The register is temporarily unavailable")),
    ],
)
def test_fault_gets_a_page_in_both_languages(
    client: Client, fault: type[Exception], status: int, words: tuple[str, str]
) -> None:
    response = page_during(client, fault)
    page = response.content.decode()
    assert response.status_code == status
    for text in (*words, '<html lang="vi">', '<div class="page-head" lang="en">'):
        assert text in page
    for link in ('href="/vi/"', 'href="/en/"'):
        assert link in page
    assert "secret server name" not in page


def test_page_without_database_says_when_to_ask_again(client: Client) -> None:
    assert page_during(client, OperationalError).headers["Retry-After"] == "120"
    assert "Retry-After" not in page_during(client, ValueError).headers
