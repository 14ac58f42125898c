"""Staff accounts."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. Vietnamese names are written family name first."""

    def get_full_name(self) -> str:
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username
