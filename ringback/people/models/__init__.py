from ringback.people.models.contact import Contact
from ringback.people.models.identity import Identity
from ringback.people.models.organization import Organization
from ringback.people.models.reach import Reach

__all__ = ["Contact", "Identity", "Organization", "Reach"]
