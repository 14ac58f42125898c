"""The servers that are measured: the application, its references, the proxy and Datasette."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection

from benchmarks.load import ask

ROOT = settings.BASE_DIR
WORKERS = "2"
SERVER = {
    # One visitor measures for many.
    "RATE_LIMITS": "off",
    "DEBUG": "0",
    "HTTPS": "0",
    "SECRET_KEY": "a-key-for-measuring-only-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "127.0.0.1",
}


@contextmanager
def own_register(name: str, folder: Path, rows: int) -> Iterator[str]:
    """The URL of a new database with so many delegations, gone afterwards."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite3"
        fill(url, rows)
        yield url
        return
    server = urlsplit(os.environ["DATABASE_URL"])
    database = f"benchmark_{name}"
    with psycopg.connect(urlunsplit(server), autocommit=True) as main:
        main.execute(f"DROP DATABASE IF EXISTS {database}")
        main.execute(f"CREATE DATABASE {database}")
        try:
            url = urlunsplit(server._replace(path=f"/{database}"))
            fill(url, rows)
            yield url
        finally:
            main.execute(f"DROP DATABASE {database} WITH (FORCE)")


def fill(url: str, rows: int) -> None:
    python("manage.py", "migrate", "--verbosity", "0", url=url)
    python("-m", "benchmarks.large_register", str(rows), url=url)


def collect_static_files(url: str) -> None:
    """As on a server, which refuses to draw a page without them."""
    python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", url=url)


def python(*command: str, url: str, **more: str) -> str:
    """What a program of this project prints, run with a server's settings over a database, and
    `more` settings.
    """
    environment = {**os.environ, **SERVER, "DATABASE_URL": url, **more}
    return subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(port: int, *command: str, **environment: str) -> Iterator[str]:
    """A program that listens on a port of this machine; gives `host:port`."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            end = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert time.monotonic() < end, f"{command[0]} does not start: {end_of(log)}"
                    time.sleep(0.1)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def end_of(log: IO[str]) -> str:
    """The last lines of what a program printed."""
    log.seek(0)
    return "".join(log.readlines()[-20:])


@contextmanager
def gunicorn(
    url: str, settings_module: str = "foreign_affairs.settings", threads: int = 1
) -> Iterator[str]:
    """The application with the settings of a server and two workers."""
    port = free_port()
    command = (
        *("gunicorn", "foreign_affairs.wsgi", "--no-control-socket"),
        *("--workers", WORKERS, "--threads", str(threads)),
    )
    environment = {**SERVER, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings_module}
    with running(
        port, sys.executable, "-m", *command, "--bind", f"127.0.0.1:{port}", **environment
    ) as server:
        yield server


def memory_of(server: str) -> int:
    """The bytes that the processes of a server take; what they share counts once."""
    of_it = f"--bind\0{server}".encode()
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        # One may end while it is looked at.
        with suppress(OSError):
            if of_it in (folder / "cmdline").read_bytes():
                proportional = re.search(
                    r"^Pss: +(\d+)", (folder / "smaps_rollup").read_text(), re.M
                )
                found += 1024 * int(proportional[1]) if proportional else 0
    return found


@contextmanager
def nginx(folder: Path, application: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    """The shipped configuration before the application; `place(page)` gives the address of a
    static file with the bytes of that page.
    """
    port = free_port()
    static = folder / "static"
    static.mkdir()
    shipped = ROOT / "deploy" / "nginx"
    zones = (shipped / "register-zones.conf").read_text()
    site = (shipped / "register-common.conf").read_text()
    text = f"{zones}\nserver {{\nlisten 127.0.0.1:{port};\n{site}\n}}\n"
    for here, there in {
        "unix:/run/register/web.sock": application,
        "/var/lib/nginx/register": str(folder / "cache"),
        "/opt/register/current/staticfiles": str(static),
        "/var/log/nginx/register.log": str(folder / "access.log"),
    }.items():
        assert here in text
        text = text.replace(here, there)
    # One visitor measures for many.
    text = re.sub(r"^limit_(req|conn) .*$", "", text, flags=re.M)
    (folder / "register.conf").write_text(text)
    # Root's nginx works as nobody, who must get to the folders.
    for path in (folder, static):
        path.chmod(0o755)
    main = folder / "nginx.conf"
    main.write_text(
        f"worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 512; }}\n"
        f"http {{ access_log off; default_type text/html; include {folder}/register.conf; }}\n"
    )

    def place(page: str) -> str:
        file = static / f"{re.sub('[^a-z]+', '-', page)}.html"
        file.write_bytes(fetch(application, page))
        return f"/static/{file.name}"

    with running(port, "nginx", "-p", str(folder), "-c", str(main)) as server:
        yield server, place


@contextmanager
def datasette(folder: Path, url: str) -> Iterator[tuple[str, str]]:
    """Datasette over the delegations of a register, and the address of their HTML table page."""
    file = folder / "delegations.sqlite3"
    copy_delegations(url, file)
    port = free_port()
    command = ("datasette", "serve", str(file), "--port", str(port))
    with running(port, sys.executable, "-m", *command) as server:
        yield server, "/delegations/events_delegation?_size=50&_sort_desc=period_start"


def copy_delegations(url: str, file: Path) -> None:
    """The same rows in a file of SQLite, sorted by the same index."""
    python("-m", "benchmarks.large_register", "--copy", str(file), url=url)


def write_something(url: str) -> None:
    """Another process changes one delegation."""
    python("-m", "benchmarks.large_register", "--touch", url=url)


def session(url: str, name: str, role: str) -> str:
    """The cookie of a member of staff with a role who is logged in, with both factors."""
    key = python("-m", "benchmarks.large_register", "--session", name, role, url=url)
    return f"sessionid={key.strip()}"


def fetch(server: str, page: str) -> bytes:
    answer = ask(server, page)
    assert answer.status == 200, f"{page}: {answer.status}"
    return answer.content
