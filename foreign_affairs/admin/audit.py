"""The audit trail and the failed log-ins: to read, and to lift a lock-out."""

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foreign_affairs import audit, lockout
from foreign_affairs.admin.accounts import KEPT_GROUPS, permission_name
from foreign_affairs.admin.exporting import filters_of
from foreign_affairs.admin.list_filters import RelatedOnlyFilter
from foreign_affairs.admin.pages import LinkedByKey
from foreign_affairs.dates import today
from foreign_affairs.models import AuditEntry, FailedLogin, PublicationState, User
from foreign_affairs.records.downloads import attachment
from foreign_affairs.records.formulas import escape

DETAILS = {
    "before": gettext_lazy("before"),
    "after": gettext_lazy("after"),
    "number": gettext_lazy("number"),
    "rows": gettext_lazy("rows"),
    "form": gettext_lazy("form of the file"),
    "filters": gettext_lazy("filters"),
    "file": gettext_lazy("file"),
    "fields": gettext_lazy("fields"),
    "given": gettext_lazy("given"),
    "taken": gettext_lazy("taken away"),
    "left": gettext_lazy("codes left"),
}
"""How the details of entries are called."""


def details_of(entry: AuditEntry) -> list[tuple[str, str]]:
    """The details as (name, value), both in words; databases keep them in orders of their own."""
    return [
        (str(label), in_words(name, entry.details[name]))
        for name, label in DETAILS.items()
        if name in entry.details
    ]


def in_words(name: str, value: Any) -> str:
    if name in ("before", "after"):
        return str(dict(PublicationState.choices).get(value, value))
    if name in ("given", "taken", "fields"):
        return ", ".join(right_in_words(part) for part in str(value).split(", "))
    return unquote_plus(value) if name == "filters" else str(value)


