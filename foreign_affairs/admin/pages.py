"""Pages of a record beside its form, and the buttons that lead there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, update_wrapper
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path, reverse

from foreign_affairs.models import StrOrPromise


def admin_page(record: Any, page: str = "change") -> str:
    """The address of a page of a record in the admin, by the last part of its name."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk])


def page_context(
    model_admin: Any, request: HttpRequest, title: str, record: Any = None
) -> dict[str, Any]:
    """What `admin/record_page.html` shows around a page of an admin, about a record or several."""
    request.current_app = model_admin.admin_site.name
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "object": record,
    }


@dataclass(frozen=True)
class ObjectTool:
    """A button above the form of a record."""

    label: StrOrPromise
    url: str


@dataclass(frozen=True)
class RecordPage:
    """The page `<record>/<path>` of the admin; `view` gets the ModelAdmin, request and key."""

    path: str
    name: str
    view: Callable[..., Any]


class LinkedByKey(admin.ModelAdmin):
    """Every link of the register leads to a primary key."""

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """For `?_to_field=`. Django's own answer breaks on the name of a relation."""
        return to_field == self.opts.pk.name


class RecordPages(LinkedByKey):
    """Apps add to `record_pages` and `tool_makers` of admins that know nothing of them."""

    record_pages: ClassVar[tuple[RecordPage, ...]] = ()
    tool_makers: ClassVar[tuple[Callable[[HttpRequest, Any], Iterable[ObjectTool]], ...]] = ()

    def get_urls(self) -> list[Any]:
        stem = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<path:object_id>/{page.path}",
                self.admin_site.admin_view(update_wrapper(partial(page.view, self), page.view)),
                name=f"{stem}_{page.name}",
            )
            for page in self.record_pages
        ]
        return [*own, *super().get_urls()]

    def tools(self, request: HttpRequest, record: Any) -> Iterable[ObjectTool]:
        for make in self.tool_makers:
            yield from make(request, record)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        record = kwargs.get("obj")
        if record is not None:
            context["object_tools"] = list(self.tools(request, record))
        return super().render_change_form(request, context, *args, **kwargs)
