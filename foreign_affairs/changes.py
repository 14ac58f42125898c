"""What is written together carries one mark, so that history can tell one act from the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

from django.db import models

_under_way: ContextVar[UUID | None] = ContextVar("change_under_way", default=None)


def current_change() -> UUID:
    """The mark of the change under way; outside of one each row is a change by itself."""
    return _under_way.get() or uuid4()


class ChangeMark(models.UUIDField):
    """The mark of the change in which a row is inserted; rows of older days have none."""

    def pre_save(self, model_instance: models.Model, add: bool) -> UUID | None:
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, current_change())
        return super().pre_save(model_instance, add)


@contextmanager
def one_change() -> Iterator[UUID]:
    """Everything written inside is one change: one request, one command, one import."""
    mark = uuid4()
    token = _under_way.set(mark)
    try:
        yield mark
    finally:
        _under_way.reset(token)
