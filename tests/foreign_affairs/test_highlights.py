"""Which letters of a text are marked for folded words."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_affairs.highlights import EXCERPT, excerpt, marked, pieces
from foreign_affairs.text import fold


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Thành phố Daejeon", "daejeon", "Thành phố <mark>Daejeon</mark>"),
        ("Hợp tác với Bình Đông", "hop tac", "<mark>Hợp tác</mark> với Bình Đông"),
        ("Hợp tác với Bình Đông", "dong", "Hợp tác với Bình <mark>Đông</mark>"),
        ("Tỉnh Chăm-pa-sắc", "champasac", "Tỉnh <mark>Chăm-pa-sắc</mark>"),
        ("Tỉnh Chăm-pa-sắc", "pa", "Tỉnh Chăm-<mark>pa</mark>-sắc"),
        ("Quan hệ", "an", "Quan hệ"),
        ("Straße in Darmstadt", "strasse", "<mark>Straße</mark> in Darmstadt"),
        ("Dongdaejeon", "daejeon", "Dong<mark>daejeon</mark>"),
        (
            "Daejeon, không phải Dongdaejeon",
            "daejeon",
            "<mark>Daejeon</mark>, không phải Dongdaejeon",
        ),
        ("山口県と", "山口", "<mark>山口</mark>県と"),
        ("<b>Đông</b>", "dong", "&lt;b&gt;<mark>Đông</mark>&lt;/b&gt;"),
        ("Nebraska", "", "Nebraska"),
    ],
)
def test_words_are_marked(text: str, typed: str, shown: str) -> None:
    assert marked(text, fold(typed).split()) == shown


def test_decomposed_letters_are_marked_whole() -> None:
    text = normalize("NFD", "Hợp tác Đông Á")
    assert marked(text, ["dong"]) == normalize("NFD", "Hợp tác <mark>Đông</mark> Á")


@given(st.text(max_size=40), st.text(max_size=12))
def test_pieces_are_the_text(text: str, typed: str) -> None:
    assert "".join(piece.text for piece in pieces(text, fold(typed).split())) == text


def test_excerpt_is_cut_between_words_around_what_was_found() -> None:
    text = "một hai ba bốn " * 30 + "Daejeon " + "năm sáu bảy " * 30
    cut = excerpt(text, ["daejeon"])
    assert "Daejeon" in cut
    assert len(cut) <= EXCERPT + 4
    assert set(cut.strip("… ").split()) <= set(text.split())
    assert excerpt("Ngắn thôi", ["ngan"]) == "Ngắn thôi"
