"""Why a file cannot be used."""

from __future__ import annotations


class FileError(ValueError):
    """A file that cannot be used at all; the message is one sentence in the active language."""


class Unreadable(Exception):
    """What `book` turns into a FileError: raised where Django, and so the language, is not known.

    `sentence` is the untranslated sentence with %(name)s places, which `params` fill.
    """

    def __init__(self, sentence: str, **params: str | int) -> None:
        super().__init__(sentence % params if params else sentence)
        self.sentence = sentence
        self.params = params


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return sentence


DAMAGED = gettext_noop(
    "The file is damaged or too large. Open it in its own program and save it again."
)
TOO_MANY_ROWS = gettext_noop("The file has more than %(most)d rows. Split it.")
TOO_LONG_ROW = gettext_noop("Row %(row)d is too long for a table.")
TOO_LONG_CELL = gettext_noop("A cell in row %(row)d has more than %(most)d characters.")
