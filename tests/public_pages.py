"""What a browser fetches of the site, and what a person reads of a public page."""

import re
from html import unescape
from typing import Any

from django.test import Client


def fetched(client: Client, address: str, **given: Any) -> Any:
    """The response, read to its end as a browser does; `body` is what came."""
    response: Any = client.get(address, **given)
    # The end of a stream closes it, without closing the test's connection as `close()` would.
    response.body = response.getvalue()
    return response


def words_of(response: Any) -> str:
    """The words of the main part of a page, each space a single one."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return words_in(main)


def words_in(markup: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())
