from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.records.reading.legacy_text import (
    Evidence,
    Legacy,
    LegacyText,
    from_misread_utf_8,
    from_tcvn3,
    from_vni,
)

LETTERS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = [normalize("NFC", letter + tone) for letter in LETTERS for tone in TONES]

# Each row: a letter without tone, then huyền, hỏi, ngã, sắc, nặng, as the fonts have them.
IN_TCVN3 = """
    a µ ¶ · ¸ ¹  ¨ » ¼ ½ ¾ Æ  © Ç È É Ê Ë  e Ì Î Ï Ð Ñ  ª Ò Ó Ô Õ Ö  i × Ø Ü Ý Þ
    o ß á â ã ä  « å æ ç è é  ¬ ê ë ì í î  u ï ñ ò ó ô  \u00ad õ ö ÷ ø ù  y ú û ü ý þ
"""
IN_VNI = """
    a aø aû aõ aù aï  aê aè aú aü aé aë  aâ aà aå aã aá aä  e eø eû eõ eù eï
    eâ eà eå eã eá eä  i ì æ ó í ò  o oø oû oõ où oï  oâ oà oå oã oá oä
    ô ôø ôû ôõ ôù ôï  u uø uû uõ uù uï  ö öø öû öõ öù öï  y yø yû yõ yù î
"""


def misread(text: str) -> str:
    """What a program shows that takes the text in UTF-8 for one in windows-1252."""
    undefined = b"\x81\x8d\x8f\x90\x9d"
    return "".join(
        bytes([byte]).decode("latin-1" if byte in undefined else "cp1252") for byte in text.encode()
    )


@pytest.mark.parametrize(("typed", "letter"), [*zip(IN_TCVN3.split(), VOWELS, strict=True)])
def test_from_tcvn3_knows_every_vowel(typed: str, letter: str) -> None:
    assert from_tcvn3(typed) == letter


@pytest.mark.parametrize(("typed", "letter"), [*zip(IN_VNI.split(), VOWELS, strict=True)])
def test_from_vni_knows_every_vowel_small_and_large(typed: str, letter: str) -> None:
    assert from_vni(typed) == letter
    assert from_vni(typed.upper()) == letter.upper()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Héi h÷u nghÞ ViÖt - Lµo tØnh B×nh D\u00ad¬ng", "Hội hữu nghị Việt - Lào tỉnh Bình Dương"),
        ("§OµN RA", "ĐOÀN RA"),
        ("B¸o c¸o cña UBND TØNH", "Báo cáo của UBND TỈNH"),
        ("10 m² vµ 5°C", "10 m² và 5°C"),
    ],
)
def test_from_tcvn3(typed: str, text: str) -> None:
    assert from_tcvn3(typed) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Hoäi höõu nghò Vieät - Laøo", "Hội hữu nghị Việt - Lào"),
        ("tænh Bình Döông gaëp gôõ nöôùc Myõ", "tỉnh Bình Dương gặp gỡ nước Mỹ"),
        ("ÑOAØN ÑAÏI BIEÅU", "ĐOÀN ĐẠI BIỂU"),
        ("Quyõ hoïc boång", "Quỹ học bổng"),
    ],
)
def test_from_vni(typed: str, text: str) -> None:
    assert from_vni(typed) == text


@given(st.text(st.sampled_from(" ,-5ABCđĐXYZbcdgh" + "".join(VOWELS) + "".join(VOWELS).upper())))
def test_from_misread_utf_8_is_the_inverse_of_misreading(text: str) -> None:
    assert from_misread_utf_8(misread(text)) == text


@given(st.text())
def test_conversions_take_any_text(text: str) -> None:
    for legacy in Legacy:
        for is_mixed in (True, False):
            assert isinstance(LegacyText(legacy, is_mixed).converted(text), str)


def found_in(*texts: str) -> LegacyText | None:
    evidence = Evidence()
    for text in texts:
        evidence.add(text)
    return evidence.found()


@pytest.mark.parametrize(
    ("texts", "legacy", "is_mixed"),
    [
        (["§oµn ®¹i biÓu tØnh Champasak", "Lµo"], Legacy.TCVN3, False),
        (["Ñoaøn ñaïi bieåu tænh Champasak", "Laøo"], Legacy.VNI, False),
        (["Ñoaøn ñaïi bieåu", "Đoàn đại biểu tỉnh Bình Dương"], Legacy.VNI, True),
        ([misread("Đoàn đại biểu tỉnh Bình Dương")], Legacy.MISREAD_UTF_8, False),
    ],
)
def test_evidence_tells_how_a_text_is_written(
    texts: list[str], legacy: Legacy, is_mixed: bool
) -> None:
    assert found_in(*texts) == LegacyText(legacy, is_mixed)


@pytest.mark.parametrize(
    "texts",
    [
        ["Đoàn đại biểu tỉnh Bình Dương thăm Lào", "Pháp", "20 m²", "5°C", "«Hữu nghị»"],
        ["Düsseldorf", "Größe", "Malmö", "Universität Münster", "Gävle", "på", "Ærø", "Tromsø"],
        ["España", "año", "Curaçao", "Besançon", "São Paulo", "Île-de-France", "Côte d'Ivoire"],
        ["Łódź", "Škoda", "Αθήνα", "Москва", "山口県", "대전광역시", "ລາວ"],
        ["1.234,5 €", "± 5", "½", "© 2023"],
        ["Champasak", "plain letters only"],
        ["Lµo"],
        ["Ü", "Ö0Ý", "Þ"],
    ],
)
def test_evidence_leaves_other_texts_alone(texts: list[str]) -> None:
    assert found_in(*texts) is None


@pytest.mark.parametrize(
    ("text", "is_mixed", "after"),
    [
        ("Hµn Quèc", False, "Hàn Quốc"),
        ("§T", False, "ĐT"),
        ("São Paulo", False, "São Paulo"),
        ("Đoàn Lào", True, "Đoàn Lào"),
        ("Pháp", True, "Pháp"),
        ("bán", True, "bán"),
        ("bán", False, "bỏn"),
        ("Lµo", True, "Lào"),
        ("Champasak", True, "Champasak"),
    ],
)
def test_converted_looks_at_each_text(text: str, is_mixed: bool, after: str) -> None:
    assert LegacyText(Legacy.TCVN3, is_mixed).converted(text) == after
