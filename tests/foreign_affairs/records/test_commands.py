from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from foreign_affairs.models import Country
from partners.models import Partner
from tests.factories import make_country, make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


def write(folder: Path, text: str, name: str = "partners.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_import_records_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_country(code="kr")
    file = write(tmp_path, "code,name_vi,kind,country\na,Tên,city,kr\n")
    call_command("import_records", "partners.partner", str(file))
    assert capsys.readouterr().out == "1 new, 0 changed, 0 unchanged, 0 refused.\n"
    assert Partner.objects.get().code == "a"


def test_import_records_dry_run_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_country(code="kr")
    file = write(tmp_path, "code,name_vi,kind,country\na,Tên,city,kr\n")
    call_command("import_records", "partner", str(file), "--dry-run")
    assert capsys.readouterr().out == (
        "1 new, 0 changed, 0 unchanged, 0 refused.\nNothing was written.\n"
    )
    assert Partner.objects.count() == 0


@pytest.mark.parametrize(("options", "written"), [([], []), (["--partial"], ["a"])])
def test_import_records_ends_with_1_when_rows_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], written: list[str]
) -> None:
    make_country(code="kr")
    file = write(tmp_path, "code,name_vi,kind,country\na,Tên,city,kr\nb,Xấu,city,zz\n")
    with pytest.raises(SystemExit) as caught:
        call_command("import_records", "partners.partner", str(file), *options)
    assert caught.value.code == 1
    assert capsys.readouterr().err == (
        "partners.csv, row 3, column “country”: There is no country with the code “zz”.\n"
    )
    assert list(Partner.objects.values_list("code", flat=True)) == written


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["partners.village", "partners.csv"], "is no kind of record"),
        (["partners.partner", "missing.csv"], "“missing.csv” cannot be read."),
        (["partners.partner", "partners.csv"], "partners.csv: Unknown columns: colour."),
    ],
)
def test_import_records_ends_with_2_for_an_unusable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], reason: str
) -> None:
    write(tmp_path, "code,colour\na,red\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as caught:
        call_command("import_records", *arguments)
    assert caught.value.returncode == 2
    assert reason in str(caught.value)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_export_records_writes_the_file_its_name_asks_for(tmp_path: Path, ending: str) -> None:
    make_partner(code="daejeon")
    file = tmp_path / f"partners.{ending}"
    call_command("export_records", "partners.partner", str(file))
    start = {"csv": b"code,", "xlsx": b"PK\x03\x04", "json": b'[\n{"code": "daejeon"'}[ending]
    assert file.read_bytes().startswith(start)


def test_export_records_refuses_another_ending(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"The file must end in \.csv, \.xlsx, \.json\."):
        call_command("export_records", "partners.partner", str(tmp_path / "partners.pdf"))


def test_load_register_if_empty_leaves_a_register_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "code,name_vi,kind\ns,Nguồn,article\n", "sources.csv")
    write(tmp_path, "code,name_vi\nkr,Hàn Quốc\n", "countries.csv")
    call_command("load_register", str(tmp_path), "--if-empty")
    assert capsys.readouterr().out == "2 new, 0 changed, 0 unchanged.\n"
    Country.objects.update(name_vi="Đại Hàn Dân Quốc")
    call_command("load_register", str(tmp_path), "--if-empty")
    assert capsys.readouterr().out == ""
    assert Country.objects.get().name_vi == "Đại Hàn Dân Quốc"


def test_load_register_refuses_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "code,name_vi,kind,country\na,Tên,city,zz\n")
    write(tmp_path, "code,name_vi\nkr,Hàn Quốc\n", "countries.csv")
    with pytest.raises(CommandError) as caught:
        call_command("load_register", str(tmp_path))
    assert caught.value.returncode == 1
    assert "partners.csv, row 2, column “country”" in capsys.readouterr().err
    assert Country.objects.count() == 0
