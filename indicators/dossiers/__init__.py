"""What stands in the dossier of a partner, a country or a friendship organisation.

Here, in the last app of the chain, because a dossier looks at all of them; its shape and its Word
form are in `foreign_affairs.dossiers`.
"""

from indicators.dossiers.kinds import (
    country_dossier,
    friendship_dossier,
    partner_dossier,
)

__all__ = ["country_dossier", "friendship_dossier", "partner_dossier"]