def right_in_words(text: str) -> str:
    """A role, a permission or a field of an account, as the forms call it."""
    if text in KEPT_GROUPS:
        return str(KEPT_GROUPS[text])
    for field in User._meta.concrete_fields:
        if field.name == text:
            return str(field.verbose_name)
    app, _dot, codename = text.partition(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    return permission_name(found) if found else text


def object_of(entry: AuditEntry) -> str:
    """“Đối tác: daejeon”; of many only their kind, in the plural."""
    model = entry.object_type.model_class() if entry.object_type else None
    if model is None:
        return entry.object_code
    if not entry.object_id:
        return str(capfirst(model._meta.verbose_name_plural))
    return f"{capfirst(model._meta.verbose_name)}: {entry.object_code or entry.object_id}"


def moment_of(entry: AuditEntry) -> str:
    return f"{timezone.localtime(entry.at):%d/%m/%Y %H:%M:%S}"


class ReadOnly(LinkedByKey):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("moment", "action", "who", "about", "told")
    list_display_links = None
    list_filter = ("action", ("person", RelatedOnlyFilter))
    list_select_related = ("person", "object_type")
    list_per_page = 100
    date_hierarchy = "at"
    search_fields = ("username", "object_code", "address")
    search_help_text = gettext_lazy("Username, code of a record or network address")
    ordering = ("-at", "-pk")
    actions = None
    show_full_result_count = False
    change_list_template = "admin/audit_list.html"

    class Media:
        css = {"all": ["foreign_affairs/admin-records.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("moment"), ordering="at")
    def moment(self, entry: AuditEntry) -> str:
        return moment_of(entry)

    @admin.display(description=gettext_lazy("who did it"), ordering="username")
    def who(self, entry: AuditEntry) -> str:
        lines = (
            str(entry.person) if entry.person else "",
            entry.username if entry.username != str(entry.person) else "",
            entry.address or "",
        )
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines if line)) or "–"

    @admin.display(description=gettext_lazy("concerning"), ordering="object_code")
    def about(self, entry: AuditEntry) -> str:
        said = object_of(entry)
        if not entry.object_id or entry.object_type is None:
            return said or "–"
        names = f"{entry.object_type.app_label}_{entry.object_type.model}"
        try:
            url = reverse(f"admin:{names}_change", args=[entry.object_id])
        except NoReverseMatch:
            return said
        return format_html('<a href="{}">{}</a>', url, said)

    @admin.display(description=gettext_lazy("details"))
    def told(self, entry: AuditEntry) -> str:
        return format_html_join("", "<div>{}: {}</div>", details_of(entry)) or "–"

    # To take away

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        return [
            path("export/", view, name="foreign_affairs_auditentry_export"),
            *super().get_urls(),
        ]

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The entries of the list as it is filtered, as CSV for Excel; that leaves one more."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            entries = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            url = reverse("admin:foreign_affairs_auditentry_changelist")
            return HttpResponseRedirect(f"{url}?{ERROR_FLAG}=1")
        entries = entries.filter(at__lte=timezone.now())
        audit.note(
            audit.Action.EXPORTED,
            AuditEntry,
            rows=entries.count(),
            form="csv",
            filters=filters_of(request),
        )
        name = f"nhat-ky-{today().isoformat()}.csv"
        return StreamingHttpResponse(
            written(entries), content_type="text/csv; charset=utf-8", headers=attachment(name)
        )


class Echo:
    """Gives back what a csv.writer would write."""

    def write(self, text: str) -> str:
        return text


def written(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    writer: Any = csv.writer(Echo(), delimiter=";")
    headings = (
        _("moment"),
        _("what was done"),
        _("username"),
        _("full name"),
        _("network address"),
        _("concerning"),
        _("details"),
    )
    yield "\ufeff" + writer.writerow([capfirst(heading) for heading in headings])
    for entry in entries.iterator():
        details = "; ".join(f"{name}: {value}" for name, value in details_of(entry))
        row = (
            moment_of(entry),
            entry.get_action_display(),
            entry.username,
            str(entry.person or ""),
            entry.address or "",
            object_of(entry),
            details,
        )
        yield writer.writerow([escape(cell) for cell in row])


# Failed log-ins


class LockedFilter(admin.SimpleListFilter):
    title = gettext_lazy("lock-out")
    parameter_name = "locked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("locked out now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        locked = [row.pk for row in queryset if lockout.locked_until(row.username, row.ip_address)]
        return queryset.filter(pk__in=locked)


@admin.register(FailedLogin)
class FailedLoginAdmin(ReadOnly):
    list_display = ("account", "address", "failures", "moment", "locked")
    list_display_links = None
    list_filter = (LockedFilter,)
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    actions = ("lift",)
    show_full_result_count = False

    class Media:
        css = {"all": ["foreign_affairs/admin-records.css"]}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What ends a lock-out is the action, which tells the audit trail."""
        return False

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("foreign_affairs.delete_failedlogin"))

    @admin.display(description=gettext_lazy("account"), ordering="username")
    def account(self, row: FailedLogin) -> str:
        name = str(row.username)
        return _("a name that no account has") if name.startswith(lockout.UNKNOWN) else name

    @admin.display(description=gettext_lazy("network address"), ordering="ip_address")
    def address(self, row: FailedLogin) -> str:
        return row.ip_address or "–"

    @admin.display(description=gettext_lazy("failures"), ordering="failures_since_start")
    def failures(self, row: FailedLogin) -> int:
        return row.failures_since_start

    @admin.display(description=gettext_lazy("last failure"), ordering="attempt_time")
    def moment(self, row: FailedLogin) -> str:
        return f"{timezone.localtime(row.attempt_time):%d/%m/%Y %H:%M:%S}"

    @admin.display(description=gettext_lazy("lock-out"))
    def locked(self, row: FailedLogin) -> str:
        until = lockout.locked_until(str(row.username), row.ip_address)
        if until is None:
            return "–"
        return _("locked out until %(time)s") % {"time": f"{timezone.localtime(until):%H:%M}"}

    @admin.action(description=gettext_lazy("Lift the lock-out"), permissions=["lift"])
    @transaction.atomic
    def lift(self, request: HttpRequest, queryset: QuerySet[FailedLogin]) -> None:
        """Forgets the failures of these accounts and of these addresses."""
        rows = list(queryset)
        names = {row.username for row in rows}
        addresses = {row.ip_address for row in rows} - {None}
        FailedLogin.objects.filter(Q(username__in=names) | Q(ip_address__in=addresses)).delete()
        known = User.objects.in_bulk(names, field_name="username")
        for name in sorted(map(str, names)):
            audit.note(audit.Action.LOCKOUT_LIFTED, known.get(name, User))
        sentence = ngettext(
            "%(count)d lock-out is lifted: whoever it was can log in again.",
            "%(count)d lock-outs are lifted: whoever it was can log in again.",
            len(names),
        )
        self.message_user(request, sentence % {"count": len(names)}, messages.SUCCESS)
