"""The pages in docs/ lead somewhere, and every picture is shown."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation.trans_real import translation

from docs.picture_scenes import DAY

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
VALUE = re.compile(r"%\(\w+\)[sd]|%[sd]")
GUIDES = sorted((ROOT / "docs").glob("huong-dan-*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    broken = []
    for path, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}")
    assert broken == []


def test_pictures_are_taken_by_the_script_and_shown() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    shown = set(re.findall(r"images/([\w-]+)\.png", text))
    kept = {picture.stem for picture in (ROOT / "docs" / "images").iterdir()}
    taken = {scene.picture for scene in DAY} - {""}
    assert (shown, taken) == (kept, kept)


def words_of_the_program() -> re.Pattern[str]:
    """Everything that the admin says in Vietnamese, with anything in the place of a value."""
    catalogue: Any = translation("vi")._catalog  # type: ignore[attr-defined]
    texts = {VALUE.sub("\0", plain(text)) for _msgid, text in catalogue.items()}
    said = (re.escape(text).replace("\0", ".+") for text in texts if text.strip("\0 "))
    return re.compile("|".join(said))


def plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .:…")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_guide_names_what_is_on_the_screen(guide: Path) -> None:
    """What is bold is a button, a field or a heading, by its name; or a lead, with a colon."""
    words = words_of_the_program()
    bold = re.findall(r"\*\*(.+?)\*\*", guide.read_text(encoding="utf-8"), re.DOTALL)
    labels = dict.fromkeys(" ".join(text.split()) for text in bold if text[-1] not in ":”")
    unknown = [
        label
        for label in labels
        if not words.fullmatch(plain(label))
        and not all(words.fullmatch(plain(part)) for part in re.split(" – |: ", label))
    ]
    assert unknown == []
