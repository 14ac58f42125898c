from events.admin import commitment, delegation, event, programme, quiet_partners, recognition

__all__ = ["commitment", "delegation", "event", "programme", "quiet_partners", "recognition"]
