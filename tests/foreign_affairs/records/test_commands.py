from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from foreign_affairs.models import Country, Import
from foreign_affairs.records import imports
from foreign_affairs.records.export import Echo
from foreign_affairs.records.layout import read_table
from indicators.models import Observation
from partners.models import Partner
from tests.factories import make_country, make_indicator, make_partner, make_source

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


def export(folder: Path, name: str, *options: str) -> bytes:
    call_command("export_records", "partners.partner", str(folder / name), *options)
    return (folder / name).read_bytes()


def test_export_records_writes_the_columns_and_words_that_are_asked_for(tmp_path: Path) -> None:
    make_partner(code="daejeon", name_vi="Daejeon", kind="city")
    chosen = ("--columns", "name_vi, kind,code,kind")
    assert export(tmp_path, "a.csv", *chosen) == b"name_vi,kind,code\nDaejeon,city,daejeon\n"
    assert export(tmp_path, "b.csv", *chosen, "--language", "vi").decode() == (
        "Tên tiếng Việt,Loại,Mã\nDaejeon,Thành phố,daejeon\n"
    )
    assert export(tmp_path, "c.csv", *chosen, "--language", "en").decode() == (
        "Name in Vietnamese,Kind,Code\nDaejeon,City,daejeon\n"
    )


def test_export_records_for_excel_is_vietnamese_unless_told_otherwise(tmp_path: Path) -> None:
    make_partner(code="daejeon", name_vi="=Daejeon")
    chosen = ("--columns", "code,name_vi", "--excel")
    assert export(tmp_path, "a.csv", *chosen).decode() == (
        "\ufeffMã;Tên tiếng Việt\r\ndaejeon;'=Daejeon\r\n"
    )
    assert export(tmp_path, "b.csv", *chosen, "--language", "programs").decode() == (
        "\ufeffcode;name_vi\r\ndaejeon;'=Daejeon\r\n"
    )


def test_export_records_has_who_takes_part_for_people_only(tmp_path: Path) -> None:
    file = tmp_path / "delegations.csv"
    work = ("export_records", "delegation", str(file), "--columns", "code,partners")
    call_command(*work, "--language", "en")
    assert file.read_text() == "Code,Partners\n"
    with pytest.raises(CommandError, match="Unknown columns: partners"):
        call_command(*work)


def test_export_records_blank_writes_a_template(tmp_path: Path) -> None:
    make_partner(code="daejeon")
    table = read_table(export(tmp_path, "partners.xlsx", "--blank"), "partners.xlsx")
    assert (table.headers[:2], table.rows) == (["Mã", "Tên tiếng Việt"], [])


def test_import_records_says_that_a_template_is_not_filled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(tmp_path, "partners.xlsx", "--blank")
    call_command("import_records", "partners.partner", str(tmp_path / "partners.xlsx"))
    said = capsys.readouterr()
    assert said.out == "0 new, 0 changed, 0 unchanged, 0 refused.\n"
    assert said.err == ("The file has headings and no rows below them: nothing is filled in yet.\n")


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("a.csv", ["--columns", "code,colour"], "Unknown columns: colour. Known are: code, "),
        ("a.csv", ["--columns", ","], "Unknown columns: . Known are: code, "),
        ("a.csv", ["--blank"], "The file must end in .xlsx."),
        ("a.xlsx", ["--excel"], "The file must end in .csv."),
        ("none/a.csv", [], "“a.csv” cannot be written."),
    ],
)
def test_export_records_refuses_what_it_cannot_do(
    tmp_path: Path, name: str, options: list[str], reason: str
) -> None:
    with pytest.raises(CommandError) as caught:
        export(tmp_path, name, *options)
    assert caught.value.returncode == 2
    assert reason in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_export_records_that_fails_leaves_the_file_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_partner()
    file = write(tmp_path, "of before")

    def fail(text: str) -> str:
        raise RuntimeError

    monkeypatch.setattr(Echo, "write", lambda echo, line: fail(line))
    with pytest.raises(RuntimeError):
        export(tmp_path, file.name)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("partners.csv", "of before")
    ]


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


