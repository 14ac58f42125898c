"""Which partners nothing was done with of late, as a filter of their list.

Here and not in the app of partners, which knows nothing of events: imports run one way.
"""

from django.utils.translation import gettext_lazy as _

from events.activity import quiet
from foreign_affairs.admin.list_filters import narrowing
from partners.admin.partner import PartnerAdmin

PartnerAdmin.list_filter = (
    narrowing("quiet", _("activity"), _("none for twelve months"), quiet),
    *PartnerAdmin.list_filter,
)
