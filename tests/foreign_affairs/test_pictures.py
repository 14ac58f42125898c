"""The picture beside a link: with all marks, of public partners alone, saying what is known."""

import io
import unicodedata
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from PIL import Image

from foreign_affairs import pictures
from foreign_affairs.pictures import Words, draw, fitted, font
from partners.models import Tie
from partners.pictures import words_of
from tests.factories import make_partner, make_tie

pytestmark = pytest.mark.django_db

LONG = "Hiệp hội Trung tâm Thương mại Thế giới và Diễn đàn Cộng đồng Thông minh Thế giới " * 3
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + ["đ"]


def pixels(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("name", [pictures.REGULAR, pictures.SEMIBOLD])
def test_face_has_every_vietnamese_letter(name: str) -> None:
    face = font(name, 34)
    nothing = bytes(face.getmask("\uffff"))
    missing = [
        letter
        for small in LETTERS
        for letter in (small, small.upper())
        if bytes(face.getmask(letter)) == nothing
    ]
    assert missing == []


def test_marks_apart_are_drawn_as_letters_with_marks() -> None:
    composed = draw(Words(register="Sổ", title="Thành phố Đà Nẵng"))
    apart = draw(Words(register="Sổ", title=unicodedata.normalize("NFD", "Thành phố Đà Nẵng")))
    assert apart == composed


@pytest.mark.parametrize("title", ["Emmen", LONG, "Ư" * 200, ""])
def test_picture_of_any_title_has_the_size_that_others_expect(title: str) -> None:
    image = pixels(draw(Words(register="Sổ", title=title, kicker=title, line=title, foot=title)))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    # The margin on the right is free.
    edge = image.crop((1200 - pictures.MARGIN + 8, 0, 1200, 520))
    assert len(edge.getcolors() or []) == 1


def test_title_is_as_large_as_its_length_allows() -> None:
    assert fitted("Emmen") == (["Emmen"], 84)
    two_lines = (["Hiệp hội Trung tâm", "Thương mại Thế giới"], 84)
    assert fitted("Hiệp hội Trung tâm Thương mại Thế giới") == two_lines
    lines, size = fitted("Hiệp hội Trung tâm Thương mại Thế giới và Diễn đàn Cộng đồng Thông minh")
    assert (len(lines), size) == (3, 60)
    assert (len(fitted(LONG)[0]), fitted(LONG)[1]) == (3, 40)


def test_pictures_are_served_and_may_be_kept(client: Client) -> None:
    make_partner(state="published", code="daejeon")
    for address in ("/vi/picture.png", "/vi/partners/daejeon/picture.png"):
        response = client.get(address)
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Cache-Control"] == "public, max-age=3600"
        assert pixels(response.content).size == (1200, 630)


def test_picture_follows_the_record_and_the_language(client: Client) -> None:
    partner = make_partner(state="published", code="daejeon", name_en="Daejeon")
    address = "/en/partners/daejeon/picture.png"
    before = client.get(address).content
    assert client.get("/vi/partners/daejeon/picture.png").content != before
    partner.name_en = "Taejon"
    partner.save()
    assert client.get(address).content != before


@pytest.mark.parametrize("state", ["draft", "review", "internal", "withdrawn"])
def test_hidden_partner_has_no_picture(client: Client, state: str) -> None:
    make_partner(state=state, code="secret")
    assert client.get("/vi/partners/secret/picture.png").status_code == 404


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2005-05", "Friendship and cooperation since May 2005"),
        ("2005/..", "Friendship and cooperation since 2005"),
        (">2005", "Friendship and cooperation after 2005"),
        (None, "Friendship and cooperation"),
    ],
)
def test_picture_says_since_when_only_if_a_source_does(since: Any, words: str) -> None:
    make_tie(since=since)
    with override("en"):
        assert words_of(Tie.objects.get()) == words


def test_page_names_its_picture(client: Client) -> None:
    make_partner(state="published", code="daejeon")
    named = '<meta property="og:image" content="http://testserver{}">'
    page = client.get("/en/partners/daejeon/").content.decode()
    assert named.format("/en/partners/daejeon/picture.png") in page
    assert named.format("/en/picture.png") in client.get("/en/events/").content.decode()
