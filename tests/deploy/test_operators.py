"""docs/operators.md, followed on a bare Debian 12, and what must hold of the service after it."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.deploy.machine import (
    PROGRAMS,
    SOURCE,
    Machine,
    copy_project,
    fetch_packages,
    lacking,
    steps_of,
    wait_for,
)

# Once is enough: the service brings a database of its own.
pytestmark = pytest.mark.sqlite

GUIDE = steps_of((settings.BASE_DIR / "docs" / "operators.md").read_text(encoding="utf-8"))
HOST = "doingoai.example.vn"
NEW_VERSION = "/root/new"
BROKEN_MIGRATION = """
from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("this version cannot be installed")


class Migration(migrations.Migration):
    dependencies = [("indicators", "{last}")]
    operations = [migrations.RunPython(fail)]
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The machine after the steps of the guide that have a number."""
    if missing := lacking(*PROGRAMS):
        pytest.skip(f"a machine of its own cannot be made here: {missing}")
    folder = tmp_path_factory.mktemp("debian") / "root"
    found = Machine(folder)
    project = folder / SOURCE.lstrip("/")
    copy_project(settings.BASE_DIR, project)
    # Nothing is fetched from inside.
    fetch_packages(project)
    first, *others = (commands for heading, commands in GUIDE.items() if heading[0].isdecimal())
    # Debian gives its server another port where this machine has one already.
    found.before_start(f"{first}\npg_conftool 15 main set port 5432")
    found.start()
    try:
        for commands in others:
            found.run(commands)
        yield found
    finally:
        found.remove()


class Answer:
    """What came over the network, inside the machine."""

    def __init__(self, machine: Machine, path: str, *options: str, scheme: str = "https") -> None:
        given = " ".join(f"'{option}'" for option in options)
        resolved = f"--resolve {HOST}:443:127.0.0.1 --resolve {HOST}:80:127.0.0.1"
        printed = machine.run(
            f"curl --silent --insecure --include {resolved} {given} '{scheme}://{HOST}{path}'"
        )
        head, _blank, self.text = printed.partition("\n\n")
        status, *lines = head.splitlines()
        self.status = int(status.split()[1])
        self.headers = {
            name.lower(): value.strip()
            for name, _colon, value in (line.partition(":") for line in lines)
        }


def test_every_service_runs(machine: Machine) -> None:
    assert machine.run("systemctl --failed --no-legend --plain") == ""


def test_site_comes_by_https_alone(machine: Machine) -> None:
    page = Answer(machine, "/vi/partners/daejeon/")
    assert (page.status, "Daejeon" in page.text) == (200, True)
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "server" not in page.headers or page.headers["server"] == "nginx"
    moved = Answer(machine, "/vi/?country=kr", scheme="http")
    assert (moved.status, moved.headers["location"]) == (301, f"https://{HOST}/vi/?country=kr")
    assert Answer(machine, "/vi/", "--header", "Host: other.example").status == 400


def test_static_files_come_from_nginx_compressed_and_to_be_kept(machine: Machine) -> None:
    (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', Answer(machine, "/vi/").text)
    sent = Answer(
        machine,
        style,
        "--header",
        "Accept-Encoding: gzip",
        "--output",
        "/dev/null",
        "--dump-header",
        "-",
    )
    assert sent.status == 200
    assert sent.headers["content-encoding"] == "gzip"
    assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_published_change_is_seen_within_a_second(machine: Machine) -> None:
    rename = (
        "register-manage shell --verbosity 0 --command '"
        'from partners.models import Partner; one = Partner.objects.get(code="daejeon"); '
        'one.name_vi = "{}"; one.save()\''
    )
    before = "Thành phố Daejeon"
    assert before in Answer(machine, "/vi/partners/daejeon/").text
    machine.run(rename.format("Thành phố Đại Điền"))
    machine.run("sleep 1")
    assert "Thành phố Đại Điền" in Answer(machine, "/vi/partners/daejeon/").text
    machine.run(rename.format(before))


def test_backup_brings_back_what_was(machine: Machine) -> None:
    machine.run("systemctl start register-backup.service")
    machine.run(
        "register-manage shell --verbosity 0 --command '"
        'from partners.models import Tie; Tie.objects.update(beginning_vi="spoiled")\''
    )
    machine.run(GUIDE["Khôi phục"])
    spoiled = machine.run(
        "register-manage shell --verbosity 0 --command '"
        "from partners.models import Tie; "
        'print(Tie.objects.filter(beginning_vi="spoiled").count(), Tie.objects.exists())\''
    )
    assert spoiled.strip() == "0 True"
    assert wait_for(lambda: Answer(machine, "/healthz").status == 200)


def test_service_heals_when_its_database_comes_back(machine: Machine) -> None:
    machine.run("systemctl stop postgresql@15-main.service")
    assert Answer(machine, "/healthz").status == 503
    page = Answer(machine, "/vi/events/?q=khong-co-trong-bo-nho")
    assert (page.status, page.headers["retry-after"]) == (503, "120")
    machine.run("systemctl start postgresql@15-main.service")
    assert wait_for(lambda: Answer(machine, "/healthz").status == 200)
    assert Answer(machine, "/vi/events/").status == 200


def test_visitor_reads_what_is_the_matter_when_the_service_is_away(machine: Machine) -> None:
    machine.run("systemctl stop register.socket register.service")
    page = Answer(machine, "/vi/")
    assert (page.status, page.headers["retry-after"]) == (503, "120")
    assert "Vui lòng thử lại sau ít phút" in page.text
    machine.run("systemctl start register.socket register.service")
    assert wait_for(lambda: Answer(machine, "/vi/").status == 200)


def test_upgrade_and_the_way_back(machine: Machine) -> None:
    before = machine.run("readlink -f /opt/register/current")
    machine.run(GUIDE["Nâng cấp và quay lại"])
    assert machine.run("readlink -f /opt/register/current") == before
    assert Answer(machine, "/vi/").status == 200


def test_upgrade_that_fails_leaves_the_old_version_and_its_data(machine: Machine) -> None:
    copy_project(settings.BASE_DIR, machine.folder / NEW_VERSION.lstrip("/"))
    migrations = machine.folder / NEW_VERSION.lstrip("/") / "indicators" / "migrations"
    last = sorted(file.stem for file in migrations.glob("0*.py"))[-1]
    (migrations / "9999_broken.py").write_text(BROKEN_MIGRATION.format(last=last))
    before = machine.run("readlink -f /opt/register/current")
    printed = machine.run(
        f"ln -s {SOURCE}/wheels {NEW_VERSION}/wheels; {NEW_VERSION}/deploy/upgrade.sh; echo never",
        check=False,
    )
    assert "In service again:" in printed
    assert "never" not in printed
    assert machine.run("readlink -f /opt/register/current") == before
    assert Answer(machine, "/vi/partners/daejeon/").status == 200


def test_machine_that_starts_again_serves_again(machine: Machine) -> None:
    machine.stop()
    machine.start()
    assert wait_for(lambda: Answer(machine, "/vi/").status == 200)
    assert machine.run("systemctl --failed --no-legend --plain") == ""