def test_import_records_writes_a_report_of_what_was_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "code,name_vi,kind,country\na,Tên,city,zz\n")
    report = tmp_path / "refused.csv"
    with pytest.raises(SystemExit):
        call_command("import_records", "partner", str(file), "--report", str(report))
    assert report.read_text(encoding="utf-8-sig").splitlines() == [
        "sheet;row;column;reason",
        ";2;country;There is no country with the code “zz”.",
    ]


def test_import_records_names_columns_as_the_file_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "Tên đối tác;Loại;Nước\nDaejeon;thành phố;Hàn Cuốc\n", "đối tác.csv")
    report = tmp_path / "refused.csv"
    with pytest.raises(SystemExit), override("vi"):
        call_command("import_records", "partner", str(file), "--report", str(report))
    said = "Không có quốc gia nào mang tên “Hàn Cuốc”."
    assert capsys.readouterr().err == f"đối tác.csv, dòng 2, cột “Nước”: {said}\n"
    assert report.read_text(encoding="utf-8-sig").splitlines()[1] == f";2;Nước;{said}"


def test_import_records_gives_refused_rows_back_to_be_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_country(code="kr")
    text = "code,name_vi,kind,country\na,Tên,city,zz\nb,Khác,city,kr\n"
    report = tmp_path / "refused.xlsx"
    arguments = ["import_records", "partner", str(write(tmp_path, text)), "--report", str(report)]
    with pytest.raises(SystemExit):
        call_command(*arguments, "--partial")
    assert Partner.objects.get().code == "b"
    (record,) = Import.objects.all()
    assert [row["place"] for row in imports.refused_rows(record)] == ["2"]
    make_country(code="zz")
    capsys.readouterr()
    call_command("import_records", "partner", str(report))
    assert capsys.readouterr().out == "1 new, 0 changed, 0 unchanged, 0 refused.\n"
    assert set(Partner.objects.values_list("code", flat=True)) == {"a", "b"}


def test_import_records_leaves_out_the_columns_it_is_told_to(tmp_path: Path) -> None:
    make_country(code="kr")
    file = write(tmp_path, "code,name_vi,kind,country,Màu\na,Tên,city,kr,đỏ\n")
    with pytest.raises(CommandError, match=r"Unknown columns: Màu\."):
        call_command("import_records", "partner", str(file))
    call_command("import_records", "partner", str(file), "--leave-out", "Màu")
    assert Partner.objects.get().code == "a"


@pytest.mark.parametrize(("mark", "value"), [(",", 1543), (".", Decimal("1.543"))])
def test_import_records_reads_ambiguous_numbers_as_it_is_told(
    tmp_path: Path, mark: str, value: Decimal
) -> None:
    indicator = make_indicator(code="fdi")
    file = write(tmp_path, "Chỉ tiêu;Kỳ;Giá trị\nfdi;2023;1.543\n")
    with pytest.raises(SystemExit):
        call_command("import_records", "observation", str(file))
    call_command("import_records", "observation", str(file), "--decimal-mark", f"value={mark}")
    assert Observation.objects.get(indicator=indicator).value == value
    with pytest.raises(CommandError, match="write COLUMN=, or COLUMN="):
        call_command("import_records", "observation", str(file), "--decimal-mark", "value=x")


def test_import_records_gives_all_rows_one_source(tmp_path: Path) -> None:
    make_country(code="kr")
    source = make_source(code="paper")
    file = write(tmp_path, "code,name_vi,kind,country\na,Tên,city,kr\n")
    call_command("import_records", "partner", str(file), "--source", "paper")
    assert list(Partner.objects.get().sources.all()) == [source]


def test_import_records_keeps_a_record_of_what_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_country(code="kr")
    file = write(tmp_path, "code,name_vi,kind,country\na,Tên,city,kr\n")
    call_command("import_records", "partner", str(file), "--dry-run")
    assert not Import.objects.exists()
    for _twice in range(2):
        call_command("import_records", "partner", str(file))
    kept = [(record.state, record.author, record.file_name) for record in Import.objects.all()]
    assert kept == [("written", None, "partners.csv")] * 2
    assert capsys.readouterr().err.startswith("This file was already imported on ")
