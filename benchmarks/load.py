"""Asks a server on this machine: for one page, how long pages take, how many a second it gives."""

from __future__ import annotations

import math
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from typing import NamedTuple

AT_ONCE = 8
"""So many requests wait for their answers at the same time."""

MOST = 1_000_000


class Answer(NamedTuple):
    status: int
    content: bytes


def ask(
    server: str,
    page: str,
    method: str = "GET",
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """What the server says to one request over a connection of its own."""
    host, _, port = server.partition(":")
    with closing(HTTPConnection(host, int(port), timeout=120)) as connection:
        connection.request(method, page, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())


def requests_per_second(server: str, page: str, seconds: float) -> float:
    """Measured by `ab` (Debian: apache2-utils); every answer must be 200 and whole."""
    command = ("ab", "-q", "-k", "-c", str(AT_ONCE), "-t", str(math.ceil(seconds)), "-n", str(MOST))
    found = subprocess.run(  # noqa: S603
        [*command, f"http://{server}{page}"], capture_output=True, text=True, check=True
    ).stdout
    assert "Non-2xx" not in found, f"{page} was not answered"
    rate = re.search(r"Requests per second:\s+([\d.]+)", found)
    assert rate, found
    return float(rate[1])


def times(server: str, pages: Sequence[str], cookie: str = "") -> list[float]:
    """The seconds that each page takes, one after the other."""
    taken = []
    for page in pages:
        begin = time.perf_counter()
        answer = ask(server, page, headers={"Cookie": cookie} if cookie else {})
        taken.append(time.perf_counter() - begin)
        # A record of the small register may not be public.
        assert answer.status in (200, 404), f"{page}: {answer.status}"
    return taken


def percentile(values: Sequence[float], part: int) -> float:
    """The value that so many of a hundred do not exceed."""
    return sorted(values)[math.ceil(len(values) * part / 100) - 1]
