"""The MODEL argument of the import and export commands."""

from django.core.management.base import CommandError
from django.db import models
from django.utils.translation import gettext as _

from foreign_affairs.records.resources import REGISTRY


def model_by_name(name: str) -> type[models.Model]:
    """`partners.partner`, or `partner` alone. Raises CommandError (status 2) for anything else."""
    for model in REGISTRY:
        if name.lower() in (model._meta.label_lower, model._meta.model_name):
            return model
    known = ", ".join(sorted(model._meta.label_lower for model in REGISTRY))
    raise CommandError(
        _("“%(name)s” is no kind of record. Known are: %(known)s.")
        % {"name": name, "known": known},
        returncode=2,
    )
