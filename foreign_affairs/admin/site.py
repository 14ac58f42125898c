"""The admin as the office's workplace: its desk, its groups of records, its search."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs.admin import desk
from foreign_affairs.admin.autocomplete import SpellingsView
from foreign_affairs.admin.finding import find_records
from foreign_affairs.admin.list_filters import once
from foreign_affairs.admin.second_factor import CodeView, SecondFactorView
from foreign_affairs.models import InlineRow, StrOrPromise


@dataclass(frozen=True)
class Group:
    """Kinds of records that belong together, by the names of their models."""

    slug: str
    name: StrOrPromise
    models: tuple[str, ...]

    @property
    def url(self) -> str:
        """The place on the desk."""
        return f"{reverse('admin:index')}#{self.slug}"


SYSTEM = Group(
    "system",
    gettext_lazy("System"),
    ("Import", "Owner", "User", "Group", "FailedLogin", "AuditEntry", "DossierTemplate"),
)

GROUPS = (
    Group("decisions", gettext_lazy("To be decided"), ("ProposedChange", "Correction")),
    Group(
        "relations",
        gettext_lazy("Partners and relations"),
        ("Partner", "Tie", "Organisation", "FriendshipAssociation", "Contact"),
    ),
    Group("agreements", gettext_lazy("Agreements"), ("Agreement", "AgreementFile")),
    Group(
        "activities",
        gettext_lazy("Activities"),
        ("Delegation", "Event", "Programme", "Commitment", "Recognition"),
    ),
    Group(
        "figures",
        gettext_lazy("Figures and orientations"),
        ("Indicator", "Observation", "Orientation"),
    ),
    Group(
        "lists",
        gettext_lazy("Sources and code lists"),
        ("Source", "Country", "CooperationField"),
    ),
    SYSTEM,
)
"""The kinds of records as the office thinks of them, whatever app keeps them."""


def group_of(model: type[Any]) -> Group:
    """The group of a model: that of its record for a row inside one, system for the rest."""
    if issubclass(model, InlineRow):
        model = model.parent_model()
    return next((group for group in GROUPS if model.__name__ in group.models), SYSTEM)


def grouped(models: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups with models, in the shape of Django's list of apps; the rest is system."""
    found = {model["object_name"]: model for model in models}
    groups: list[dict[str, Any]] = []
    for group in GROUPS:
        known = [found.pop(each) for each in group.models if each in found]
        groups.append(
            {
                "name": group.name,
                "app_label": group.slug,
                "app_url": group.url,
                "has_module_perms": True,
                "models": known,
            }
        )
    groups[-1]["models"] += found.values()
    return [group for group in groups if group["models"]]


class RegisterSite(admin.AdminSite):
    index_title = gettext_lazy("Desk")

    def get_urls(self) -> list[Any]:
        own = [
            path("search/", self.admin_view(self.search_view), name="search"),
            path("second-factor/", SecondFactorView.as_view(), name="second_factor"),
            path("second-factor/code/", CodeView.as_view(), name="second_factor_code"),
        ]
        return [*own, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        # The desk, the page and its sidebar ask for it, and some admins ask the database.
        return once(request, "menu", lambda: self.menu(request))

    def menu(self, request: HttpRequest) -> list[Any]:
        models = [model for app in super().get_app_list(request) for model in app["models"]]
        for model in models:
            model["import_url"] = self.import_url(request, model["model"])
        return grouped(models)

    def import_url(self, request: HttpRequest, model: Any) -> str:
        """Where a file with rows of the model is taken in; '' where the user may not."""
        may_import = getattr(self.get_model_admin(model), "has_import_permission", None)
        if may_import is None or not may_import(request):
            return ""
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_import")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = {
            "role": desk.role_of(request.user),
            "sections": desk.sections(self, request),
            "changes": desk.last_changes(self, request),
        }
        return super().index(request, {**context, **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Nobody in the office knows apps: what they keep stands on the desk, in its groups."""
        return HttpResponseRedirect(reverse("admin:index"))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return SpellingsView.as_view(admin_site=self)(request)

    def search_view(self, request: HttpRequest) -> TemplateResponse:
        context = {
            **self.each_context(request),
            **find_records(self, request),
            "title": _("Search"),
        }
        return TemplateResponse(request, "admin/search.html", context)
