"""The Vietnamese catalogue: complete, compiled, and of the texts that the source has now."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

BASE_DIR = Path(__file__).resolve().parents[2]
MESSAGES = Path("foreign_affairs/locale/vi/LC_MESSAGES")


def written(base: Path = BASE_DIR) -> Catalog:
    with (base / MESSAGES / "django.po").open("rb") as file:
        return read_po(file, locale="vi")


def texts(catalogue: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Translations by context and source text; of a plural, its forms by the singular."""
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for message in catalogue:
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[0]
            forms = [message.string] if isinstance(message.string, str) else message.string or [""]
            # Babel leaves the context of a compiled text as bytes.
            context: str | bytes | None = message.context
            context = context.decode() if isinstance(context, bytes) else context
            found[context, source] = tuple(forms)
    return found


def test_every_text_is_translated() -> None:
    assert [source for source, forms in texts(written()).items() if not all(forms)] == []


def test_no_translation_is_a_guess_or_left_over() -> None:
    catalogue = written()
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_compiled_catalogue_is_fresh() -> None:
    """Run `make messages` when this fails: machines without gettext use the compiled file."""
    translated = {source: forms for source, forms in texts(written()).items() if all(forms)}
    with (BASE_DIR / MESSAGES / "django.mo").open("rb") as file:
        assert texts(read_mo(file)) == translated


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not on this machine")
def test_catalogue_has_exactly_the_texts_of_the_source(tmp_path: Path) -> None:
    """Run `make messages` when this fails."""
    # A copy, because makemessages writes into the catalogue that it finds.
    apps = ("foreign_affairs", "partners", "events", "indicators", "templates")
    for name in apps:
        shutil.copytree(
            BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("vendor", "__pycache__")
        )
    shutil.copy(BASE_DIR / "manage.py", tmp_path)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "vi", "--no-obsolete"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "DEBUG": "1", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert texts(written(tmp_path)).keys() == texts(written()).keys()
