"""Verbs on contacts."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from ringback.access.models import User
from ringback.access.policy import Reach as Far
from ringback.access.policy import require
from ringback.access.prepared import prepared
from ringback.access.standing import standing
from ringback.kit.channel_names import CHANNELS
from ringback.kit.clock import now
from ringback.kit.errors import Forbidden, Refusal, Stale
from ringback.kit.inserting import insert
from ringback.kit.text import fold, one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append
from ringback.people import attributing
from ringback.people.addresses import read_identity
from ringback.people.attributing import Given
from ringback.people.families import canonical_of, one_person
from ringback.people.models import Contact, Identity, Organization, Reach
from ringback.people.reaching import reach
from ringback.search.put import put

_WORDS = ("name", "form_of_address", "language", "time_zone", "preferred_channel", "notes")
# What customers say of themselves.
OWN = ("name", "form_of_address", "language", "preferred_channel")


def known_by(kind: str, value: str) -> Contact | None:
    """The contact behind an identity, if we know it."""
    found = _identity(kind, fold(value))
    return found[0].contact if found else None


@prepared("folded")
def _identity(kind: str, folded: str) -> QuerySet[Identity]:
    return Identity.objects.select_related("contact").filter(kind=kind, folded=folded)


@transaction.atomic
def meet(address: str, name: str) -> tuple[Contact, list[Fact]]:
    """The contact who writes from this mail address, made on first sight, and the facts for the caller's one
    append.

    Two mails at once end with one contact: the identity is unique, and who comes second finds the first's.
    """
    contact = known_by(Identity.EMAIL, address)
    return (contact, []) if contact else _made(address, name)


def _made(address: str, name: str) -> tuple[Contact, list[Fact]]:
    try:
        with transaction.atomic():
            return _meet_new(address, name)
    except IntegrityError:
        return Identity.objects.select_related("contact").get(
            kind=Identity.EMAIL, folded=fold(address)
        ).contact, []


@transaction.atomic
def hear_from(address: str, name: str) -> tuple[Contact, list[Fact]]:
    """As `meet`, for one whose mail has come: an address that was failing does so no more."""
    known = _identity(Identity.EMAIL, fold(address))
    if not known:
        return _made(address, name)
    identity = known[0]
    if identity.failing_since is None:
        return identity.contact, []
    identity.failing_since, identity.failure = None, ""
    identity.save(update_fields=["failing_since", "failure"])
    data = {"identity": identity.pk}
    return identity.contact, [Fact("contact.address_works", "contact", identity.contact_id, data=data)]


def _meet_new(address: str, name: str) -> tuple[Contact, list[Fact]]:
    contact = _build({"name": name or address.partition("@")[0]})
    insert(contact)
    insert(
        Identity(
            contact=contact,
            kind=Identity.EMAIL,
            value=address,
            folded=fold(address),
            created_at=contact.created_at,
        )
    )
    _index(contact, [address])
    return contact, [Fact("contact.created", "contact", contact.pk)]


@transaction.atomic
def create(
    by: Actor,
    words: Mapping[str, str],
    identities: Sequence[tuple[str, str]],
    organization: Organization | None,
    attributes: Given = MappingProxyType({}),
) -> Contact:
    """A new contact with its identities [(kind, value)] and values of the house's own fields. Raises Refusal for an
    identity that is ill-formed or taken, and for a channel or value that does not fit."""
    if require(by, "contact.write") == {Far.OWN}:
        raise Forbidden(gettext("You can change only what is known about yourself."))
    _check_channel(words)
    contact = _build(words, organization)
    contact.save(force_insert=True)
    for kind, value in identities:
        _attach(contact, kind, value)
    for team_id in standing(by).teams:
        # Or whoever wrote them down could not see them until they ask something.
        reach(contact.pk, team_id)
    kept = attributing.keep(contact, attributes)
    append(by, Fact("contact.created", "contact", contact.pk, detail=kept))
    _index(contact)
    return contact


@transaction.atomic
def change(by: Actor, contact: Contact, changes: Mapping[str, Any], version: int | None = None) -> Contact:
    """Change words, form of address, organization, `attributes` {key: value}, or who signs in as the contact; customers
    change what is OWN of themselves. Raises Refusal for what does not fit, and Stale when `version` is not the
    contact's any more."""
    if not _is_oneself(by, contact, changes):
        _must_serve(by, contact)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if version is not None and version != contact.version:
        raise Stale(gettext("This contact was changed meanwhile."), version=contact.version)
    if "user" in changes:
        _may_sign_in(by, contact, changes["user"])
    _check_channel(changes)
    kept = attributing.keep(contact, changes.get("attributes", {}))
    for field, value in changes.items():
        if field != "attributes":
            setattr(contact, field, value)
    contact.name = one_line(contact.name, 200)
    contact.folded = fold(contact.name)[:400]
    contact.version += 1
    contact.save()
    append(
        by,
        Fact(
            "contact.changed",
            "contact",
            contact.pk,
            detail={f: str(v) for f, v in changes.items() if f in _WORDS} | kept,
        ),
    )
    _index(contact)
    return contact


