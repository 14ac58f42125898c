"""Files with columns that no file has: stamps, keys, accounts, and the public state."""

from io import BytesIO
from typing import Any

import pytest
from django.db import models

from foreign_affairs.admin.import_questions import input_name
from foreign_affairs.models import Import, Record, User
from foreign_affairs.records import imports
from foreign_affairs.records.batch import Batch
from foreign_affairs.records.decisions import Decisions
from foreign_affairs.records.headings import headings_of
from foreign_affairs.records.incoming import PlainTable
from foreign_affairs.records.items import Outcome
from foreign_affairs.records.layout import read_table
from foreign_affairs.records.reading.errors import FileError
from foreign_affairs.records.resources import REGISTRY
from partners.models import Partner
from tests.admin_pages import logged_in
from tests.factories import MAKERS, make_country, make_partner, make_user
from tests.foreign_affairs.test_importing import answer, page_of, upload

pytestmark = pytest.mark.django_db

NEVER_TAKEN = (
    *("id", "pk", "version", "created_at", "created_by", "created_by_id"),
    *("changed_at", "changed_by", "changed_by_id", "officer_id", "return_note", "history"),
    *("password", "is_superuser", "is_staff", "groups", "user_permissions", "username"),
    *("_state", "__class__", "officer__is_superuser", "sources__state", "objects"),
)

MODELS = list(REGISTRY)
RECORDS = [model for model in MODELS if issubclass(model, Record)]


def name_of(model: Any) -> str:
    return str(model.__name__)


def run(model: type[models.Model], text: str, user: Any) -> Outcome | None:
    """What became of the file; None for one that cannot be used."""
    try:
        return Batch([PlainTable(model, read_table(text.encode(), "file.csv"))], user).run()
    except FileError:
        return None


def made(model: type[models.Model], **given: Any) -> Any:
    return MAKERS[model](**given)


def as_stored(model: Any) -> list[Any]:
    return list(model._default_manager.order_by("pk").values())


def accounts() -> list[Any]:
    people = User.objects.order_by("pk").prefetch_related("groups", "user_permissions")
    return [
        (person.password, person.is_superuser, person.is_staff, list(person.groups.all()))
        for person in people
    ]


def test_no_account_role_or_import_comes_in_by_a_file() -> None:
    labels = {model._meta.label for model in MODELS}
    assert labels.isdisjoint({"foreign_affairs.User", "auth.Group", "foreign_affairs.Import"})
    assert "partners.AgreementFile" not in labels


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_no_file_has_a_column_for_what_the_register_itself_writes(model: Any) -> None:
    columns = headings_of(model).columns.values()
    assert {column.name for column in columns}.isdisjoint(NEVER_TAKEN)
    fields = {getattr(getattr(column, "field", None), "name", None) for column in columns}
    assert fields.isdisjoint(NEVER_TAKEN)


@pytest.mark.parametrize("model", MODELS, ids=name_of)
@pytest.mark.parametrize("role", ["Editor", "Administrator"])
def test_such_columns_change_nothing(model: Any, role: str) -> None:
    row = made(model)
    user = make_user(role)
    before, people = as_stored(model), accounts()
    for name in NEVER_TAKEN:
        run(model, f"code,{name}\n{row.code},1\n", user)
    assert as_stored(model) == before
    assert accounts() == people


@pytest.mark.parametrize("state", ["published", "internal", "withdrawn"])
@pytest.mark.parametrize("model", RECORDS, ids=name_of)
def test_editor_publishes_nothing_by_a_file(model: Any, state: str) -> None:
    row = made(model, state="review")
    before = as_stored(model)
    outcome = run(model, f"code,state\n{row.code},{state}\n", make_user("Editor"))
    assert outcome is not None
    assert {refusal.column for refusal in outcome.refusals} == {"state"}
    assert as_stored(model) == before


@pytest.mark.parametrize("model", RECORDS, ids=name_of)
def test_editor_withdraws_nothing_by_a_file(model: Any) -> None:
    row = made(model, state="published")
    before = as_stored(model)
    for state in ("draft", "withdrawn"):
        run(model, f"code,state\n{row.code},{state}\n", make_user("Editor"))
    assert as_stored(model) == before


def test_new_record_of_an_editor_is_not_published_by_its_file() -> None:
    code = make_country().code
    head = "name_vi,name_en,summary_vi,summary_en,kind,country,state\n"
    outcome = run(Partner, f"{head}A,B,C,D,province,{code},published\n", make_user("Editor"))
    assert outcome is not None
    assert not outcome.is_written
    assert Partner.objects.count() == 0


@pytest.mark.parametrize("name", ["version", "created_by", "id", "officer__is_superuser"])
def test_heading_cannot_be_said_to_be_such_a_column(name: str) -> None:
    country = make_country(code="kr")
    make_partner(code="p", country=country)
    client = logged_in("Editor")
    response = upload(client, "code;Hạng\np;77\n")
    assert page_of(response) == "questions"
    form = response.context["form"]
    field = input_name("heading", "Hạng")
    assert field in form.fields
    before = as_stored(Partner)
    response = answer(client, response, **{field: name})
    assert field in response.context["form"].errors
    assert as_stored(Partner) == before
    # Neither when the answer is put into the import past the form.
    file = BytesIO("code;Hạng\np;77\n".encode())
    forged = Decisions(mapping={"Hạng": name})
    record = imports.receive(file, "x.csv", Partner, User.objects.get(), forged)
    try:
        imports.preview(record)
        imports.confirm(record, User.objects.get(), partial=True)
    except (FileError, imports.NotOpen, imports.Changed):
        pass
    assert as_stored(Partner) == before
    assert Import.objects.count() == 2
