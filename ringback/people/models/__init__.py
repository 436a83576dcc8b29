from ringback.people.models.attribute_value import AttributeValue
from ringback.people.models.contact import Contact
from ringback.people.models.distinct import DistinctContacts
from ringback.people.models.erasure import Erasure
from ringback.people.models.identity import Identity
from ringback.people.models.organization import Organization
from ringback.people.models.reach import Reach
from ringback.people.models.segment import Segment

__all__ = [
    "AttributeValue",
    "Contact",
    "DistinctContacts",
    "Erasure",
    "Identity",
    "Organization",
    "Reach",
    "Segment",
]
