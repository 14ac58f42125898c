"""Whole installations to move, back up, break and serve: each with a database and folders of its
own, driven by real commands in processes of their own.
"""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoDbBlocker

from foreign_affairs.environment import BASE_DIR
from foreign_affairs.operation.tables import kept_models

TOKEN = "token-of-the-monitor-in-tests"
SERVER_KEY = "7vXq2pLr9sTz4wBn6mKc8hJd3gFy5eAu1iOo0-QWERTYUIOPasdf"

_serial = count(1)


@dataclass
class Installation:
    """One register: where its database and its folders are."""

    url: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "foreign_affairs.settings",
            "DEBUG": "1",
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": str(self.media),
            "BACKUP_DIR": str(self.backups),
            **self.settings,
        }

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        with self.start(*command, **environment) as process:
            out, error = process.communicate(timeout=300)
        return subprocess.CompletedProcess(command, process.returncode, out, error)

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments, **environment)

    def do(self, script: str, **environment: str) -> str:
        """What a script says that Django was set up for; it must end well."""
        done = self.run("-c", f"import django; django.setup()\n{script}", **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table as the database itself gives it."""
        if self.url.startswith("sqlite:///"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as file:
                return all_rows(file.execute)
        with psycopg.connect(self.url) as server:
            return all_rows(server.execute)

    def records(self) -> dict[str, list[Any]]:
        """Every row of every model, read by Django's own `dumpdata`: the same on any database."""
        done = self.manage("dumpdata", "--all")
        assert done.returncode == 0, done.stderr
        found: dict[str, list[Any]] = {}
        for row in json.loads(done.stdout):
            if getattr(apps.get_model(row["model"]), "is_derived", False):
                continue
            found.setdefault(row["model"], []).append(row)
        return found

    def files(self) -> dict[str, bytes]:
        """The content of each uploaded file."""
        return {
            file.relative_to(self.media).as_posix(): file.read_bytes()
            for file in self.media.rglob("*")
            if file.is_file()
        }

    @contextmanager
    def served(self, *options: str, **environment: str) -> Iterator["Served"]:
        """A real gunicorn with DEBUG=0 and HTTPS=0, until the end of the block."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = self.folder / "server.log"
        surroundings = {
            **self.environment,
            "DEBUG": "0",
            "HTTPS": "0",
            "SECRET_KEY": SERVER_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
            "MONITOR_TOKEN": TOKEN,
            **environment,
        }
        command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "foreign_affairs.wsgi"]
        logger = "foreign_affairs.operation.gunicorn_log.GunicornLog"
        with log.open("wb") as err:
            server = subprocess.Popen(
                [
                    *(*command, "--bind", f"127.0.0.1:{port}", "--no-control-socket"),
                    *("--logger-class", logger, *options),
                ],
                cwd=BASE_DIR,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stderr=err,
            )
        found = Served(port, log)
        try:
            found.wait()
            yield found
        finally:
            server.terminate()
            server.wait(timeout=60)


def all_rows(execute: Callable[[str], Any]) -> dict[str, list[str]]:
    """By table and in one order; of every table that has data."""
    tables = ["django_migrations", *(model._meta.db_table for model in kept_models())]
    return {
        table: sorted(repr(row) for row in execute(f'SELECT * FROM "{table}"'))  # noqa: S608
        for table in tables
    }


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Served:
    """A server of this machine, and where it writes its log."""

    port: int
    log: Path

    def get(self, path: str, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            response: HTTPResponse = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read().decode())
        finally:
            connection.close()

    def ask_as_monitor(self, path: str) -> Answer:
        return self.get(path, Authorization=f"Bearer {TOKEN}")

    def wait(self) -> None:
        for _turn in range(300):
            try:
                self.get("/healthz")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())

    def lines(self) -> list[dict[str, Any]]:
        """The log; every line is JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def postgresql_url(name: str) -> str:
    given = connection.settings_dict
    person = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgres://{person}@{given['HOST']}:{given['PORT']}/{name}"


def create_database(name: str, template: str = "template0") -> str:
    """Creates a database in the cluster of the tests; its URL."""
    with psycopg.connect(postgresql_url("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8')
    return postgresql_url(name)


def drop_database(name: str) -> None:
    with psycopg.connect(postgresql_url("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def template(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Generator[str, None, None]:
    """A migrated empty register that others are copied from: a file, or a database's name.

    pytest-django makes the suite's database for tests with the mark `django_db` only.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = tmp_path_factory.mktemp("template") / "template.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
            yield str(file)
            return
        name = f"{connection.settings_dict['NAME']}_template"
        connection.close()
        drop_database(name)
        create_database(name, template=connection.settings_dict["NAME"])
    yield name
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as a server has them."""
    folder: Path = tmp_path_factory.mktemp("collected")
    server = Installation("sqlite://:memory:", folder.parent)
    surroundings = {
        "DEBUG": "0",
        "SECRET_KEY": SERVER_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": str(folder),
    }
    done = server.manage("collectstatic", "--no-input", "--verbosity=0", **surroundings)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def installation(template: str, tmp_path: Path) -> Generator[Installation, None, None]:
    """An empty register on the database that the suite runs on."""
    if connection.vendor == "sqlite":
        shutil.copy(template, tmp_path / "register.sqlite3")
        yield Installation(f"sqlite:///{tmp_path / 'register.sqlite3'}", tmp_path)
        return
    name = f"{template}_{next(_serial)}"
    yield Installation(create_database(name, template), tmp_path)
    drop_database(name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path, None, None]:
    """A disk of 4 MB. Only root may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", "size=4m,mode=0750", "tmpfs"]
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)
