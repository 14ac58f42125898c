"""PostgreSQL stopped under a real server, and started again."""

import time
from collections.abc import Generator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.foreign_affairs.operation.clusters import Cluster, copy_template, running
from tests.foreign_affairs.operation.conftest import Installation, Served

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[Cluster, None, None]:
    with running(tmp_path_factory.mktemp("cluster")) as found:
        yield found


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
    copy_template(template, cluster.url())
    register = Installation(cluster.url(), tmp_path)
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
