"""Search over every public record by any spelling."""

from difflib import get_close_matches
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, QuerySet, Value, When
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import ListView

from foreign_affairs.bilingual import active_language
from foreign_affairs.models import SearchEntry
from foreign_affairs.search import find_public, matching, public_entries, searchable_models
from foreign_affairs.text import clean_text, fold
from foreign_affairs.views.base import PatientPages, namespace_of

LONGEST = 200
MOST_WORDS = 5
"""So many words of a search that finds nothing are looked up one by one."""
LIKENESS = 0.75
"""How like a word of the register must be to one that finds nothing (1 is the same)."""


class SearchView(PatientPages, ListView):
    """What is found, grouped by kind of record, the kind with the best match first.

    `?q=` are the words, `?kind=` leaves one kind (a model's name).
    """

    template_name = "foreign_affairs/search.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[SearchEntry]:
        self.query = clean_text(self.request.GET.get("q", ""))[:LONGEST].strip()
        found: Any = find_public(self.query)
        self.kinds = self.count_kinds(found)
        wanted = self.request.GET.get("kind", "")
        self.kind = next((kind for kind in self.kinds if kind["key"] == wanted), None)
        if self.kind:
            return found.filter(content_type=self.kind["content_type"])
        places = [
            When(content_type=kind["content_type"], then=Value(place))
            for place, kind in enumerate(self.kinds)
        ]
        place = Case(*places, default=Value(0), output_field=IntegerField())
        return found.order_by(place, "rank", "code")

    def count_kinds(self, found: Any) -> list[dict[str, Any]]:
        """The kinds with hits: `key`, `label`, `number`, `content_type`."""
        rows = found.order_by().values("content_type", "content_type__model")
        models = {model._meta.model_name: model for model in searchable_models()}
        order = list(models)
        kinds = [
            {
                **row,
                "key": row["content_type__model"],
                "label": capfirst(models[row["content_type__model"]]._meta.verbose_name_plural),
            }
            for row in rows.annotate(number=Count("pk"), best=Min("rank"))
        ]
        return sorted(kinds, key=lambda kind: (kind["best"], order.index(kind["key"])))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            search_query=self.query,
            kinds=self.kinds,
            kind=self.kind,
            total=sum(kind["number"] for kind in self.kinds),
            **kwargs,
        )
        for entry in context["object_list"]:
            self.describe(entry)
        if self.query and not self.kinds:
            context.update(self.get_advice())
        return context

    def describe(self, entry: Any) -> None:
        """Gives an entry its `kind_label`, `url`, and `other_name` in the other language."""
        model = entry.content_type.model_class()
        entry.kind_label = capfirst(model._meta.verbose_name_plural)
        entry.url = reverse(
            f"{namespace_of(model)}:{model._meta.model_name}_detail", args=[entry.code]
        )
        entry.other_language = "vi" if active_language() == "en" else "en"
        other = getattr(entry, f"name_{entry.other_language}")
        entry.other_name = other if other != entry.name else ""

    def get_advice(self) -> dict[str, Any]:
        """For a search that found nothing: its words that do find something, and like ones."""
        among = public_entries()
        words = fold(self.query).split()[:MOST_WORDS]
        numbers = {word: matching(word, among).count() for word in words}
        names = among.values_list("folded_name", flat=True)
        known = {word for name in names for word in name.split() if len(word) > 2}
        like = {
            word: get_close_matches(word, known, n=1, cutoff=LIKENESS)
            for word, number in numbers.items()
            if not number
        }
        meant = " ".join(word for each in words for word in like.get(each, [each]))
        return {
            "single_words": [
                {"word": word, "number": number}
                for word, number in numbers.items()
                if number and len(words) > 1
            ],
            "suggestion": meant if find_public(meant).exists() else "",
        }
