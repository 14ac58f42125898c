"""Records in and out against stock django-import-export, in one run and in alternation.

    python benchmarks/records.py [--rows 10000] [--pairs 5] [--only import preview export ...]

Measures on a new database beside the one of DATABASE_URL (SQLite or PostgreSQL), and in a folder
of uploads of its own. Ends with 1 when a promise of docs/performance.md is not kept.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "foreign_affairs.settings")
os.environ.setdefault("DEBUG", "1")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from benchmarks import stock  # noqa: E402
from benchmarks.delegations import AGREEMENTS, write_file  # noqa: E402
from benchmarks.measuring import Row, Work, clock, machine, own_database, say, seconds, table  # noqa: E402
from events.models import Delegation  # noqa: E402
from foreign_affairs.models import Import, SearchEntry, User  # noqa: E402
from partners.models import Agreement  # noqa: E402

PARTS = ("import", "copy", "preview", "export", "memory")
PROMISES = {
    "sqlite": {"new": 8, "unchanged": 25, "changed": 6},
    "postgresql": {"new": 15, "unchanged": 60, "changed": 12},
}
LARGEST_PAGE = 500_000


class Files:
    """The files of the benchmark in a folder that goes away."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder, self.rows = folder, rows
        self.new = write_file(folder / "delegations.csv", rows)
        self.changed = write_file(folder / "changed.csv", rows, changed=True)


def import_ours(file: Path) -> None:
    with Path(os.devnull).open("w") as nowhere:
        options = {"stdout": nowhere, "stderr": nowhere}
        call_command("import_records", "events.delegation", str(file), **options)


def export_ours(file: Path) -> None:
    call_command("export_records", "events.delegation", str(file))


def make_agreements() -> None:
    for number in range(AGREEMENTS):
        name = f"Bản ghi nhớ số {number}"
        Agreement(code=f"agreement-{number}", name_vi=name, kind="memorandum").save()


def empty() -> None:
    """No delegation is left, nor anything about one, nor the imports that brought them."""
    history: Any = Delegation.history.model
    models = [
        *(of.remote_field.through for of in Delegation._meta.many_to_many),
        *(one.related_model for one in history._meta.related_objects),
        *(history, Delegation),
    ]
    with connection.cursor() as cursor:
        for name in (model._meta.db_table for model in models):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608
    SearchEntry.objects.filter(content_type__model="delegation").delete()
    Import.objects.all().delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def measure_imports(files: Files, pairs: int, *, skipping: bool) -> list[Row]:
    promises = PROMISES[connection.vendor]
    new = Row("import of new rows", promises["new"])
    same = Row("import of the same file again", promises["unchanged"])
    skipped = Row("… against stock with skip_unchanged")
    changed = Row("import with one changed field a row", promises["changed"])

    def measure_stock() -> None:
        empty()
        new.reference.append(seconds(lambda: stock.import_file(files.new)))
        if skipping:
            skip = stock.SkippingDelegations
            skipped.reference.append(seconds(lambda: stock.import_file(files.new, skip)))
        same.reference.append(seconds(lambda: stock.import_file(files.new)))
        changed.reference.append(seconds(lambda: stock.import_file(files.changed)))

    def measure_ours() -> None:
        empty()
        new.ours.append(seconds(lambda: import_ours(files.new)))
        same.ours.append(seconds(lambda: import_ours(files.new)))
        changed.ours.append(seconds(lambda: import_ours(files.changed)))
        assert Delegation.objects.count() == files.rows
        assert Delegation.history.count() == 2 * files.rows

    alternate(pairs, measure_stock, measure_ours)
    skipped.ours = same.ours if skipping else []
    return [new, same, skipped, changed]


def alternate(pairs: int, *works: Work) -> None:
    """Does each work once a pair, the other one first from pair to pair."""
    for number in range(pairs):
        for work in works[:: 1 if number % 2 else -1]:
            work()
        say(f"  pair {number + 1} of {pairs}")


def measure_copy(files: Files, pairs: int) -> list[Row]:
    """On PostgreSQL: the raw file into a table of texts, as fast as the database can."""
    if connection.vendor != "postgresql":
        return []
    row = Row("import of new rows against one COPY", 20, is_most=True)
    data = files.new.read_bytes()
    columns = data.partition(b"\n")[0].decode().split(",")

    def measure_one_copy() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bare")
            cursor.execute(f"CREATE TABLE bare ({', '.join(f'{name} text' for name in columns)})")
            row.reference.append(seconds(lambda: copy_into_bare(data)))
            cursor.execute("DROP TABLE bare")

    def measure_ours() -> None:
        empty()
        row.ours.append(seconds(lambda: import_ours(files.new)))

    alternate(pairs, measure_one_copy, measure_ours)
    return [row]


def copy_into_bare(data: bytes) -> None:
    statement = "COPY bare FROM STDIN (FORMAT csv, HEADER)"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(data)


