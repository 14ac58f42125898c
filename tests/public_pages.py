"""What a person reads of a public page."""

import re
from html import unescape
from typing import Any


def words_of(response: Any) -> str:
    """The words of the main part of a page, each space a single one."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return words_in(main)


def words_in(markup: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())
