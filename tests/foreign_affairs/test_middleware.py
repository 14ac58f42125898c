import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from foreign_affairs.middleware import AdminInVietnameseMiddleware

pytestmark = pytest.mark.django_db


def test_admin_is_vietnamese_whatever_the_browser_asks_for(client: Client) -> None:
    response = client.get(reverse("admin:login"), headers={"accept-language": "en"})
    assert response["Content-Language"] == "vi"
    assert "Đăng nhập" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "language"), [("/admin/", "vi"), ("/administration/", "en"), ("/en/", "en")]
)
def test_only_the_admin_is_always_vietnamese(rf: RequestFactory, path: str, language: str) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    with translation.override("en"):
        response = AdminInVietnameseMiddleware(answer)(rf.get(path))
    assert isinstance(response, HttpResponse)
    assert response.content == language.encode()


def test_every_answer_carries_one_strict_policy(client: Client) -> None:
    for path in (reverse("admin:login"), "/admin", "/khong-co-trang-nay/"):
        sent = client.get(path)["Content-Security-Policy"]
        assert sorted(sent.split("; ")) == [
            "base-uri 'none'",
            "connect-src 'self'",
            "default-src 'none'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "manifest-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
        ]
