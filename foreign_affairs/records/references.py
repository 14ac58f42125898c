"""Texts → the records that they name: by code, former code, name in either language, spelling.

One index a kind of record, read when the first text asks for it; no query per text. A near miss
is never taken: it is refused with what was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from foreign_affairs.bilingual import LANGUAGE_CODES
from foreign_affairs.models import Country, FormerCode, OtherName
from foreign_affairs.records.columns import CellError, ChoiceColumn, name_in, name_with_code
from foreign_affairs.similar import comparable, name_and_kind
from foreign_affairs.text import fold

Model: TypeAlias = type[models.Model]

MOST_SUGGESTIONS = 5
NEAR_ENOUGH = 78
"""How near, in per cent, a name is to be suggested; a person decides."""

MOST_MISSES = 200
"""For so many unknown texts suggestions are looked up; a file with more is of something else."""

LONGEST_NAME = 500
"""A longer text names nothing, and would take long to be taken apart."""

KEPT_TEXTS = 1 << 14

ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "mttq": "mat tran to quoc",
    "tp": "thanh pho",
    "tphcm": "thanh pho ho chi minh",
    "hcm": "ho chi minh",
    "tx": "thi xa",
    "chdcnd": "cong hoa dan chu nhan dan",
    "chnd": "cong hoa nhan dan",
    "chlb": "cong hoa lien bang",
    "chxhcn": "cong hoa xa hoi chu nghia",
    "lb": "lien bang",
}
"""Short forms that every office uses, folded."""

_NAME_FIELDS = ("name_vi", "name_en", "official_name_vi", "official_name_en", "number")
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME_AND_CODE = re.compile(r"(.*?)\s*\[([a-z0-9-]+)\]", re.DOTALL)
_NAME_AND_PLACE = re.compile(r"(.+?)\s*(?:\(([^()]+)\)|\s[-\u2013]\s+([^\u2013]+)|,\s*([^,]+))")
_NUOC = re.compile(r"^nuoc (?=.)")


@dataclass(frozen=True)
class NewDraft:
    """A record that is to be made as a draft because a person said so: its first values by field.

    Stands where a code would stand; references in `values` are codes.
    """

    model: Model
    values: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return str(dict(self.values)["name_vi"])


class ReferenceFinder:
    """`also_known` tells of codes that are not in the register yet but in the files under way."""

    def __init__(
        self, also_known: Callable[[Model, str], bool] = lambda model, code: False
    ) -> None:
        self.also_known = also_known
        self.indexes: dict[Model, NameIndex] = {}
        self.misses = 0
        self._first = lru_cache(KEPT_TEXTS)(self._first_with_matches)

    def index(self, model: Model) -> NameIndex:
        if model not in self.indexes:
            self.indexes[model] = NameIndex(model)
        return self.indexes[model]

    def find(self, model: Model, text: str) -> str:
        """The code of the record of `model` that the text names. Raises CellError."""
        return self.find_among((model,), text)[1]

    def find_among(self, among: Sequence[Model], text: str) -> tuple[Model, str]:
        """The first of the models with a record that the text names, and its code.

        Raises CellError for what is not found, or could be several records.
        """
        model, codes = self._first_with_matches(tuple(among), text)
        if len(codes) == 1:
            return model, codes[0]
        if codes:
            raise self._ambiguous(model, text, codes)
        raise self._not_found(among, text)

    def named_among(self, among: Sequence[Model], text: str) -> tuple[Model, str] | None:
        """The same, without suggestions: None for what is not found or ambiguous."""
        model, codes = self._first(tuple(among), text)
        return (model, codes[0]) if len(codes) == 1 else None

    def _first_with_matches(self, among: tuple[Model, ...], text: str) -> tuple[Model, list[str]]:
        for model in self._by_name_beside_code(among, text) or among:
            if codes := self.matches(model, text):
                return model, codes
        return among[0], []

    def _by_name_beside_code(self, among: Sequence[Model], text: str) -> list[Model]:
        """Of several models with the code of “name [code]”, those whose record has the name."""
        named = _NAME_AND_CODE.fullmatch(text) if len(among) > 1 else None
        if named is None:
            return []
        return [
            model
            for model in among
            if named[2] in self.index(model).keys.get(name_key(named[1]), ())
        ]

    def _ambiguous(self, model: Model, text: str, codes: list[str]) -> CellError:
        names = self.index(model).names_of(codes[:MOST_SUGGESTIONS])
        return CellError(
            _("“%(text)s” can be any of: %(names)s. Write the code of the right one.")
            % {"text": text, "names": ", ".join(name_with_code(n, code) for code, n in names)},
            text=text,
            suggestions=names,
        )

    def _not_found(self, among: Sequence[Model], text: str) -> CellError:
        if _CODE.fullmatch(text):
            message = _("There is no %(kind)s with the code “%(code)s”.")
        else:
            message = _("There is no %(kind)s with the name “%(code)s”.")
        return CellError(
            message % {"kind": kinds_of(among), "code": text},
            text=text,
            suggestions=self.suggestions(among, text),
            may_draft=any(may_draft(model) for model in among),
        )

    def matches(self, model: Model, text: str) -> list[str]:
        """The codes of all records that the text may name; more than one is ambiguous."""
        if len(text) > LONGEST_NAME:
            return []
        index, code = self.index(model), text.casefold()
        if code in index.codes or self.also_known(model, code):
            return [code]
        if named := _NAME_AND_CODE.fullmatch(text):
            code = named[2]
            if code in index.codes or self.also_known(model, code):
                return [code]
        if code in index.former:
            return [index.former[code]]
        return index.by_name(text) or self._by_name_and_country(index, text)

    def _by_name_and_country(self, index: NameIndex, text: str) -> list[str]:
        """“Thành phố Daejeon - Hàn Quốc”, “Yamaguchi (Nhật Bản)”: the one of that country."""
        name, country = self.name_and_country(index.model, text)
        if not country:
            return []
        return [code for code in index.by_name(name) if index.countries.get(code) == country]

    def name_and_country(self, model: Model, text: str) -> tuple[str, str]:
        """The text without the country behind it, and the code of that country, if there is one."""
        found = _NAME_AND_PLACE.fullmatch(text)
        if found is None or model is Country or "country" not in field_names(model):
            return text, ""
        countries = self.matches(Country, next(filter(None, found.groups()[1:])))
        return (found[1], countries[0]) if len(countries) == 1 else (text, "")

    def suggestions(self, among: Sequence[Model], text: str) -> list[tuple[str, str]]:
        """(code, name) of what was probably meant, the nearest first."""
        self.misses += 1
        if self.misses > MOST_MISSES or len(text) > LONGEST_NAME:
            return []
        found: dict[tuple[str, str], float] = {}
        for model in among:
            index = self.index(model)
            wanted = comparable(spelled_out(self.name_and_country(model, text)[0]))
            # By words, of which one text may have more; by letters, however they are parted.
            for scorer, name, names in (
                (fuzz.token_set_ratio, wanted, index.comparables),
                (fuzz.ratio, wanted.replace(" ", ""), index.joined),
            ):
                near = process.extract(
                    name, names, scorer=scorer, score_cutoff=NEAR_ENOUGH, limit=MOST_SUGGESTIONS * 4
                )
                for _name, score, place in near:
                    (suggestion,) = index.names_of([index.names[place][0]])
                    found[suggestion] = max(score, found.get(suggestion, 0))
        return sorted(found, key=lambda one: (-found[one], one[1]))[:MOST_SUGGESTIONS]

    def draft(self, model: Model, text: str) -> NewDraft:
        """What a new record has that is known by its name alone. Raises CellError."""
        from foreign_affairs.records.resources import resource_for

        resource = resource_for(model)
        name, country = self.name_and_country(model, text)
        values = {"name_vi": name, **(resource.draft_values or {})}
        if country:
            values["country"] = country
        kind, columns = name_and_kind(name)[1], resource.columns()
        if any(
            column.name == "kind" and isinstance(column, ChoiceColumn) and kind in column.values
            for column in columns
        ):
            values.setdefault("kind", kind)
        is_incomplete = any(
            column.is_required and column.name not in {*values, "code"} for column in columns
        )
        if is_incomplete or not may_draft(model):
            raise CellError(
                _("A new %(kind)s cannot be made from the name “%(text)s” alone: make it first.")
                % {"kind": model._meta.verbose_name, "text": text},
                text=text,
            )
        return NewDraft(model, tuple(values.items()))

    def label(self, target: Any, language: str, among: Sequence[Model] = ()) -> str:
        """The name of a record as it is read back: alone if it is unique, or with its code."""
        name, model = name_in(target, language), type(target)
        is_unique = self.named_among(tuple(among) or (model,), name) == (model, target.code)
        return name if is_unique else name_with_code(name, target.code)


@cache
def field_names(model: Model) -> set[str]:
    return {model_field.name for model_field in model._meta.get_fields()}


def kinds_of(models_: Sequence[Model]) -> str:
    """“đối tác, cơ quan hoặc quốc gia” in the active language."""
    *first, last = (str(model._meta.verbose_name) for model in models_)
    return _("%(kinds)s or %(kind)s") % {"kinds": ", ".join(first), "kind": last} if first else last


def may_draft(model: Model) -> bool:
    """Whether a record of the model can be made from its name."""
    from foreign_affairs.records.resources import resource_for

    return resource_for(model).draft_values is not None


@dataclass
class NameIndex:
    """The codes and names of all records of a model; names are read when the first is asked for."""

    model: Model
    codes: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = set(self.model._default_manager.values_list("code", flat=True))

    @cached_property
    def former(self) -> dict[str, str]:
        return FormerCode.objects.present_codes(self.model)

    @cached_property
    def countries(self) -> dict[str, str]:
        """The country of each record, where the model has one."""
        if "country" not in field_names(self.model):
            return {}
        return dict(self.model._default_manager.values_list("code", "country__code"))

    @cached_property
    def units(self) -> dict[str, tuple[str, str]]:
        """The unit of each record in both languages, where the model has one."""
        if "unit_vi" not in field_names(self.model):
            return {}
        rows = self.model._default_manager.values_list("code", "unit_vi", "unit_en")
        return {code: (vi, en) for code, vi, en in rows}

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """(code, name) in every spelling, the records' own names first."""
        return [(code, name) for code, name in names_of(self.model) if name]

    @cached_property
    def keys(self) -> dict[str, list[str]]:
        """The codes by the key of each name."""
        return collected((name_key(name), code) for code, name in self.names)

    @cached_property
    def bare_keys(self) -> dict[str, list[tuple[str, str]]]:
        """(code, kind of locality) by the key of each name without the word for the kind."""
        bare = ((code, *bare_key(self.model, name)) for code, name in self.names)
        return collected((key, (code, kind)) for code, key, kind in bare)

    @cached_property
    def comparables(self) -> list[str]:
        return [comparable(spelled_out(name)) for _code, name in self.names]

    @cached_property
    def joined(self) -> list[str]:
        return [name.replace(" ", "") for name in self.comparables]

    def by_name(self, text: str) -> list[str]:
        """The codes of the records with the name; else those with it under another word for what
        they are: “Champasak” is “Tỉnh Champasak”, but “Thành phố Oryol” is not “Tỉnh Oryol”.
        """
        key = name_key(text)
        if not key:
            return []
        if exact := self.keys.get(key):
            return exact
        bare, kind = bare_key(self.model, text)
        alike = self.bare_keys.get(bare, ())
        return list(
            dict.fromkeys(code for code, own in alike if not own or not kind or own == kind)
        )

    @cached_property
    def first_names(self) -> dict[str, str]:
        return dict(reversed(self.names))

    def names_of(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """(code, first name) of each of the codes."""
        return [(code, self.first_names.get(code, code)) for code in codes]


def names_of(model: Model) -> Iterator[tuple[str, str]]:
    """(code, name) in every language and spelling of every record of the model."""
    from foreign_affairs.records.resources import resource_for

    records = model._default_manager.order_by("code")
    if through := resource_for(model).named_by:
        target: Any = model._meta.get_field(through).related_model
        own = dict(records.values_list(f"{through}__code", "code"))
        yield from ((own[code], name) for code, name in names_of(target) if code in own)
        return
    present = [name for name in _NAME_FIELDS if name in field_names(model)]
    if not present:
        yield from spoken_names(model)
        return
    for name in present:
        yield from records.values_list("code", name)
    for relation in model._meta.related_objects:
        rows: Any = relation.related_model
        if issubclass(rows, OtherName):
            parent = rows.parent_field
            yield from rows.objects.order_by("code").values_list(f"{parent}__code", "name")


def spoken_names(model: Model) -> Iterator[tuple[str, str]]:
    """What records without a name are called, like a tie by its kind and partner."""
    keys = [f.name for f in model._meta.concrete_fields if f.is_relation and not f.null]
    for record in model._default_manager.select_related(*keys).order_by("code"):
        for language in LANGUAGE_CODES:
            yield record.code, name_in(record, language)  # type: ignore[attr-defined]


def spelled_out(text: str) -> str:
    """The folded text with short forms written out: “UBND tỉnh” → “uy ban nhan dan tinh”."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in fold(text).split())


def name_key(text: str) -> str:
    """What is equal for two spellings of a name, whether they are one word or several."""
    return spelled_out(text).replace(" ", "")


def bare_key(model: Model, text: str) -> tuple[str, str]:
    """The key of the name without the word for what it is, and that kind of locality."""
    words = spelled_out(text)
    if model is Country:
        return _NUOC.sub("", words).replace(" ", ""), ""
    name, kind = name_and_kind(words)
    return name.replace(" ", ""), kind


def collected(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """The different values of each key, in order."""
    found: dict[str, dict[Any, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: list(values) for key, values in found.items()}
