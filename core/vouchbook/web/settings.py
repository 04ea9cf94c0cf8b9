"""How the portal is hosted, as its pages know it."""

from vouchbook.hosting.settings import Brand, Mail, Settings

__all__ = ["Brand", "Mail", "Settings"]
