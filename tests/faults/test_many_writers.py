"""Twenty people who save at the same moment through one server with SQLite: none is lost."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from foreign_affairs.models import User
from partners.models import Contact
from tests.admin_pages import admin_url, form_data, logged_in
from tests.factories import make_partner, make_user
from tests.faults.test_killed import told
from tests.other_processes import database_url, surroundings

WRITERS = 20
SAVES = 3
TOKEN = "a" * 32


@contextmanager
def served(url: str) -> Iterator[int]:
    """The port of a real server with two workers, as on a server with one machine."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "foreign_affairs.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    command += ["--log-level", "warning", "--no-control-socket", "--timeout", "120"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=surroundings(url)) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _attempt in range(300):
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            try:
                connection.request("GET", "/healthz")
                response = connection.getresponse()
                response.read()
                if response.status == 200:
                    return
            except OSError:
                time.sleep(0.2)
    raise AssertionError("the server does not start")


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies["sessionid"].value)


def post(port: int, address: str, session: str, data: dict[str, Any]) -> int:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
    }
    body = urlencode({**data, "csrfmiddlewaretoken": TOKEN})
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("POST", address, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_none_of_twenty_writers_is_lost(tmp_path: Path) -> None:
    partner = make_partner(state="draft")
    form = form_data(logged_in("Editor"), Contact)
    form = {name: value for name, value in form.items() if value is not None}
    people = [make_user("Editor") for _number in range(WRITERS)]
    sessions = {person.username: session_of(person) for person in people}
    address = admin_url(Contact, "add")

    def write(username: str) -> list[int]:
        return [
            post(
                port,
                address,
                sessions[username],
                {**form, "partner": partner.pk, "person": f"{username} {number}"},
            )
            for number in range(SAVES)
        ]

    url = database_url(tmp_path)
    with served(url) as port, ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(write, sessions))
    assert answers == [[302] * SAVES] * WRITERS
    rows, history = told(url, Contact, "person", "created_by__username", "version")
    expected = [
        [f"{username} {number}", username, 1] for username in sessions for number in range(SAVES)
    ]
    assert sorted(rows) == sorted(expected)
    assert history == WRITERS * SAVES
