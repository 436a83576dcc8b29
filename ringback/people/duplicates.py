"""Contacts that may be one person, with what speaks for it. Nobody is merged by itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from rapidfuzz import fuzz

from ringback.access.policy import may
from ringback.access.standing import standing
from ringback.kit.clock import now
from ringback.kit.errors import Refusal, Unseen
from ringback.kit.text import fold
from ringback.ledger.actor import Actor
from ringback.people.models import Contact, DistinctContacts, Identity
from ringback.search.find import find
from ringback.search.match import Match, Term
from ringback.search.tokens import sought

NEAR = 88  # of 100
MOST = 5
_LOOKED_AT = 30
# Where everybody may have an address: the same domain says nothing.
_EVERYBODYS = frozenset(
    {"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.net", "web.de"}
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`evidence`: of `address` (the same but for what stands behind a plus), `number`, `name`, `organization`,
    `domain`. `name`: how near the names are, of 100, or 0."""

    contact: Contact
    evidence: Sequence[str]
    name: int


def suggested(actor: Actor, contact: Contact) -> list[Suggestion]:
    """Of a contact found for the actor: the same address or number written otherwise, or nearly the same name in the
    same organization or domain."""
    if contact.canonical_id is not None or not may(actor, "contact.merge"):
        return []
    own = list(contact.identities.all())
    candidates = _same_identity(own) | _same_words(actor, contact)
    seen = Contact.objects.visible_to(actor).filter(pk__in=candidates, canonical=None).exclude(pk=contact.pk)
    seen = seen.exclude(_distinct("first", "second", contact)).exclude(_distinct("second", "first", contact))
    others = seen.select_related("organization").prefetch_related("identities").order_by("id")
    found = [_compared(contact, own, other) for other in others[: 2 * _LOOKED_AT]]
    likely = [each for each in found if each.evidence]
    return sorted(likely, key=lambda each: (-len(each.evidence), each.contact.pk))[:MOST]


@transaction.atomic
def dismiss(by: Actor, contact_id: int, other_id: int) -> None:
    """They are two people: they are suggested to nobody any more. Doing it twice changes nothing."""
    seen = Contact.objects.visible_to(by)
    if not seen.filter(pk=contact_id).exists():
        raise Unseen()
    if contact_id == other_id or not seen.filter(pk=other_id).exists():
        raise Refusal(gettext("There is no such contact."), field="other", code="no-such")
    first, second = sorted((contact_id, other_id))
    DistinctContacts.objects.get_or_create(
        first_id=first, second_id=second, defaults={"by_id": standing(by).user_id, "at": now()}
    )


def _compared(contact: Contact, own: Iterable[Identity], other: Contact) -> Suggestion:
    theirs = list(other.identities.all())
    exact = [
        word
        for word, key in (("address", _bare_address), ("number", _digits))
        if _keys(own, key) & _keys(theirs, key)
    ]
    score = round(fuzz.token_sort_ratio(contact.folded, other.folded)) if contact.folded else 0
    together = [
        word
        for word, holds in (
            ("organization", contact.organization_id and contact.organization_id == other.organization_id),
            ("domain", _keys(own, _domain) & _keys(theirs, _domain)),
        )
        if holds
    ]
    near = ["name", *together] if score >= NEAR and together else []
    return Suggestion(other, exact + near, score if score >= NEAR else 0)


def _keys(identities: Iterable[Identity], key: Callable[[Identity], str]) -> set[str]:
    return {found for identity in identities if (found := key(identity))}


def _bare_address(identity: Identity) -> str:
    local, at, domain = identity.folded.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if identity.kind == Identity.EMAIL and at else ""


def _digits(identity: Identity) -> str:
    digits = "".join(sign for sign in identity.folded if sign.isdigit())
    return digits if identity.kind != Identity.EMAIL and len(digits) >= 7 else ""


def _domain(identity: Identity) -> str:
    domain = identity.folded.rpartition("@")[2] if identity.kind == Identity.EMAIL else ""
    return "" if domain in _EVERYBODYS else domain


def _same_identity(own: Iterable[Identity]) -> set[int]:
    same = Q(pk__in=[])
    for identity in own:
        if identity.kind == Identity.EMAIL:
            bare = _bare_address(identity)
            local, _, domain = bare.rpartition("@")
            plus = Q(folded__gte=f"{local}+", folded__lt=f"{local},", folded__endswith=f"@{domain}")
            same |= Q(kind=Identity.EMAIL) & (Q(folded=bare) | plus)
        elif digits := _digits(identity):
            same |= Q(kind__in=[Identity.PHONE, Identity.HANDLE], folded__in=[digits, f"+{digits}"])
    return set(Identity.objects.filter(same).values_list("contact_id", flat=True)[:_LOOKED_AT])


def _same_words(actor: Actor, contact: Contact) -> set[int]:
    """Those whom a word of the name finds: cheaper than comparing with everybody."""
    found: set[int] = set()
    for word in contact.folded.split()[:3]:
        tokens = sought(fold(word)).tokens
        if tokens and len(word) > 1:
            seen = Contact.objects.visible_to(actor)
            hits = find(Match((Term(tokens),), ()), kinds={"contact"}, objects=seen, limit=_LOOKED_AT)
            found |= {hit.object_id for hit in hits}
    return found


def _distinct(own: str, others: str, contact: Contact) -> Exists:
    said: QuerySet[DistinctContacts] = DistinctContacts.objects.filter(
        **{f"{own}_id": contact.pk, f"{others}_id": OuterRef("pk")}
    )
    return Exists(said)
