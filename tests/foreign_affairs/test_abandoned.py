"""Uploads that nobody decided on are cleared; what the register names stays."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from foreign_affairs.models import ProposedChange
from tests.admin_pages import Posted, add_row, admin_url, form_data, logged_in
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_dossier_template,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """A folder of uploads of its own, which begins empty."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor() -> Client:
    return logged_in("Editor")


def files(media: Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def grow_old(media: Path, days: float) -> None:
    """All files there are become so old."""
    for name in files(media):
        moment = (media / name).stat().st_mtime - days * 24 * 3600
        os.utime(media / name, (moment, moment))


def cleared(media: Path, *options: str) -> set[str]:
    before = files(media)
    call_command("clear_uploads", *options)
    return before - files(media)


def with_scan(client: Client, agreement: Any, name: str) -> Posted:
    data = add_row(form_data(client, agreement), "files", title="Bản quét")
    return {**data, "files-0-file": SimpleUploadedFile(name, b"%PDF-1.4 scan")}


def conflict_with_scan(client: Client, name: str) -> tuple[Any, Any]:
    """An agreement, and the page of a conflict in which a scan waits for a choice."""
    agreement = make_agreement(state="draft", name_en="Old")
    mine = with_scan(client, agreement, name)
    other = logged_in("Editor")
    other.post(admin_url(agreement), form_data(other, agreement, name_en="New"))
    return agreement, client.post(admin_url(agreement), mine)


def test_only_what_was_abandoned_is_deleted(editor: Client, media: Path) -> None:
    # What a record has, had, or shall have …
    make_agreement_file()
    make_dossier_template()
    source = make_source(file=ContentFile(b"%PDF-1.4 first", name="first.pdf"))
    source.file = ContentFile(b"%PDF-1.4 second", name="second.pdf")
    source.save()
    public = make_agreement(state="published", sources=[make_source()])
    editor.post(admin_url(public), with_scan(editor, public, "proposed.pdf"))
    assert ProposedChange.objects.get().status == "waiting"
    (media / "notes.txt").write_text("of the operator")
    kept = files(media)
    # … what is left of a conflict …
    conflict_with_scan(editor, "abandoned.pdf")
    left = files(media) - kept
    grow_old(media, 31)
    # … and what somebody may be about to choose.
    conflict_with_scan(editor, "young.pdf")
    young = files(media) - kept - left

    assert (len(kept), len(left), len(young)) == (6, 1, 1)
    assert cleared(media, "--dry-run") == set()
    assert cleared(media) == left
    assert files(media) == kept | young


def test_days_are_chosen(editor: Client, media: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conflict_with_scan(editor, "scan.pdf")
    (name,) = files(media)
    grow_old(media, 2.5)
    assert cleared(media, "--days", "3") == set()
    with override("en"):
        call_command("clear_uploads", "--days", "2", "--dry-run")
        assert capsys.readouterr().out.endswith(f"{name}\n1 file would be deleted.\n")
        assert cleared(media, "--days", "2") == {name}
        assert capsys.readouterr().out == f"{name}\n1 file deleted.\n"
    with pytest.raises(CommandError):
        call_command("clear_uploads", "--days", "0")


def test_nothing_was_ever_uploaded(media: Path) -> None:
    media.rmdir()
    assert cleared(media) == set()


def test_choice_of_a_file_that_was_cleared_says_so(editor: Client, media: Path) -> None:
    agreement, page = conflict_with_scan(editor, "scan.pdf")
    (choice,) = page.context["choices"]
    grow_old(media, 31)
    cleared(media)
    answer = {"_typed": page.context["typed"], choice.name: "mine"}
    again = editor.post(admin_url(agreement), answer)
    (sentence,) = again.context["errors"]
    assert "scan.pdf" in sentence
    assert not agreement.files.exists()
    answer[choice.name] = "theirs"
    assert editor.post(admin_url(agreement), answer).status_code == 302
    assert not agreement.files.exists()