def _may_sign_in(by: Actor, contact: Contact, user: User | None) -> None:
    """Who signs in as a contact reads all their requests, so that is for those who make users to say. Nobody of the
    staff is a customer here."""
    require(by, "user.write")
    if user is None:
        return
    if user.is_staff_member and standing(by).user_id:
        raise Refusal(gettext("One of the staff can't be a customer's user."), field="user", code="staff")
    if Contact.objects.filter(user=user).exclude(pk=contact.pk).exists():
        raise Refusal(gettext("This user signs in as another contact."), field="user", code="taken")


@transaction.atomic
def add_identity(by: Actor, contact: Contact, kind: str, value: str) -> Identity:
    """One more way to reach the contact. Raises Refusal when it is ill-formed or another contact's."""
    _must_serve(by, contact)
    identity = _attach(contact, kind, value)
    append(
        by,
        Fact(
            "contact.identity_added",
            "contact",
            contact.pk,
            data={"identity": identity.pk, "kind": kind},
            detail={"value": value},
        ),
    )
    _index(contact)
    return identity


@transaction.atomic
def remove_identity(by: Actor, identity: Identity) -> None:
    """Forget one way to reach a contact. What came by it stays where it is."""
    _must_serve(by, canonical_of(identity.contact))
    contact, data = identity.contact, {"identity": identity.pk, "kind": identity.kind}
    identity.delete()
    append(by, Fact("contact.identity_removed", "contact", contact.pk, data=data))
    _index(contact)


@transaction.atomic
def mark_failing(by: Actor, address: str, reason: str) -> None:
    """A hard bounce or a complaint: the address is shown as failing until mail comes from it again."""
    identity = Identity.objects.filter(kind=Identity.EMAIL, folded=fold(address), failing_since=None).first()
    if identity:
        identity.failing_since, identity.failure = now(), one_line(reason, 500)
        identity.save(update_fields=["failing_since", "failure"])
        data = {"identity": identity.pk}
        append(
            by,
            Fact(
                "contact.address_failed", "contact", identity.contact_id, data=data, detail={"reason": reason}
            ),
        )


def addr_spec(value: str) -> str:
    """The mail address that somebody typed. Raises Refusal when it is none."""
    return read_identity(Identity.EMAIL, value)


def _is_oneself(by: Actor, contact: Contact, changes: Mapping[str, Any]) -> bool:
    own = Far.OWN in require(by, "contact.write") and contact.user_id == standing(by).user_id
    return own and set(changes) <= set(OWN)


def _must_serve(by: Actor, contact: Contact) -> None:
    """Seeing a contact (as a manager may) is not yet the right to change them; and what is known of a merged one is
    kept with whom they were merged into."""
    far = require(by, "contact.write")
    if contact.canonical_id is not None:
        raise Stale(
            gettext("This contact was merged into another one."),
            code="merged",
            canonical=contact.canonical_id,
        )
    served = Reach.objects.filter(contact_id__in=one_person(contact.pk), team_id__in=standing(by).teams)
    if Far.ALL not in far and not served.exists():
        raise Forbidden(gettext("Another team serves this contact."))


def _check_channel(given: Mapping[str, Any]) -> None:
    if given.get("preferred_channel", "") not in ("", *CHANNELS):
        names = ", ".join(CHANNELS)
        words = gettext("A preferred channel is one of %(names)s, or none.") % {"names": names}
        raise Refusal(words, field="preferred_channel")


def _build(words: Mapping[str, str], organization: Organization | None = None) -> Contact:
    contact = Contact(created_at=now(), organization=organization, **words)
    contact.name = one_line(contact.name, 200)
    contact.folded = fold(contact.name)[:400]
    return contact


def _attach(contact: Contact, kind: str, value: str) -> Identity:
    value = read_identity(kind, value)
    taken = Identity.objects.filter(kind=kind, folded=fold(value)).first()
    if taken:
        same = taken.contact_id == contact.pk
        raise Refusal(
            gettext("This contact has it already.") if same else gettext("Another contact has it."),
            field="value",
            code="taken",
        )
    return Identity.objects.create(
        contact=contact, kind=kind, value=value, folded=fold(value), created_at=now()
    )


def _index(contact: Contact, values: Sequence[str] | None = None) -> None:
    known = (
        values if values is not None else [str(v) for v in contact.identities.values_list("value", flat=True)]
    )
    put("contact", contact.pk, contact.created_at, _words(contact, known))


def _words(contact: Contact, identities: Sequence[str]) -> str:
    return " ".join([contact.name, *identities])


def texts_of(ids: Sequence[int]) -> Mapping[int, str]:
    """By what these contacts are found, for making the index again."""
    found = Contact.objects.filter(pk__in=ids).prefetch_related("identities")
    return {one.pk: _words(one, [identity.value for identity in one.identities.all()]) for one in found}
