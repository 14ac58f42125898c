"""A process that is killed in the middle of a request leaves the old state; asked again, the new.

The import is killed in `tests/foreign_affairs/records/test_killed.py`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from foreign_affairs.models import User
from foreign_affairs.storage import private_storage
from partners.models import AgreementFile, Partner
from tests.admin_pages import add_row, admin_url, form_data, logged_in
from tests.factories import make_agreement, make_partner, make_user
from tests.other_processes import database_url, python

pytestmark = pytest.mark.django_db(transaction=True)

SEND = """
import json, sys, time
import django
django.setup()
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from django.test import Client
from foreign_affairs.models import User

username, address, data, stops_at = sys.argv[1:]
data = json.loads(data)
for name, (file_name, content) in data.pop("FILES", {}).items():
    data[name] = SimpleUploadedFile(file_name, content.encode())

def stop(instance, **kwargs):
    print(instance.pk, flush=True)
    time.sleep(600)

if stops_at:
    post_save.connect(stop, sender=apps.get_model(stops_at), weak=False)
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(username=username))
print("answer", client.post(address, data).status_code, flush=True)
"""

TELL = """
import json, sys
import django
django.setup()
from django.apps import apps
model = apps.get_model(sys.argv[1])
rows = [*model.objects.order_by("pk").values_list(*sys.argv[2:])]
print(json.dumps([rows, model.history.count()]))
"""


def told(url: str, model: Any, *fields: str) -> Any:
    with python(TELL, url, model._meta.label, *fields) as child:
        return json.loads(child.communicate()[0])


def kill_while_sending(url: str, who: User, address: str, data: Any, stops_at: Any) -> None:
    """Sends the form in another process and kills that once a row of `stops_at` is saved."""
    with python(SEND, url, who.username, address, json.dumps(data), stops_at._meta.label) as child:
        assert child.stdout is not None
        assert int(child.stdout.readline()) > 0
        child.kill()


def send(url: str, who: User, address: str, data: Any) -> str:
    with python(SEND, url, who.username, address, json.dumps(data), "") as child:
        return child.communicate()[0].strip()


def test_publish_that_is_killed_after_its_first_record_publishes_none(tmp_path: Path) -> None:
    approver = make_user("Approver")
    partners = [make_partner(state="review") for _number in range(3)]
    for partner in partners:
        partner.sources.update(state="published")
    chosen = " ".join(f"{partner.pk}:{partner.version}" for partner in partners)
    address = f"{admin_url(Partner)}actions/move_to_published/"
    posted = {"chosen": chosen, "back": ""}
    url = database_url(tmp_path)
    before = told(url, Partner, "state", "version")
    assert [state for state, _version in before[0]] == ["review"] * 3
    kill_while_sending(url, approver, address, posted, Partner)
    assert told(url, Partner, "state", "version") == before
    assert send(url, approver, address, posted) == "answer 302"
    rows, history = told(url, Partner, "state", "version")
    assert rows == [["published", version + 1] for _state, version in before[0]]
    assert history == before[1] + 3


def test_upload_that_is_killed_leaves_no_row_and_nothing_that_stays(tmp_path: Path) -> None:
    editor = logged_in("Editor")
    who = User.objects.get()
    agreement = make_agreement(state="draft")
    data = add_row(form_data(editor, agreement), "files", title="Bản quét")
    scan = {f"files-{int(data['files-TOTAL_FORMS']) - 1}-file": ("a.pdf", "%PDF-1.4 scan")}
    posted = {name: value for name, value in data.items() if value is not None}
    posted["FILES"] = scan
    stored = files()
    url = database_url(tmp_path)
    kill_while_sending(url, who, admin_url(agreement), posted, AgreementFile)
    assert told(url, AgreementFile, "title") == [[], 0]
    # What the killed process had written to the disk belongs to nobody, and is cleared away.
    left = files() - stored
    assert [file.suffix for file in left] == [".pdf"]
    assert send(url, who, admin_url(agreement), posted) == "answer 302"
    assert told(url, AgreementFile, "title")[0] == [["Bản quét"]]
    kept = told(url, AgreementFile, "file")[0][0][0]
    for file in left:
        assert not file.samefile(private_storage().path(kept))
        file.unlink()


def files() -> set[Path]:
    return {file for file in Path(private_storage().path("")).rglob("*") if file.is_file()}
