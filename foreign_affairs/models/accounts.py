"""Staff accounts."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction


class User(AbstractUser):
    """A member of staff. Vietnamese names are written family name first."""

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Together with what the audit trail says of it."""
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username
