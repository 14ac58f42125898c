"""Accounts and roles: nobody gives, or takes over, more than he has himself."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from foreign_affairs import roles
from foreign_affairs.admin import columns, second_factor
from foreign_affairs.admin.autocomplete import ToldApart
from foreign_affairs.admin.deletion import deleted_together
from foreign_affairs.admin.pages import LinkedByKey, ObjectTool, RecordPage, RecordPages
from foreign_affairs.collation import in_vietnamese_order
from foreign_affairs.models import User
from foreign_affairs.text import fold

KEPT_GROUPS = {
    roles.VIEWER: _("Viewer"),
    roles.EDITOR: _("Editor"),
    roles.APPROVER: _("Approver"),
    roles.ADMINISTRATOR: _("Administrator"),
}
"""The code keeps these groups: a change would be undone by the next migration."""

ACTION_NAMES = {
    "view": _("view"),
    "add": _("add"),
    "change": _("change"),
    "delete": _("delete"),
    "publish": _("publish"),
}


def role_name(group: Group) -> str:
    return str(KEPT_GROUPS.get(group.name, group.name))


def permission_words(permission: Permission) -> tuple[str, str]:
    """“Đối tác”, “sửa”: of what, and what may be done to it."""
    kind = permission.content_type
    action = permission.codename.removesuffix(f"_{kind.model}")
    return capfirst(kind.name), str(ACTION_NAMES.get(action, action))


def permission_name(permission: Permission) -> str:
    """As a picker offers it: “Đối tác – sửa”."""
    return " – ".join(permission_words(permission))


def offer_permissions(field: Any, db_field: Any) -> Any:
    """In a picker of permissions: our words, and nothing that the system keeps for itself."""
    if db_field.related_model is Permission:
        models = roles.kept_models()
        types = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
        field.queryset = field.queryset.filter(content_type__in=types)
        field.label_from_instance = permission_name
    return field


def permissions_of(user: User) -> QuerySet[Permission]:
    """What an account is given, whether it is active or not."""
    return Permission.objects.filter(Q(group__user=user) | Q(user=user))


def permissions_within(user: Any) -> QuerySet[Permission]:
    """The permissions that the user has and so may give."""
    return Permission.objects.all() if user.is_superuser else permissions_of(user).distinct()


def groups_within(user: Any) -> QuerySet[Group]:
    """The groups that hold no permission beyond the user's own."""
    beyond = Permission.objects.exclude(pk__in=permissions_within(user).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)


def may_keep(keeper: Any, user: User) -> bool:
    """Whether an account is within reach: its password and mail lead to all that it may do."""
    if keeper.is_superuser:
        return True
    within = permissions_within(keeper).values("pk")
    return not user.is_superuser and not permissions_of(user).exclude(pk__in=within).exists()


class GroupFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(group.pk, role_name(group)) for group in Group.objects.order_by("pk")]


class PasswordForm(AdminPasswordChangeForm):
    # Django's own warning is not marked for translation.
    usable_password_help_text: Any = format_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        SetUnusablePasswordMixin.usable_password_help_text,
        _("If disabled, the current password for this user will be lost."),
    )


@admin.register(User)
class UserAdmin(columns.WrittenAnew, ToldApart, RecordPages, DjangoUserAdmin):
    record_pages = (RecordPage("second-factor/", "second_factor", second_factor.reset_view),)
    list_display = (
        "full_name",
        columns.stacked(_("username"), "username", "email", ordering="username"),
        "role",
        "shown_is_active",
        "last_login",
    )
    list_filter = ("is_active", ("groups", GroupFilter))
    change_password_form = PasswordForm
    ordering = (in_vietnamese_order("last_name"), in_vietnamese_order("first_name"), "username")
    readonly_fields = ("last_login", "date_joined", "shown_is_active", "role", "second_factor")
    show_facets = admin.ShowFacets.ALWAYS
    filter_horizontal = ("user_permissions",)
    add_fieldsets = (
        (None, {"fields": ("username", "last_name", "first_name", "email")}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
        (_("Role"), {"fields": ("is_staff", "groups")}),
    )

    @admin.display(description=_("full name"), ordering=in_vietnamese_order("last_name"))
    def full_name(self, user: User) -> str:
        return str(user)

    @admin.display(description=_("role"))
    def role(self, user: User) -> str:
        return ", ".join(map(role_name, user.groups.all()))

    @admin.display(description=_("second factor"))
    def second_factor(self, user: User) -> str:
        return second_factor.state_of(user)

    def tools(self, request: HttpRequest, user: User) -> Iterable[ObjectTool]:
        yield from super().tools(request, user)
        yield from second_factor.reset_tools(self, request, user)

    def told_apart_by(self, row: User) -> tuple[str, ...]:
        return (row.username,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        words = fold(search_term).split()
        rows = queryset.order_by().values_list("pk", "last_name", "first_name", "username", "email")
        found = [
            key for key, *texts in rows if all(word in fold(" ".join(texts)) for word in words)
        ]
        return queryset.filter(pk__in=found), False

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_keep(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (obj != request.user and may_keep(request.user, obj)))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return deleted_together(objs, request, self.admin_site)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        person = ("last_name", "first_name", "email")
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ("username", *person, "shown_is_active", "role")})]
        rights: tuple[str, ...] = ("is_active", "is_staff", "second_factor", "groups")
        if request.user.is_superuser:
            rights = (*rights, "is_superuser", "user_permissions")
        return [
            (None, {"fields": ("username", "password", *person)}),
            (_("Role"), {"fields": rights}),
            (_("Dates"), {"classes": ["collapse"], "fields": ("last_login", "date_joined")}),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = groups_within(request.user).order_by("pk")
            kwargs["widget"] = forms.CheckboxSelectMultiple
            field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
            field.label_from_instance = role_name
            return field
        return offer_permissions(
            super().formfield_for_manytomany(db_field, request, **kwargs), db_field
        )


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(LinkedByKey, DjangoGroupAdmin):
    list_display = ("title",)
    readonly_fields = ("rights",)

    @admin.display(description=_("role"), ordering="name")
    def title(self, group: Group) -> str:
        return role_name(group)

    @admin.display(description=_("permissions"))
    def rights(self, group: Group) -> str:
        """For who may only read it: a line for each kind of record."""
        actions = defaultdict(list)
        for permission in group.permissions.all():
            kind, action = permission_words(permission)
            actions[kind].append(action)
        lines = ((kind, ", ".join(done)) for kind, done in actions.items())
        return format_html_join("", "<div>{}: {}</div>", lines)

    def get_fieldsets(self, request: HttpRequest, obj: Group | None = None) -> Any:
        kept = obj is not None and not self.has_change_permission(request, obj)
        return [(None, {"fields": ("name", "rights" if kept else "permissions")})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).prefetch_related("permissions__content_type")

    def get_object(self, *args: Any, **kwargs: Any) -> Group | None:
        """The group under its name in the language of the page; a kept one is only read."""
        group = super().get_object(*args, **kwargs)
        if group is not None:
            group.name = role_name(group)
        return group

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._within(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._within(request, obj)

    def _within(self, request: HttpRequest, group: Group | None) -> bool:
        if group is None:
            return True
        if Group.objects.filter(pk=group.pk, name__in=KEPT_GROUPS).exists():
            return False
        return groups_within(request.user).filter(pk=group.pk).exists()

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        if db_field.name == "permissions":
            kwargs["queryset"] = permissions_within(request.user)
        return offer_permissions(
            super().formfield_for_manytomany(db_field, request=request, **kwargs), db_field
        )
