from partners.admin import agreement, friendship, organisation, partner

__all__ = ["agreement", "friendship", "organisation", "partner"]
