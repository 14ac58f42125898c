"""deploy/Containerfile, built on a bare Debian 12 with the packages of Python beside it and run."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.deploy.machine import (
    copy_project,
    fetch_packages,
    lacking,
    make_debian,
    run,
    wait_for,
)

# Once is enough: the container has a database of its own.
pytestmark = pytest.mark.sqlite

DEBIAN = "docker.io/library/debian:12-slim"
IMAGE = "localhost/register"
SETTINGS = {
    "SECRET_KEY": "a-key-for-the-container-of-a-test-0123456789-abcdefghijklmnop",
    "DATABASE_URL": "sqlite:////var/lib/register/register.sqlite3",
    "MEDIA_ROOT": "/var/lib/register/media",
    "BACKUP_DIR": "/var/backups/register",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HTTPS": "0",
    "EMAIL_URL": "dummymail://",
}


class Container:
    """Made from the image, with a store of images of its own in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        debian, project = folder / "debian", folder / "register"
        make_debian(debian)
        empty = self.buildah("from", "scratch").strip()
        self.buildah("add", "--quiet", empty, str(debian), "/")
        self.buildah("commit", "--quiet", empty, DEBIAN)
        copy_project(settings.BASE_DIR, project)
        fetch_packages(project)
        file = str(project / "deploy" / "Containerfile")
        how = ("--isolation", "chroot", "--network", "host", "--pull-never")
        self.buildah("bud", *how, "--tag", IMAGE, "--file", file, str(project))
        self.name = self.buildah("from", "--pull-never", IMAGE).strip()

    def buildah(self, *command: str) -> str:
        return run(*self.program, *command)

    @property
    def program(self) -> tuple[str, ...]:
        store = ("--root", str(self.folder / "store"), "--runroot", str(self.folder / "running"))
        return "buildah", *store, "--storage-driver", "overlay"

    @property
    def config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads(self.buildah("inspect", self.name))["OCIv1"]["config"]
        return config

    def command(self, *inside: str) -> list[str]:
        given = [part for name, value in SETTINGS.items() for part in ("--env", f"{name}={value}")]
        how = ("--isolation", "chroot", "--network", "host")
        return [*self.program, "run", *how, *given, self.name, "--", *inside]

    def run(self, *inside: str) -> str:
        return run(*self.command(*inside))


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    if missing := lacking("buildah", "debootstrap"):
        pytest.skip(f"a container cannot be made here: {missing}")
    folder = tmp_path_factory.mktemp("container")
    yield Container(folder)
    # The layers of a whole Debian are too much to leave behind.
    run("rm", "--recursive", "--force", str(folder))


def test_it_runs_as_an_account_without_rights_and_has_the_program_alone(
    container: Container,
) -> None:
    assert container.config["User"] == "register"
    assert container.run("id", "--user").strip() != "0"
    assert set(container.config["Volumes"]) == {"/var/lib/register/media", "/var/backups/register"}
    there = container.run("ls", "--almost-all").split()
    assert "manage.py" in there
    assert not {"tests", ".git", "wheels"} & set(there)


def test_it_serves_the_register(container: Container) -> None:
    python, *_ = container.config["Entrypoint"]
    container.run(python, "manage.py", "migrate", "--verbosity", "0")
    container.run(python, "manage.py", "load_register")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def answer(path: str) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as visitor:
            visitor.request("GET", path)
            given = visitor.getresponse()
            return given.status, given.read().decode()

    bind = f"127.0.0.1:{port}"
    command = [word.replace("0.0.0.0:8000", bind) for word in container.config["Cmd"]]
    with subprocess.Popen(
        container.command(python, *command),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            status, page = wait_for(lambda: answer("/vi/partners/daejeon/"))
            assert (status, "Thành phố Daejeon" in page) == (200, True)
            (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
            assert answer(style)[0] == 200
            assert answer("/healthz") == (200, "ok\n")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
