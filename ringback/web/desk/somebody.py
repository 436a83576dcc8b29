"""A customer whom somebody typed: known by their address, or new."""

from django.utils.translation import gettext

from ringback.kit.errors import Refusal
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.people import contacts
from ringback.people.models import Contact
from ringback.web import addresses


def addressed(actor: Actor, typed: str, field: str) -> Contact:
    """Who reads mail at the one address that was typed, with a name or without. Raises Refusal for none or several."""
    found = addresses.read(typed, field)
    if len(found) != 1:
        raise Refusal(gettext("One mail address, please."), field=field)
    known = contacts.known_by("email", found[0].address)
    if known:
        return known
    words = {"name": found[0].name or found[0].address.partition("@")[0]}
    return contacts.create(actor, words, [("email", found[0].address)], None)


def called(actor: Actor, typed: str, field: str) -> Contact:
    """As `addressed`; where no address was typed, somebody new of that name."""
    if "@" in typed:
        return addressed(actor, typed, field)
    return contacts.create(actor, {"name": one_line(typed, 200)}, [], None)
