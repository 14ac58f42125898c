"""The list of attacks and faults in docs/security.md is true."""

import re

from django.conf import settings

LIST = settings.BASE_DIR / "docs" / "security.md"
FOLDERS = ("attacks", "faults")


def named() -> set[str]:
    return set(re.findall(r"`(tests/[\w/]+\.py)`", LIST.read_text()))


def test_every_test_in_the_list_exists() -> None:
    tests = {path: settings.BASE_DIR / path for path in named()}
    assert [path for path, file in tests.items() if not file.is_file()] == []
    assert [path for path, file in tests.items() if "\ndef test_" not in file.read_text()] == []


def test_every_attack_and_fault_is_in_the_list() -> None:
    there = {
        str(file.relative_to(settings.BASE_DIR))
        for folder in FOLDERS
        for file in (settings.BASE_DIR / "tests" / folder).glob("test_*.py")
    }
    assert len(there) > 8
    assert there - named() == set()
