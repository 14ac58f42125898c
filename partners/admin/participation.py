"""Who takes part: the inline and the page of a row, shared with the events."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.base import InlineRowAdmin
from foreign_affairs.admin.form_fields import Fields
from foreign_affairs.admin.forms import RowForm
from foreign_affairs.admin.inlines import StackedRowInline
from partners.models import Participation


def who_takes_part(model: type[Participation]) -> Prefetch:
    """The rows that the column `bodies` reads, with whom they name."""
    rows = model._meta.get_field(model.parent_field).remote_field.name  # type: ignore[union-attr]
    bodies = ("partner", "organisation", "country")
    return Prefetch(rows, model._default_manager.select_related(*bodies))


class ParticipationForm(RowForm):
    # Nearly every record has both sides.
    begun: ClassVar[tuple[dict[str, str], ...]] = (
        {"side": Participation.Side.HOME},
        {"side": Participation.Side.PARTNER},
    )


class ParticipationInline(StackedRowInline):
    form = ParticipationForm
    is_copied = True
    names = (
        ("role", "side", "order"),
        ("partner", "organisation", "country"),
        ("person", "office_vi", "office_en"),
    )


class ParticipationAdmin(InlineRowAdmin):
    list_filter: Fields = ("role", "side")
    searched_texts = ("person", "office_vi", "office_en")

    @admin.display(description=_("who"))
    def who(self, row: Participation) -> str:
        return ", ".join(str(part) for part in (row.person, row.body) if part)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        parent = self.model.parent_field
        self.list_display = ("who", "role", "side", parent)
        self.list_select_related = ("partner", "organisation", "country", parent)
