"""Pictures for those who show a link to a page of the register."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foreign_affairs.context import get_owner
from foreign_affairs.pictures import Words, picture

HOUR = 60 * 60


def picture_response(title: str, kicker: str = "", line: str = "") -> HttpResponse:
    """The picture with these words, below the name of the register and above that of its owner."""
    owner = get_owner()
    words = Words(
        register=_("Foreign-affairs register"),
        title=title,
        kicker=kicker,
        line=line,
        foot=str(owner.name) if owner else "",
    )
    response = HttpResponse(picture(words), content_type="image/png")
    patch_cache_control(response, public=True, max_age=HOUR)
    return response


@require_safe
def general_picture(request: HttpRequest) -> HttpResponse:
    """For all pages that have none of their own."""
    return picture_response(
        _("Foreign relations"), line=_("Partners, agreements, visits, events and figures")
    )
