"""Texts that a spreadsheet would run as a formula, made harmless in a CSV file and back.

A CSV cell has no type: Excel and LibreOffice run whatever begins like a formula. An apostrophe in
front, as people type it themselves, makes a text of it; one that stands there already is doubled,
so that reading takes away exactly what writing added.
"""

import re

_RUNS = re.compile(r"'*(?:[\t\r\n]|\s*[-=+@;|\uff1d\uff0b\uff0d\uff20])")
"""What begins like a formula, after any apostrophes.

Tab and line end separate cells in some imports, as `;` and `|` do; the full-width signs are the
plain ones to a spreadsheet set to Chinese or Japanese.
"""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text, or the text was escaped because of that."""
    # Most texts begin with a letter and need no closer look.
    return not text[:1].isalnum() and _RUNS.match(text) is not None


def escape(text: str) -> str:
    """The text for a cell of a CSV file; whoever double-clicks it opens it in Excel."""
    return f"'{text}" if is_formula(text) else text


def unescape(text: str) -> str:
    """The text that `escape` was given; any other comes back as it is."""
    return text[1:] if text.startswith("'") and is_formula(text) else text
