"""A PostgreSQL server that a test may stop, and whose disk it may fill."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.foreign_affairs.operation.conftest import postgresql_url

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))


class Cluster:
    """A PostgreSQL of its own, which listens on a socket in its folder only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            subprocess.run(["chown", self.user, str(folder)], check=True)
        self.run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=x")

    def run(self, program: str, *options: str) -> None:
        subprocess.run(
            [str(PROGRAMS / program), "-D", str(self.folder / "data"), *options],
            user=self.user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self) -> None:
        # The port is a part of the socket's name, whatever PGPORT says of the suite's own server.
        options = "-c listen_addresses='' -c port=5432 -c fsync=off "
        options += f"-c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    def url(self, name: str = "postgres") -> str:
        return f"postgres://x@/{name}?host={self.folder}&port=5432"


def let_through(folder: Path) -> None:
    """pytest's folders are closed to others, and PostgreSQL is another when root runs the tests."""
    if os.geteuid() == 0:
        for parent in (folder, *folder.parents):
            if parent.owner() == "root" and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster in the folder, until the end of the block."""
    let_through(folder)
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def copy_template(template: str, url: str) -> None:
    """The migrated tables of the suite's template, in less time than migrating takes."""
    with subprocess.Popen(
        [PROGRAMS / "pg_dump", "--no-owner", postgresql_url(template)], stdout=subprocess.PIPE
    ) as dump:
        subprocess.run(
            [PROGRAMS / "psql", "--quiet", "--set=ON_ERROR_STOP=1", url],
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    assert dump.returncode == 0
