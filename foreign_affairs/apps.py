from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from foreign_affairs.checks import proxies_are_named
from foreign_affairs.collation import register_sqlite_collation


class ForeignAffairsConfig(AppConfig):
    name = "foreign_affairs"
    verbose_name = _("reference data and accounts")

    def ready(self) -> None:
        from foreign_affairs import audit, register_state, roles, search
        from foreign_affairs.middleware import WorkingDayMiddleware

        checks.register(proxies_are_named, checks.Tags.security, deploy=True)
        connection_created.connect(register_sqlite_collation)
        # After the permissions of every app are there: django.contrib.auth makes them per app.
        post_migrate.connect(roles.keep_groups, dispatch_uid="keep_groups")
        search.connect()
        audit.connect()
        user_logged_in.connect(WorkingDayMiddleware.begin)
        register_state.connect()
        autodiscover_modules("resources")


class RegisterAdminConfig(AdminConfig):
    default_site = "foreign_affairs.admin.site.RegisterSite"

    def ready(self) -> None:
        from django.contrib.admin import site
        from django_otp.plugins.otp_static.models import StaticDevice
        from django_otp.plugins.otp_totp.models import TOTPDevice

        # The site lies in a package that registers with it. Whoever asks for the site first
        # would import that package, which makes a site of its own, and then make another.
        import_module("foreign_affairs.admin")
        super().ready()
        # Its pages show the secrets of everybody's second factor.
        for model in (TOTPDevice, StaticDevice):
            site.unregister(model)
