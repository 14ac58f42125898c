"""What the log says, and that nothing personal is in it."""

import json
import logging
import sys
from typing import Any

import pytest

from foreign_affairs.operation.logs import JsonFormatter

SECRETS = ("Nguyễn Thị Mai", "mai@example.vn", "10.1.2.3", "tìm gì đó")


def written(name: str, message: Any, *args: Any, **extra: Any) -> dict[str, Any]:
    record = logging.getLogger(name).makeRecord(
        name, logging.WARNING, __file__, 1, message, args, None, extra=extra
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_line_says_when_who_and_what() -> None:
    found = written("register.request", "request", facts={"view": "home", "status": 200})
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "WARNING",
        "logger": "register.request",
        "event": "request",
        "view": "home",
        "status": 200,
    }


FILLED = [
    ("axes", "Failure of %s. %d tries.", (SECRETS[0], 3), "Failure of …. 3 tries."),
    ("django.request", "%s: %s", ("Not Found", "/vi/search/"), "…: …"),
    ("django.security.DisallowedHost", f"Invalid: {SECRETS[2]}", (), None),
    ("x", "%(user)s in %(seconds).1f s", ({"user": SECRETS[1], "seconds": 2.5},), "… in 2.5 s"),
    ("x", "%d rows", (SECRETS[0],), "%d rows"),
    ("gunicorn.error", f"Invalid from ip={SECRETS[2]}: GET /?q={SECRETS[3]}", (), "Invalid"),
    ("x", ValueError(SECRETS[0]), (), None),
]


@pytest.mark.parametrize(("name", "message", "args", "event"), FILLED)
def test_what_fills_a_message_is_left_out(
    name: str, message: Any, args: tuple[Any, ...], event: str | None
) -> None:
    found = written(name, message, *args)
    assert found["event"] == (event or name)
    assert not [secret for secret in SECRETS if secret in json.dumps(found, ensure_ascii=False)]


def test_exception_is_told_by_its_class_and_place() -> None:
    def fail() -> None:
        try:
            raise KeyError(SECRETS[0])
        except KeyError as error:
            raise ValueError(f"{SECRETS[1]} is no address") from error

    try:
        fail()
    except ValueError:
        record = logging.getLogger("django.request").makeRecord(
            "django.request", logging.ERROR, __file__, 1, "%s: %s", ("x", "y"), sys.exc_info()
        )
    line = JsonFormatter().format(record)
    found = json.loads(line)
    assert found["exception"] == "builtins.ValueError"
    assert found["because_of"] == ["builtins.KeyError"]
    assert found["where"][-1].endswith(" fail")
    assert "operation/test_logs.py:" in found["where"][-1]
    assert not [secret for secret in SECRETS if secret in line]
