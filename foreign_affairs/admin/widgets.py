"""Pickers of other records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.http import HttpRequest

from foreign_affairs.words import named


def possible_keys(values: Sequence[str]) -> list[str]:
    """Without what cannot be a key of a row: a forged value is no reason for a server error."""
    return [value for value in values if str(value).isdecimal() and len(str(value)) < 19]


class LinkSelect(AutocompleteSelect):
    """`shared` reads at once what the same field of many rows links to: see `RowFormSet`."""

    shared: Callable[[], Mapping[int, Any]] | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """The empty choice, and what is chosen; the rest comes while somebody types."""
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for row in self.chosen([int(key) for key in possible_keys(value)]):
            label = self.choices.field.label_from_instance(row)
            options.append(self.create_option(name, row.pk, label, True, len(options)))
        return [(None, options, 0)]

    def chosen(self, keys: Sequence[int]) -> Iterable[Any]:
        if self.shared is None:
            return self.choices.queryset.filter(pk__in=keys)
        linked = self.shared()
        return [linked[key] for key in keys if key in linked]


class LinksSelect(AutocompleteSelectMultiple):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Leaves the refusal to the field, which a number beyond the database's would break."""
        values = super().value_from_datadict(data, files, name)
        return [value if possible_keys([value]) else "" for value in values]

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, possible_keys(value), attr)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Each choice has its own cross: none that takes away all of them by one slip."""
        return {**super().build_attrs(*args, **kwargs), "data-allow-clear": "false"}


class ShortWidgets(BaseModelAdmin):
    """Beside a link to another record only what people use: never a button that deletes it."""

    related_links: ClassVar[tuple[str, ...]] = ("add", "change", "view")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LinkSelect(db_field, self.admin_site))
            kwargs.setdefault("queryset", named(db_field.related_model))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LinksSelect(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            for link in {"add", "change", "view", "delete"}.difference(self.related_links):
                setattr(field.widget, f"can_{link}_related", False)
        return field
