import logging
import sys
from collections.abc import Generator

import pytest
from django.core import mail
from django.test import RequestFactory
from pytest_django import Settings

from foreign_affairs.operation.fault_mail import MOST, FaultMail

SECRET = "Nguyễn Thị Mai"


@pytest.fixture
def log(settings: Settings) -> Generator[logging.Logger, None, None]:
    settings.ADMINS = [("", "operator@example.vn")]
    logger = logging.getLogger("django.request.test")
    handler = FaultMail()
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)


def fail(log: logging.Logger, kind: type[Exception]) -> None:
    request = RequestFactory().get("/vi/search/", {"q": SECRET})
    try:
        raise kind(SECRET)
    except kind:
        log.error(
            "%s: %s",
            "Internal Server Error",
            request.path,
            exc_info=True,
            extra={"request": request},
        )


def test_storm_of_one_fault_sends_one_report(log: logging.Logger) -> None:
    for _turn in range(200):
        fail(log, ValueError)
    assert mail.outbox[0].subject.startswith(
        "[register] Lỗi: builtins.ValueError foreign_affairs/operation/test_fault_mail.py:"
    )
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["operator@example.vn"]
    fail(log, KeyError)
    assert len(mail.outbox) == 2
    assert "199 báo cáo khác" in mail.outbox[1].body


def test_storm_of_many_faults_sends_few_reports(log: logging.Logger) -> None:
    for number in range(50):
        fail(log, type(f"Fault{number}", (Exception,), {}))
    assert len(mail.outbox) == MOST


def test_report_has_place_and_nothing_personal(log: logging.Logger) -> None:
    fail(log, ValueError)
    (message,) = mail.outbox
    assert "test_fault_mail.py" in message.body
    assert "Nơi phát sinh" in message.body
    for text in (message.subject, message.body):
        assert SECRET not in text
        assert "127.0.0.1" not in text


def test_warnings_and_strangers_are_not_reported(log: logging.Logger) -> None:
    log.warning("Not Found")
    FaultMail().emit(
        logging.makeLogRecord({"name": "django.security.DisallowedHost", "levelno": 40, "msg": "x"})
    )
    assert mail.outbox == []


def test_mail_server_that_is_away_makes_no_second_fault(
    log: logging.Logger, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    fail(log, ValueError)
    assert capsys.readouterr().err == ""
    assert sys.exc_info() == (None, None, None)
