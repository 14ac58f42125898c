"""What was wrong on public pages and has been put right."""

from typing import Any

from django.db.models import F
from django.http import JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import ListView

from foreign_affairs.addresses import address_of
from foreign_affairs.models import Correction
from foreign_affairs.open_data.entries import AlsoJson, gathered
from foreign_affairs.views.base import PatientPages


class CorrectionList(AlsoJson, PatientPages, ListView):
    """The accepted corrections, newest first, each with what it is about."""

    template_name = "foreign_affairs/correction_list.html"
    json_name = "register:correction_list_json"
    paginate_by = 50

    def get_queryset(self) -> Any:
        newest = F("decided_on").desc(nulls_last=True)
        return Correction.objects.public().with_names().order_by(newest, "code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for correction in context["object_list"]:
            model: Any = Correction.model_about(correction.about)
            correction.kind_label = capfirst(model._meta.verbose_name)
            if correction.has_page:
                correction.url = address_of(model, "detail", correction.about_code)
        return context

    def get_json(self, context: dict[str, Any]) -> JsonResponse:
        absolute, page = self.request.build_absolute_uri, context["page_obj"]
        lines = [
            {
                "kind": correction.about,
                "name": str(correction.record_name),
                "decided_on": str(correction.decided_on),
                "text": str(correction.text),
                "url": absolute(correction.url) if correction.has_page else None,
            }
            for correction in page.object_list
        ]
        url = reverse("register:correction_list")
        return gathered(self.request, "corrections", _("Corrections"), url, lines, page)
