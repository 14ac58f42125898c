"""Loads a server on this machine: how many requests a second it answers, how long one takes."""

from __future__ import annotations

import math
import re
import subprocess
import time
from collections.abc import Sequence
from http.client import HTTPConnection

AT_ONCE = 8
"""So many requests wait for their answers at the same time."""

MOST = 1_000_000


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
    host, _, port = server.partition(":")
    taken = []
    for page in pages:
        connection = HTTPConnection(host, int(port), timeout=120)
        begin = time.perf_counter()
        connection.request("GET", page, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - begin)
        # A record of the small register may not be public.
        assert answer.status in (200, 404), f"{page}: {answer.status}"
        connection.close()
    return taken


def percentile(values: Sequence[float], part: int) -> float:
    """The value that so many of a hundred do not exceed."""
    return sorted(values)[math.ceil(len(values) * part / 100) - 1]
