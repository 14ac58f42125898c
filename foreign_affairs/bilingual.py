"""Text kept in `<name>_vi` and `<name>_en`, read in the language of the page."""

from typing import Any

from django.utils.translation import get_language

LANGUAGE_CODES = ("vi", "en")


class BilingualText(str):
    """A text and the language it is really in, which the page marks when it is not its own."""

    language: str

    def __new__(cls, text: str, language: str) -> "BilingualText":
        self = super().__new__(cls, text)
        self.language = language
        return self

    @property
    def is_fallback(self) -> bool:
        return bool(self) and self.language != active_language()


def active_language() -> str:
    """`vi` or `en`: Vietnamese unless English is active."""
    return "en" if (get_language() or "").startswith("en") else "vi"


class Bilingual:
    """Reads `<stem>_vi` or `<stem>_en` by the active language, the other where that is empty."""

    def __init__(self, stem: str) -> None:
        self.stem = stem

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        first = active_language()
        second = "vi" if first == "en" else "en"
        text = getattr(instance, f"{self.stem}_{first}")
        if text:
            return BilingualText(text, first)
        return BilingualText(getattr(instance, f"{self.stem}_{second}") or "", second)
