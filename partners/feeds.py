"""The feed of one partner."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from foreign_affairs.bilingual import active_language
from foreign_affairs.open_data.feeds import RegisterFeed, identity, newest_of
from partners.models import Partner
from partners.taking_part import with_partner


class PartnerFeed(RegisterFeed):
    """The partner itself and the public records that it takes part in or that are about it."""

    def get_object(self, request: HttpRequest, code: str) -> Partner:
        return get_object_or_404(Partner.objects.public(), code=code)

    def title(self, partner: Partner) -> str:
        return _("Changes about %(partner)s") % {"partner": partner.name}

    def link(self, partner: Partner) -> str:
        return partner.get_absolute_url()

    def feed_guid(self, partner: Partner) -> str:
        return f"{identity(partner, active_language())}#changes"

    def items(self, partner: Partner) -> list[Any]:
        taking_part = with_partner(partner).values()
        return newest_of(
            [
                Partner.objects.public().filter(pk=partner.pk),
                *taking_part,
                partner.observations.public().with_names(),
                partner.orientations.public(),
            ]
        )
