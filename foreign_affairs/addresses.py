"""The names under which the pages of a model are found."""

from django.db.models import Model
from django.urls import reverse

from foreign_affairs.models import Country, Record


def namespace_of(model: type[Model]) -> str:
    """The URL namespace of a model's pages."""
    app = model._meta.app_label
    return "register" if app == "foreign_affairs" else app


def has_pages(model: type[Model]) -> bool:
    """Whether each record of the model has a page, and all of them a list."""
    return issubclass(model, (Record, Country))


def address_of(model: type[Model], page: str, *args: str) -> str:
    """The address of a page of the model (see `record_paths`) in the language that is active."""
    return reverse(f"{namespace_of(model)}:{model._meta.model_name}_{page}", args=args)
