"""The pages of a dossier in the admin, and the ways there from other records."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foreign_affairs import audit, roles
from foreign_affairs.admin.pages import ObjectTool, RecordPage, admin_page, page_context
from foreign_affairs.dossiers import word
from foreign_affairs.dossiers.contents import Dossier
from foreign_affairs.models import Country, DossierTemplate
from indicators.dossiers import country_dossier, friendship_dossier, partner_dossier
from indicators.dossiers.reading import rows_of
from partners.models import FriendshipAssociation, Partner

Maker = Callable[[Any, Any], Dossier]

KINDS: dict[type[Any], tuple[str, Maker]] = {
    Partner: (DossierTemplate.Kind.PARTNER, partner_dossier),
    Country: (DossierTemplate.Kind.COUNTRY, country_dossier),
    FriendshipAssociation: (DossierTemplate.Kind.FRIENDSHIP, friendship_dossier),
}
"""Whose dossiers there are, with the kind of template and what makes them."""


def readable(model_admin: Any, request: HttpRequest, object_id: str) -> Any:
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404
    if not model_admin.has_view_or_change_permission(request, record):
        raise PermissionDenied
    return record


def dossier_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    record = readable(model_admin, request, object_id)
    _kind, make = KINDS[type(record)]
    dossier = make(record, request.user)
    context = {
        **page_context(model_admin, request, dossier.name, record),
        "dossier": dossier,
        "may_change": model_admin.has_change_permission(request, record),
        "word_url": admin_page(record, "dossier_word"),
    }
    response = TemplateResponse(request, "admin/dossier.html", context)
    add_never_cache_headers(response)
    return response


def dossier_word(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The Word document, by the office's template unless that fails."""
    record = readable(model_admin, request, object_id)
    kind, make = KINDS[type(record)]
    dossier = make(record, request.user)
    own = DossierTemplate.objects.filter(kind=kind).first()
    document = None
    if own is not None:
        try:
            with own.file.open("rb") as file:
                document = word.render(file.read(), dossier)
        except (OSError, word.TemplateProblem) as problem:
            reason = str(problem) if isinstance(problem, word.TemplateProblem) else ""
            sentence = _("The office's template could not be used; the shipped one was: %(reason)s")
            model_admin.message_user(
                request,
                sentence % {"reason": reason or _("its file is missing.")},
                messages.WARNING,
            )
    if document is None:
        document = word.render(word.shipped_template(kind), dossier)
    audit.note(audit.Action.EXPORTED, record, form="docx")
    response = HttpResponse(document, content_type=word.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{dossier.file_name()}"'
    response["Content-Language"] = "vi"
    add_never_cache_headers(response)
    return response


PAGES = (
    RecordPage("dossier/", "dossier", dossier_page),
    RecordPage("dossier.docx", "dossier_word", dossier_word),
)


@admin.display(description=gettext_lazy("dossier"))
def dossier_link(record: Any) -> str:
    label = _("Dossier of %(name)s") % {"name": record}
    words = capfirst(_("dossier"))
    return format_html(
        '<a href="{}" aria-label="{}">{}</a>', admin_page(record, "dossier"), label, words
    )


def own_dossier(request: HttpRequest, record: Any) -> Iterable[ObjectTool]:
    yield ObjectTool(capfirst(_("dossier")), admin_page(record, "dossier"))


def dossiers_of_partners(request: HttpRequest, record: Any) -> Iterable[ObjectTool]:
    """The dossiers of those that take part in a record, each once."""
    if not roles.has(request.user, "view", Partner):
        return
    rows = rows_of(record)
    prefetch_related_objects(rows, "partner")
    for partner in dict.fromkeys(row.partner for row in rows if row.partner_id):
        label = _("Dossier: %(name)s") % {"name": partner}
        yield ObjectTool(label, admin_page(partner, "dossier"))


def add_to(*admins: Any) -> None:
    """Gives admins that know nothing of dossiers the pages, the button and the column."""
    for model_admin in admins:
        model_admin.record_pages = (*model_admin.record_pages, *PAGES)
        model_admin.tool_makers = (own_dossier, *model_admin.tool_makers)
        model_admin.list_display = (*model_admin.list_display, dossier_link)


def lead_from(*admins: Any) -> None:
    """Gives the admins of what partners take part in the buttons to their dossiers."""
    for model_admin in admins:
        model_admin.tool_makers = (*model_admin.tool_makers, dossiers_of_partners)
