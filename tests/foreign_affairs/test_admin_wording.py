"""What went and what came between two wordings of a text."""

import pytest

from foreign_affairs.admin.wording import Part, compare
from foreign_affairs.templatetags.wording import after, became, before

OLD = "Daejeon là đối tác hữu nghị từ năm 2004 và hợp tác đầu tư."
NEW = "Daejeon là đối tác hữu nghị từ năm 2005 và hợp tác đầu tư, y tế."


def test_compare_parts_a_text_by_words() -> None:
    assert compare(OLD, NEW) == (
        Part("stayed", "Daejeon là đối tác hữu nghị từ năm "),
        Part("went", "2004 "),
        Part("came", "2005 "),
        Part("stayed", "và hợp tác đầu "),
        Part("went", "tư."),
        Part("came", "tư, y tế."),
    )


def test_compare_keeps_texts_without_much_in_common_apart() -> None:
    assert compare("Tỉnh Bình Dương", "Đại học Yamaguchi") == (
        Part("went", "Tỉnh Bình Dương"),
        Part("came", "Đại học Yamaguchi"),
    )


@pytest.mark.parametrize("kind", ["came", "went"])
def test_compare_sees_that_only_the_end_is_different(kind: str) -> None:
    texts = ["Một câu.", "Một câu. Hai câu."]
    old, new = texts if kind == "came" else reversed(texts)
    assert compare(old, new) == (("stayed", "Một câu. "), (kind, "Hai câu."))


def test_texts_beside_each_other_have_their_own_marks() -> None:
    assert before("a <b> c d", "a <b> c e") == "a &lt;b&gt; c <del>d</del>"
    assert after("a <b> c e", "a <b> c d") == "a &lt;b&gt; c <ins>e</ins>"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "mới", ("–", "mới")),
        ("cũ", "", ("<del>cũ</del>", "<ins>–</ins>")),
    ],
)
def test_text_that_was_or_is_empty_is_a_dash(old: str, new: str, shown: tuple[str, str]) -> None:
    assert (before(old, new), after(new, old)) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("thành phố", "tỉnh", "<del>thành phố</del> → <ins>tỉnh</ins>"),
        ("", "tỉnh", "– → <ins>tỉnh</ins>"),
        ("tỉnh", "", "<del>tỉnh</del> → –"),
    ],
)
def test_short_texts_are_named_both(old: str, new: str, shown: str) -> None:
    assert became(old, new) == shown


def test_change_far_in_a_long_text_is_seen() -> None:
    """Both texts cut to their beginnings would be the same."""
    long = " ".join(f"từ{number}" for number in range(200))
    assert became(f"{long} cũ", f"{long} mới") == (
        "… từ194 từ195 từ196 từ197 từ198 từ199 <del>cũ</del><ins>mới</ins>"
    )


def test_compare_takes_no_time_over_texts_of_many_thousand_words() -> None:
    long = "từ " * 20_000
    assert compare(long, f"{long}x") == (Part("went", long), Part("came", f"{long}x"))
