"""In which state the register is: marks that the database itself changes with every write."""

from django.db import models


class WriteMark(models.Model):
    """A random mark; `foreign_affairs.register_state` says who changes it, and reads them all.

    One row would do, but whoever writes keeps the row until the end of the transaction, and the
    next one would wait: on PostgreSQL each takes a row that is free.
    """

    is_derived = True
    """Not a part of the register: each database makes its own (see `foreign_affairs.operation`)."""

    slot = models.PositiveSmallIntegerField(primary_key=True)
    mark = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.slot}: {self.mark}"
