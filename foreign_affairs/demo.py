"""The demo staff of ``make run``, and why their password opens nothing elsewhere."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from foreign_affairs.models import User

DEMO_PASSWORD = "demo-so-ngoai-vu"  # noqa: S105 - printed on purpose; see StaffBackend


class DemoMember(NamedTuple):
    username: str
    role: str
    role_vi: str
    last_name: str
    first_name: str


DEMO_STAFF = [
    # Sees every record in every state, changes none.
    DemoMember("viewer", "Viewer", "Người xem", "Trần Thị", "Xem"),
    # Types and imports what is not yet public.
    DemoMember("editor", "Editor", "Chuyên viên", "Nguyễn Văn", "Biên"),
    # Decides what the public may see.
    DemoMember("approver", "Approver", "Lãnh đạo phê duyệt", "Lê Thị", "Duyệt"),
    # Keeps accounts, roles and code lists.
    DemoMember("administrator", "Administrator", "Quản trị viên", "Phạm Văn", "Trị"),
]


class StaffBackend(ModelBackend):
    """Refuses the demo password with DEBUG=0.

    A database first filled by ``make run`` may end up on a server that people rely on; its
    demo accounts must not be a way in, even when nobody remembers that they exist.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if password == DEMO_PASSWORD and not settings.DEBUG:
            return None
        return super().authenticate(request, username=username, password=password, **kwargs)
