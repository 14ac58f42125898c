import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from foreign_affairs.records.folder import data_package, dump_folder, load_folder
from foreign_affairs.records.items import Kind
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.resources import REGISTRY
from tests.factories import make_contact, make_partner, make_partner_name, make_tie

FIXTURES = settings.BASE_DIR / "fixtures"

pytestmark = pytest.mark.django_db


def test_dump_leaves_out_what_is_not_finished_and_its_rows(tmp_path: Path) -> None:
    for state in ("draft", "review", "withdrawn", "internal", "published"):
        partner = make_partner(code=f"partner-{state}", state=state)
        make_partner_name(code=f"name-{state}", partner=partner)
    dump_folder(tmp_path)
    for file, stem in (("partners.csv", "partner"), ("partner_names.csv", "name")):
        lines = (tmp_path / file).read_text(encoding="utf-8").splitlines()[1:]
        assert [line.split(",")[0] for line in lines] == [f"{stem}-internal", f"{stem}-published"]


def test_dump_of_a_contact_loads_again(tmp_path: Path) -> None:
    make_contact(partner=make_partner(state="internal"), person="Nguyễn Văn A")
    make_tie(partner=make_partner(state="internal"))
    dump_folder(tmp_path)
    assert load_folder(tmp_path).counts.keys() == {Kind.UNCHANGED}


def test_dump_leaves_out_contacts_of_what_is_not_finished(tmp_path: Path) -> None:
    make_contact(partner=make_partner(state="draft"))
    kept = make_contact(partner=make_partner(state="internal"))
    dump_folder(tmp_path)
    lines = (tmp_path / "contacts.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == [kept.code]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "has no CSV files"),
        ({"unknown.csv": "code\nx\n"}, "“unknown.csv” is not a file of the register."),
        ({"partners.csv": ""}, "partners.csv: The file is empty."),
    ],
)
def test_load_refuses_a_folder_it_cannot_use(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with override("en"), pytest.raises(FileError) as caught:
        load_folder(tmp_path)
    assert reason in str(caught.value)


def test_load_is_one_transaction(tmp_path: Path) -> None:
    (tmp_path / "countries.csv").write_text("code,name_vi\nkr,Hàn Quốc\n", encoding="utf-8")
    (tmp_path / "partners.csv").write_text(
        "code,name_vi,kind,country\nx,Tên,city,zz\n", encoding="utf-8"
    )
    outcome = load_folder(tmp_path)
    assert not outcome.is_written
    for model in REGISTRY:
        assert model._default_manager.count() == 0


def test_data_package_describes_every_file_and_column() -> None:
    package = data_package()
    described = {
        resource["path"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    headers = {
        path.name: path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        for path in FIXTURES.glob("*.csv")
    }
    assert described == headers
    shipped = json.loads((FIXTURES / "datapackage.json").read_text(encoding="utf-8"))
    assert shipped == package
