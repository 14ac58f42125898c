"""The log of a server: one JSON object a line, with the id of the request and nothing personal.

What fills a message may be anything: a user's name that somebody mistyped, a search, an address,
the row that a constraint refused. So of other people's messages the template is written, with
numbers filled in and texts left out; of an exception its class and where it arose, not what it
says. Paths are left out too, the name of the view stands for them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from foreign_affairs.operation.request_id import current_id

OWN = "register"
"""Loggers below this name say nothing personal, and their messages are written as they are."""
LEFT_OUT = "…"
FRAMES = 12
"""So many of the innermost places of an exception are told."""


class JsonFormatter(logging.Formatter):
    """`logger.info("event", extra={"facts": {…}})` adds the facts to the line."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        entry: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": event_of(record),
        }
        if request_id := current_id():
            entry["request_id"] = request_id
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        entry |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            entry |= fault_of(record.exc_info[1], record.exc_info[2])
        return json.dumps(entry, ensure_ascii=False, default=str)


def event_of(record: logging.LogRecord) -> str:
    """What happened, without what may be personal in it."""
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return record.getMessage()
    # These log the text of an exception, filled in already.
    if record.name.startswith("django.security.") or not isinstance(record.msg, str):
        return record.name
    given = record.args
    if not given:
        # gunicorn fills in address and request line before it logs what is no request.
        return record.msg.partition(" from ip=")[0]
    try:
        if isinstance(given, tuple):
            return record.msg % tuple(without_text(value) for value in given)
        return record.msg % {name: without_text(value) for name, value in given.items()}
    except (TypeError, ValueError, KeyError):
        return record.msg


def without_text(value: object) -> object:
    return value if isinstance(value, int | float) else LEFT_OUT


def fault_of(
    error: BaseException | None, traceback: TracebackType | None
) -> dict[str, str | list[str]]:
    """The class of an exception, those that led to it, and where it arose, the innermost last."""
    classes: list[str] = []
    while error is not None and len(classes) < FRAMES:
        classes.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {
        "exception": classes[0] if classes else "",
        "because_of": classes[1:],
        "where": list(places(traceback))[-FRAMES:],
    }


def places(traceback: TracebackType | None) -> Iterator[str]:
    """Like “partners/views.py:41 get_queryset”."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = "/".join(Path(code.co_filename).parts[-3:])
        yield f"{file}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next