def measure_previews(files: Files, pairs: int) -> list[Row]:
    row = Row("preview of the file in the admin", 10)
    size = Row("size of the preview's page", unit="kB")
    client = Client()
    client.force_login(User.objects.create_superuser("benchmark"))
    empty()

    def measure_stock() -> None:
        # Its pages come from the package: templates of ours with the same name look elsewhere.
        templates = [{**settings.TEMPLATES[0], "DIRS": []}]
        with override_settings(ROOT_URLCONF="benchmarks.stock", TEMPLATES=templates):
            url = reverse("admin:events_delegation_import", current_app="stock")
            data = {"format": "0", "resource": "0", "import_file": upload(files.new)}
            row.reference.append(
                seconds(lambda: size.reference.append(kilobytes(client, url, data)))
            )

    def measure_ours() -> None:
        url = reverse("admin:events_delegation_import")
        data = {"format": "0", "import_file": upload(files.new)}
        row.ours.append(seconds(lambda: size.ours.append(kilobytes(client, url, data))))

    alternate(pairs, measure_stock, measure_ours)
    assert max(size.ours) * 1000 < LARGEST_PAGE, "the page of the preview is too large"
    return [row, size]


def upload(file: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.read_bytes(), content_type="text/csv")


def kilobytes(client: Client, url: str, data: dict[str, Any]) -> float:
    response = client.post(url, data, follow=True)
    assert response.status_code == 200
    assert "delegation-000000" in response.text
    return len(response.content) / 1000


def measure_exports(files: Files, pairs: int) -> list[Row]:
    rows = {"csv": Row("export as CSV", 10), "xlsx": Row("export as XLSX", 3)}
    empty()
    import_ours(files.new)
    for kind, row in rows.items():
        target = files.folder / f"exported.{kind}"

        def measure_stock(row: Row = row, kind: str = kind, target: Path = target) -> None:
            row.reference.append(seconds(lambda: target.write_bytes(stock.export(kind))))

        def measure_ours(row: Row = row, target: Path = target) -> None:
            row.ours.append(seconds(lambda: export_ours(target)))

        alternate(pairs, measure_stock, measure_ours)
    return list(rows.values())


def measure_memory(files: Files, pairs: int, database: str) -> list[Row]:
    """The peak of a process that takes ten times as many rows against that of one with these."""
    rows = {
        work: Row(f"peak memory of an {work}, ten times the rows", 1.3, is_most=True, unit="MB")
        for work in MEASURED_FOR_MEMORY
    }
    large = write_file(files.folder / "large.csv", files.rows * 10)

    def measure(file: Path, is_large: bool) -> None:
        empty()
        for work, row in rows.items():
            found = row.ours if is_large else row.reference
            found.append(peak(work, file, database))

    alternate(pairs, lambda: measure(files.new, False), lambda: measure(large, True))
    return list(rows.values())


def peak(work: str, file: Path, database: str) -> float:
    """The most memory, in MB, of a process of its own that does this work."""
    command = [sys.executable, __file__, "--peak-of", work, str(file), database]
    environment = {**os.environ, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    done = subprocess.run(  # noqa: S603
        command, check=True, stdout=subprocess.PIPE, env=environment
    )
    return float(done.stdout)


def print_peak(work: str, file: str, database: str) -> None:
    connection.settings_dict["NAME"] = database
    MEASURED_FOR_MEMORY[work](Path(file))
    assert Delegation.objects.exists()
    # Not `getrusage`, whose peak begins with that of the process which started this one.
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) / 1024)


MEASURED_FOR_MEMORY: dict[str, Callable[[Path], None]] = {
    "import": import_ours,
    "export as CSV": lambda file: export_ours(file.with_name("exported.csv")),
    "export as XLSX": lambda file: export_ours(file.with_name("exported.xlsx")),
}


@contextmanager
def prepared(rows: int) -> Iterator[tuple[Files, str]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(MEDIA_ROOT=folder),
        own_database(Path(folder)) as name,
    ):
        make_agreements()
        yield Files(Path(folder), rows), name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument(
        "--skipping", action="store_true", help="measure stock with skip_unchanged too"
    )
    parser.add_argument(
        "--processor",
        action="store_true",
        help="the processor's seconds instead of those by the clock (Linux, local database)",
    )
    parser.add_argument("--peak-of", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    # DEBUG=1 would keep each statement in memory.
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    clock.is_of_processor = options.processor
    translation.activate("en")
    if options.peak_of:
        print_peak(*options.peak_of)
        return
    found: list[Row] = []
    with prepared(options.rows) as (files, name):
        print(f"{machine()}\n{options.rows} rows\n")
        for part in options.only:
            say(part)
            found += {
                "import": lambda: measure_imports(files, options.pairs, skipping=options.skipping),
                "copy": lambda: measure_copy(files, options.pairs),
                "preview": lambda: measure_previews(files, options.pairs),
                "export": lambda: measure_exports(files, options.pairs),
                "memory": lambda: measure_memory(files, options.pairs, name),
            }[part]()
    print(table(found))
    if not all(row.is_kept for row in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
