import csv
from pathlib import Path

import pytest
from django.conf import settings

from foreign_affairs.records.reading.spelling import is_syllable

WORDS = (
    "nghị hữu Việt Dương giữa gì quốc quyền quý thuở khuya huỳnh yên HỮU hòa hoà nước nghiêng "
    "ươm ở Huế khoảng bọn Đắk"
)


@pytest.mark.parametrize("word", WORDS.split())
def test_is_syllable_knows_vietnamese_words(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    [
        "Héi",
        "nghÞ",
        "Düsseldorf",
        "đôc",
        "nươc",
        "pờp",
        "São2",
        "Champasắc",
        "ốố",
        "ngb",
        "",
        "한국",
    ],
)
def test_is_syllable_refuses_others(word: str) -> None:
    assert not is_syllable(word)


def test_is_syllable_knows_nearly_every_word_of_the_register() -> None:
    words = set()
    for path in Path(settings.BASE_DIR, "fixtures").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column, text in row.items():
                    if column.endswith("_vi"):
                        words |= {w for w in text.replace("-", " ").split() if not w.isascii()}
    bare = {word.strip("“”().,;:–…?!’‘\"'/+") for word in words}
    bare = {word for word in bare if word.isalpha() and not word.isascii()}
    assert len(bare) > 500
    assert sum(map(is_syllable, bare)) > 0.97 * len(bare)
