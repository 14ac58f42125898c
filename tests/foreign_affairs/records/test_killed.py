"""A process that is killed in the middle of an import leaves the register as it was."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from foreign_affairs.models import CooperationField
from foreign_affairs.records import imports
from tests.factories import make_cooperation_field
from tests.other_processes import database_url, python

CONFIRM = """
import time
import django
django.setup()
from foreign_affairs.models import Import
from foreign_affairs.records import imports

def stop(count):
    print(count, flush=True)
    time.sleep(600)

imports.confirm(Import.objects.get(), None, progress=stop)
"""

TELL = """
import json
import django
django.setup()
from foreign_affairs.models import CooperationField, Import
codes = [*CooperationField.objects.values_list("code", flat=True)]
states = [*Import.objects.values_list("state", flat=True)]
print(json.dumps([codes, states, CooperationField.history.count()]))
"""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_writing_nothing_is_written(tmp_path: Path) -> None:
    make_cooperation_field(code="trade", name_vi="Thương mại")
    rows = "".join(f"f{number},Lĩnh vực {number}\n" for number in range(3_000))
    text = f"code,name_vi\ntrade,Đổi tên\n{rows}"
    record = imports.receive(io.BytesIO(text.encode()), "x.csv", CooperationField)
    imports.preview(record)
    url = database_url(tmp_path)
    with python(CONFIRM, url) as child:
        # The first chunk is written, in a transaction that now never ends.
        assert child.stdout is not None
        assert int(child.stdout.readline()) > 0
        child.kill()
    with python(TELL, url) as other:
        found: Any = json.loads(other.communicate()[0])
    assert found == [["trade"], ["previewed"], 1]
    with python(CONFIRM.replace("time.sleep(600)", "pass"), url) as again:
        again.communicate()
    with python(TELL, url) as other:
        codes, states, history = json.loads(other.communicate()[0])
    assert (len(codes), states, history) == (3_001, ["written"], 3_002)
