"""What a real server with two workers writes and counts."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.foreign_affairs.operation.conftest import Installation

pytestmark = pytest.mark.django_db

WORDS = "Nguyễn Thị Mai"


def test_workers_count_together_and_log_nothing_personal(
    installation: Installation, collected: Path
) -> None:
    installation.do("from tests.factories import *; make_owner(); make_partner(state='published')")
    metrics = installation.folder / "metrics"
    with installation.served(
        "--workers",
        "2",
        STATIC_ROOT=str(collected),
        METRICS_DIR=str(metrics),
        TRUSTED_PROXIES="127.0.0.1",
    ) as server:
        for _turn in range(20):
            answer = server.get(
                f"/vi/partners/?q={quote(WORDS)}",
                **{"X-Request-ID": "id-from-the-proxy", "User-Agent": "secret-browser"},
            )
            assert (answer.status, answer.headers["X-Request-ID"]) == (200, "id-from-the-proxy")
        assert server.get("/vi/partners/mai-example-vn/").status == 404
        server.get(f"/{quote(WORDS)}/")
        texts = {server.ask_as_monitor("/metrics").text for _turn in range(6)}
        health = server.ask_as_monitor("/healthz")
    assert health.status == 200
    assert len({file.name.split("_")[1] for file in metrics.iterdir()}) >= 2
    for text in texts:
        values = [
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "register_requests_total"
            and sample.labels == {"view": "partners:partner_list", "method": "GET", "status": "200"}
        ]
        assert values == [20]
    lines = server.lines()
    requests = [line for line in lines if line["logger"] == "register.request"]
    found = [line for line in requests if line.get("request_id") == "id-from-the-proxy"]
    assert len(found) == 20
    assert {line["view"] for line in found} == {"partners:partner_list"}
    assert all(line["queries"] > 0 for line in found)
    assert [line["status"] for line in requests if line["view"] == "partners:partner_detail"] == [
        404
    ]
    log = server.log.read_text()
    for secret in (WORDS, quote(WORDS), "secret-browser", "127.0.0.1", "mai-example", "?q="):
        assert secret not in log
    assert not re.search(r"Traceback|/vi/", log)


def test_fault_is_logged_with_its_id_and_shown_without_a_path(
    installation: Installation, collected: Path
) -> None:
    with installation.served(STATIC_ROOT=str(collected)) as server:
        if installation.url.startswith("sqlite"):
            for file in installation.folder.glob("register.sqlite3*"):
                file.unlink()
        else:
            installation.do(
                "from django.db import connection\n"
                "connection.cursor().execute('ALTER TABLE partners_partner RENAME TO gone')"
            )
        answer = server.get("/vi/partners/")
        assert answer.status in (500, 503)
        assert "Traceback" not in answer.text
    (fault,) = [line for line in server.lines() if "exception" in line]
    assert fault["request_id"] == answer.headers["X-Request-ID"]
    assert fault["level"] == "ERROR"
    assert fault["exception"].startswith("django.db.utils.")
    assert any("foreign_affairs" in place or "partners" in place for place in fault["where"])
