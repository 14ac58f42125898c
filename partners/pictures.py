"""The picture of one partner."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from foreign_affairs.templatetags.register import since
from foreign_affairs.views.pictures import picture_response
from partners.models import Partner, Tie


@require_safe
def partner_picture(request: HttpRequest, code: str) -> HttpResponse:
    """What the head of its page says: name, country, tie and since when, if a source says so."""
    partner = get_object_or_404(Partner.objects.public().with_names(), code=code)
    tie = Tie.objects.public().filter(partner=partner).in_list_order().first()
    return picture_response(
        title=str(partner.name),
        kicker=str(partner.country.name) if partner.country else "",
        line=words_of(tie) if tie else capfirst(str(partner.get_status_display())),
    )


def words_of(tie: Tie) -> str:
    kind = capfirst(str(tie.get_kind_display()))
    return f"{kind} {since(tie.since)}" if tie.since else kind
