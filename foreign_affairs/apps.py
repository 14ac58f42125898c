from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from foreign_affairs.collation import register_sqlite_collation


class ForeignAffairsConfig(AppConfig):
    name = "foreign_affairs"
    verbose_name = _("reference data and accounts")

    def ready(self) -> None:
        from foreign_affairs import register_state, roles, search

        connection_created.connect(register_sqlite_collation)
        # After the permissions of every app are there: django.contrib.auth makes them per app.
        post_migrate.connect(roles.keep_groups, dispatch_uid="keep_groups")
        search.connect()
        register_state.connect()
        autodiscover_modules("resources")


class RegisterAdminConfig(AdminConfig):
    default_site = "foreign_affairs.admin.site.RegisterSite"

    def ready(self) -> None:
        # The site lies in a package that registers with it. Whoever asks for the site first
        # would import that package, which makes a site of its own, and then make another.
        import_module("foreign_affairs.admin")
        super().ready()
