"""PostgreSQL stopped under a real server, and started again."""

import os
import subprocess
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from tests.foreign_affairs.operation.conftest import Installation, Served, postgresql_url

pytestmark = pytest.mark.postgresql

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
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self.run("pg_ctl", "start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "immediate")


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster, None, None]:
    folder = tmp_path_factory.mktemp("cluster")
    if os.geteuid() == 0:
        for parent in (folder, *folder.parents):
            if parent.owner() == "root" and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
    found = Cluster(folder)
    found.start()
    yield found
    found.stop()


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


def up(server: Served) -> float:
    text = server.ask_as_monitor("/metrics").text
    (value,) = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "register_database_up"
    ]
    return value


def test_server_says_that_the_database_is_away_and_heals_by_itself(
    template: str, cluster: Cluster, collected: Path, tmp_path: Path
) -> None:
    assert connection.vendor == "postgresql"
    url = f"postgres://x@/postgres?host={cluster.folder}"
    copy_template(template, url)
    register = Installation(url, tmp_path)
    surroundings = {"STATIC_ROOT": str(collected), "METRICS_DIR": str(tmp_path / "metrics")}
    with register.served("--workers", "2", **surroundings) as server:
        assert server.get("/vi/partners/").status == 200
        assert (server.get("/healthz").text, up(server)) == ("ok\n", 1)

        cluster.stop()
        for _turn in range(4):
            page = server.get("/vi/partners/")
            assert (page.status, page.headers["Retry-After"]) == (503, "120")
            assert "Please try again in a few minutes" in page.text
            health = server.get("/healthz")
            assert (health.status, health.text) == (503, "database does not answer\n")
        assert server.ask_as_monitor("/healthz").status == 503
        assert up(server) == 0

        cluster.start()
        begun = time.monotonic()
        assert [server.get("/vi/partners/").status for _turn in range(6)] == [200] * 6
        assert (server.get("/healthz").text, up(server)) == ("ok\n", 1)
        assert time.monotonic() - begun < 30
    booted = [line for line in server.lines() if "Booting worker" in line["event"]]
    assert len(booted) == 2
