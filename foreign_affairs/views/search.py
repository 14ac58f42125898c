"""Search over every public record by any spelling: the page, and suggestions while typing."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from unicodedata import normalize

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView, View

from foreign_affairs.addresses import address_of, namespace_of
from foreign_affairs.bilingual import active_language
from foreign_affairs.collation import in_code_order
from foreign_affairs.highlights import excerpt, how_many, marked, pieces, spans
from foreign_affairs.numbers import format_number
from foreign_affairs.search import (
    Near,
    Rank,
    find_public,
    matching,
    public_entries,
    searchable_models,
    words_of,
)
from foreign_affairs.text import clean_text, fold, strip_marks
from foreign_affairs.views.base import PatientPages
from foreign_affairs.vocabulary import near_names, near_words

LONGEST = 200
MOST_WORDS = 5
"""So many words of a search that finds nothing are looked up one by one."""
MOST_COUNTED = 1_000
"""Of a word that more records have is said that there are more."""
SCATTERED = Rank.NAME_HAS_WORDS
"""From this rank on the words stand nowhere together."""
PER_KIND = 5
"""So many records of a kind are shown as long as several kinds are."""
SUGGESTED = 6


class Search:
    """What somebody typed, and what it finds: exactly, or nearly where nothing has it exactly."""

    near: Near

    def __init__(self, text: str) -> None:
        self.text = clean_text(text)[:LONGEST].strip()
        self.near = {}

    @cached_property
    def kinds(self) -> list[dict[str, Any]]:
        """The kinds with hits: `key`, `label`, `number`, `content_type`; the best match first."""
        kinds = self.count_kinds()
        if not kinds:
            self.near = near_words(words_of(self.text)[:MOST_WORDS]) or self.other_name[0]
            kinds = self.count_kinds() if self.near else []
        return kinds

    @property
    def found(self) -> QuerySet[Any]:
        """The entries, in no order yet."""
        # Whether nearly is enough is known when the kinds are counted.
        return find_public(self.text, self.near if self.kinds else {}).order_by()

    @property
    def total(self) -> int:
        return sum(kind["number"] for kind in self.kinds)

    @property
    def words(self) -> list[str]:
        """The folded words that were looked for."""
        return [each for word in words_of(self.text) for each in self.near.get(word, [word])]

    def count_kinds(self) -> list[dict[str, Any]]:
        found = find_public(self.text, self.near)
        rows = found.order_by().values("content_type")
        # What the register is about comes before what its records point to.
        models = sorted(searchable_models(), key=lambda each: namespace_of(each) == "register")
        known = {model._meta.model_name: model for model in models}
        order = list(known)
        types = ContentType.objects
        kinds = [
            {
                **row,
                "key": (key := types.get_for_id(row["content_type"]).model),
                "label": capfirst(known[key]._meta.verbose_name_plural),
            }
            for row in rows.annotate(number=Count("pk"), best=Min("rank"))
        ]
        return sorted(kinds, key=lambda kind: (kind["best"], order.index(kind["key"])))

    def place_of_kind(self) -> Case:
        places = [
            When(content_type=kind["content_type"], then=Value(place))
            for place, kind in enumerate(self.kinds)
        ]
        return Case(*places, default=Value(0), output_field=IntegerField())

    def first_of_each_kind(self) -> QuerySet[Any]:
        """The best few of each kind, kind by kind."""
        order = ("rank", in_code_order())
        place = Window(RowNumber(), partition_by="content_type", order_by=order)
        return (
            self.found.annotate(place=place)
            .filter(place__lte=PER_KIND)
            .order_by(self.place_of_kind(), "place")
        )

    @cached_property
    def other_name(self) -> tuple[Near, str]:
        """A name that is the text but for one letter, and that word with the right one: of “quanh
        chau” both words are in the register, but Quảng Châu is meant.
        """
        words = words_of(self.text)
        near = near_names(words) if 1 < len(words) <= MOST_WORDS else []
        if not near:
            return {}, ""
        # For the index of `folded`, which has the name too, though not as a line of its own.
        is_name = [
            Q(folded_name__contains=f"\n {name} \n", folded__contains=f" {name} ")
            for *_, name in near
        ]
        entries = public_entries().filter(Q(*is_name, _connector=Q.OR)).order_by("pk")
        names = [said for entry in entries[:PER_KIND] for said in (entry.name_vi, entry.name_en)]
        for word, other, name in near:
            for said in names:
                if f" {name} " in f" {fold(said)} ":
                    places = [place for each in name.split() for place in spans(said, [each])]
                    return {word: [other]}, said[min(places)[0] : max(places)[1]]
        return {}, ""

    def meant(self, entry: Any) -> str:
        """The text as the register spells it, taken from the best entry that was nearly found."""
        said = [entry.name_vi, entry.name_en]
        said += [*entry.spellings.splitlines(), *entry.texts.splitlines()]
        meant = []
        for word in words_of(self.text):
            # Never a word that this entry does not have: it may have become hidden.
            others = self.near.get(word, [word])
            here = [each for each in others if each == word or f" {each} " in entry.folded]
            found = (
                text[slice(*place)]
                for each in here
                for text in said
                for place in spans(text, [each])
            )
            meant.append(next(found, word))
        return " ".join(meant)

    def single_words(self) -> list[dict[str, Any]]:
        """For a search that found nothing: those of its words that do find something, with the
        `number` of records up to MOST_COUNTED, or `is_more`.
        """
        words = words_of(self.text)[:MOST_WORDS]
        if len(words) < 2:
            return []
        typed = {fold(each): each for each in self.text.split()}
        found = []
        for word in words:
            number = matching(word, public_entries()).order_by()[: MOST_COUNTED + 1].count()
            is_more = number > MOST_COUNTED
            if number:
                number = min(number, MOST_COUNTED)
                found.append({"word": typed.get(word, word), "number": number, "is_more": is_more})
        return found


def describe(entry: Any, search: Search) -> None:
    """Gives an entry what a result shows: `kind_label`, `url`, `marked_name` with its `lang`, the
    name in the other language and, where no name has all the words, the place that has them.
    """
    model = entry.content_type.model_class()
    entry.kind_label = capfirst(model._meta.verbose_name_plural)
    entry.kind_key = model._meta.model_name
    entry.url = address_of(model, "detail", entry.code)
    entry.lang = entry.name.language if entry.name.is_fallback else ""
    entry.marked_name = marked(entry.name, search.words)
    entry.other_language = "vi" if active_language() == "en" else "en"
    other = getattr(entry, f"name_{entry.other_language}")
    entry.other_name = marked(other, search.words) if other != entry.name else ""
    entry.marked_spelling = entry.marked_text = ""
    typed = words_of(search.text)
    wanted = len(typed)
    if any(found_in(name, typed, search.near) == wanted for name in (entry.name, other)):
        return
    for spelling in entry.spellings.splitlines():
        if found_in(spelling, typed, search.near) == wanted:
            entry.marked_spelling = marked(spelling, search.words)
            return
    texts = entry.texts.splitlines()
    own_first = sorted(texts, key=lambda text: language_of(text) != active_language())
    best = max(own_first, key=lambda text: found_in(text, typed, search.near), default="")
    if found_in(best, typed, search.near):
        entry.marked_text = marked(excerpt(best, search.words), search.words)
        entry.text_lang = language_of(best) if language_of(best) != active_language() else ""


def found_in(text: str, typed: list[str], near: Near) -> int:
    """How many of the words that were typed a text has, or one that is near."""
    return sum(bool(how_many(text, near.get(word, [word]))) for word in typed)


def language_of(text: str) -> str:
    """The language of a text of the index, which does not say it: Vietnamese has its marks."""
    return "en" if strip_marks(text) == normalize("NFKC", text) else "vi"


class SearchView(PatientPages, ListView):
    """What is found, grouped by kind of record, the kind with the best match first.

    `?q=` are the words, `?kind=` leaves one kind (a model's name), which is shown in pages; of
    several kinds the best few of each are shown.
    """

    template_name = "foreign_affairs/search.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Any]:
        self.search = Search(self.request.GET.get("q", ""))
        kinds = self.search.kinds
        wanted = self.request.GET.get("kind", "")
        self.kind = next((kind for kind in kinds if kind["key"] == wanted), None)
        self.is_grouped = self.kind is None and len(kinds) > 1
        if self.is_grouped:
            return self.search.first_of_each_kind()
        found = self.search.found.order_by("rank", in_code_order())
        return found.filter(content_type=self.kind["content_type"]) if self.kind else found

    def get_paginate_by(self, queryset: Any) -> int | None:
        return None if self.is_grouped else self.paginate_by

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator[Any]:
        paginator: Paginator[Any] = super().get_paginator(*args, **kwargs)
        # Counted already, kind by kind.
        paginator.__dict__["count"] = self.kind["number"] if self.kind else self.search.total
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = self.search
        context = super().get_context_data(
            search_query=search.text,
            kinds=search.kinds,
            kind=self.kind,
            total=search.total,
            suggestion="",
            is_near=False,
            single_words=[],
            **kwargs,
        )
        context["object_list"] = entries = list(context["object_list"])
        for entry in entries:
            describe(entry, search)
        if entries:
            best = min(entries, key=lambda entry: entry.rank)
            context["is_near"] = bool(search.near)
            if search.near:
                context["suggestion"] = search.meant(best)
            elif best.rank >= SCATTERED:
                context["suggestion"] = search.other_name[1]
        elif search.text:
            context["single_words"] = search.single_words()
        context["groups"] = self.groups(entries)
        return context

    def groups(self, entries: list[Any]) -> list[dict[str, Any]]:
        """The kinds that are shown, each with its `entries`."""
        return [
            {**kind, "entries": shown, "rest": kind["number"] - len(shown)}
            for kind in self.search.kinds
            if (shown := [entry for entry in entries if entry.kind_key == kind["key"]])
        ]


class SuggestionsView(View):
    """The best matches for what is being typed into a search box, as JSON.

    `{"suggestions": [{"name": [["Thành phố ", false], ["Daejeon", true]], "kind": …, "url": …}],
    "all": {"label": …, "url": …}, "message": …}`: names cut up into what was typed and what stands
    between; `message` is for screen readers; `all` is null where nothing was found.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        search = Search(request.GET.get("q", ""))
        total = search.total
        entries = search.found.order_by("rank", search.place_of_kind(), in_code_order())
        shown = [self.suggestion(entry, search) for entry in entries[:SUGGESTED]] if total else []
        message = ngettext(
            "%(number)s suggestion, chosen with the arrow keys",
            "%(number)s suggestions, chosen with the arrow keys",
            len(shown),
        ) % {"number": len(shown)}
        all_label = ngettext("Show %(number)s result", "Show all %(number)s results", total) % {
            "number": format_number(total, active_language())
        }
        address = f"{reverse('register:search')}?{urlencode({'q': search.text})}"
        answer = {
            "suggestions": shown,
            "all": {"label": all_label, "url": address} if total else None,
            "message": message if shown else _("Nothing found"),
        }
        return JsonResponse(answer, headers={"X-Robots-Tag": "noindex"})

    def suggestion(self, entry: Any, search: Search) -> dict[str, Any]:
        describe(entry, search)
        return {
            "name": [list(piece) for piece in pieces(entry.name, search.words)],
            "lang": entry.lang,
            "kind": capfirst(entry.content_type.model_class()._meta.verbose_name),
            "url": entry.url,
        }
