"""Signing in to a mailbox by OAuth 2.0: somebody of the house agrees at the provider, once; tokens are refreshed from
then on (docs/decisions/xoauth2.md)."""

import time
from dataclasses import dataclass
from datetime import timedelta

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from ringback.access.locking import row_to_change
from ringback.access.policy import require
from ringback.access.standing import standing
from ringback.channels import tokens_given
from ringback.channels.adapters.email.trouble import Trouble
from ringback.channels.models import Consent, Line
from ringback.channels.providers import NAMES, OWN, Endpoints, endpoints, is_safe
from ringback.channels.tokens_given import NotGiven, Tokens
from ringback.kit import crypto
from ringback.kit.clock import now
from ringback.kit.errors import Refusal
from ringback.kit.ids import digest, long_secret
from ringback.kit.text import one_line
from ringback.ledger.actor import Actor
from ringback.ledger.append import Fact, append

RETURN = "/office/consents"  # of the web, where the provider sends people back to
WAITS = timedelta(minutes=15)  # for an answer to the question
EARLY = timedelta(seconds=120)  # so long before a token ends, the next is asked for
BUSY = timedelta(seconds=30)  # longer than asking takes
_ADVICE = "Connect it again on the page of the contact point."


@dataclass(frozen=True, slots=True)
class Setup:
    """What the house has registered at its provider. `provider`: one of providers.NAMES; the addresses and scopes are
    those of a provider of one's own. An empty `client_secret` keeps the one there is."""

    provider: str
    client_id: str
    client_secret: str = ""
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    revoke_url: str = ""
    scopes: str = ""


@transaction.atomic
def set_up(by: Actor, line_id: int, given: Setup) -> Consent:
    """Let a line sign in by OAuth. Another provider or client means that somebody has to agree anew. Unseen; Refusal at
    the field that is wrong."""
    require(by, "line.write")
    line = row_to_change(Line.objects.visible_to(by), line_id)
    _check(given)
    consent = Consent.objects.filter(line=line).first() or Consent(line=line)
    before = [getattr(consent, name) for name in _OF_CLIENT]
    for name in _OF_CLIENT:
        setattr(consent, name, one_line(getattr(given, name), 500))
    if before != [getattr(consent, name) for name in _OF_CLIENT]:
        _forget_tokens(consent)
        consent.client_secret = ""  # it does not follow to another client
    if given.client_secret:
        consent.client_secret = crypto.seal(given.client_secret)
    consent.version += 1
    consent.save()
    _read_anew(line.pk)
    append(by, Fact("line.consent_set_up", "line", line.pk, data={"provider": consent.provider}))
    return consent


def back() -> str:
    """What is registered at the provider as the place to come back to."""
    return f"{settings.RINGBACK_URL}{RETURN}"


@transaction.atomic
def question(by: Actor, line_id: int) -> str:
    """The address at which somebody agrees; the provider sends them back to RETURN with a code. Good for WAITS, for
    this actor alone. Unseen; Refusal (`not-set-up`)."""
    require(by, "line.write")
    consent = _of(row_to_change(Line.objects.visible_to(by), line_id))
    state, verifier = long_secret(), long_secret()
    consent.state_digest, consent.verifier = digest(state), crypto.seal(verifier)
    consent.asked_at, consent.asked_by_id = now(), standing(by).user_id
    consent.redirect_uri = back()
    consent.save()
    at = _endpoints(consent)
    uri: str = prepare_grant_uri(
        at.authorize,
        consent.client_id,
        "code",
        consent.redirect_uri,
        at.scopes,
        state,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
        **at.more,
    )
    return uri


def answer(by: Actor, state: str, code: str) -> Line:
    """They are back: the code is given for tokens. Refusal with the codes `state` for an answer that nobody of us has
    asked for, or not this person, or too long ago, or that came before; `not-given` for what the provider says."""
    require(by, "line.write")
    consent = _asked(by, state)
    if not code:
        words = gettext("The provider says that nobody has agreed.")
        raise Refusal(words, code="not-given")
    try:
        given = _ask(
            consent,
            "authorization_code",
            code=code[:4000],
            redirect_uri=consent.redirect_uri,
            code_verifier=crypto.unseal(consent.verifier),
        )
    except NotGiven as no:
        raise Refusal(no.message, code="not-given") from no
    if not given.refresh:
        words = gettext(
            "The provider gives access for an hour and nothing to renew it. Ask it for offline access."
        )
        raise Refusal(words, code="not-given")
    with transaction.atomic():
        consent.granted_at = now()
        _take(consent, given)
        # Counted up, so that a renewal under way with the former tokens is not kept.
        told = {name: getattr(consent, name) for name in _OF_TOKENS}
        rows = Consent.objects.filter(pk=consent.pk, version=consent.version)
        if not rows.update(granted_at=consent.granted_at, version=F("version") + 1, **told):
            words = gettext("The contact point was changed meanwhile. Connect once more.")
            raise Refusal(words, code="state")
        _read_anew(consent.line_id)
        append(by, Fact("line.consented", "line", consent.line_id, data={"provider": consent.provider}))
    return consent.line


def withdraw(by: Actor, line_id: int) -> None:
    """The line signs in by its passwords again; the provider is told. Unseen; Refusal (`not-set-up`)."""
    require(by, "line.write")
    with transaction.atomic():
        line = row_to_change(Line.objects.visible_to(by), line_id)
        consent = _of(line)
        Consent.objects.filter(pk=consent.pk).delete()
        _read_anew(line.pk)
        append(by, Fact("line.consent_ended", "line", line.pk, data={"provider": consent.provider}))
    at = _endpoints(consent)
    if at.revoke and consent.refresh_token:
        tokens_given.revoke(at.revoke, crypto.unseal(consent.refresh_token))


def forget(line: Line) -> None:
    """Tokens do not follow to another server: somebody has to agree anew. Within the transaction of whoever has the
    line locked."""
    for consent in Consent.objects.filter(line=line):
        _forget_tokens(consent)
        consent.version += 1
        consent.save()


def consent_of(line: Line) -> Consent | None:
    """How a line found for the actor signs in by OAuth; None where it has passwords."""
    return Consent.objects.filter(line=line).first()


def token_for(line: Line) -> str:
    """What the line signs in with now, refreshed where need be; empty where it has a password. Raises Trouble in plain
    words. Called outside any transaction: the provider is asked."""
    consent = consent_of(line)
    if consent is None:
        return ""
    if not consent.is_given:
        what = "was withdrawn, or has expired" if consent.withdrawn_at else "is not given yet"
        raise Trouble("sign-in", f"The consent to sign in as {line.address} {what}.", _ADVICE)
    if _is_fresh(consent):
        return crypto.unseal(consent.access_token)
    good = consent.expires_at is not None and consent.expires_at > now()
    try:
        return _refreshed(consent)
    except Trouble:
        if good and not consent.withdrawn_at:
            return crypto.unseal(consent.access_token)
        raise


def _is_fresh(consent: Consent) -> bool:
    return consent.expires_at is not None and consent.expires_at > now() + EARLY


def refused(line_id: int) -> None:
    """A server did not take the token: the next is asked for before it is tried again."""
    Consent.objects.filter(line_id=line_id).update(expires_at=now())


def _refreshed(consent: Consent) -> str:
    while not _is_mine(consent):
        # Another process asks already; with the same refresh token the provider would take both for thieves.
        time.sleep(0.2)
        _look_again(consent)
        if _is_fresh(consent):
            return crypto.unseal(consent.access_token)
    _look_again(consent)
    if _is_fresh(consent):
        # It was renewed between the look and the turn.
        Consent.objects.filter(pk=consent.pk, fence=consent.fence).update(busy_until=None)
        return crypto.unseal(consent.access_token)
    try:
        given = _ask(consent, "refresh_token", refresh_token=crypto.unseal(consent.refresh_token))
    except NotGiven as no:
        consent.busy_until, consent.withdrawn_at = None, now() if no.is_final else None
        _still(consent).update(busy_until=None, withdrawn_at=consent.withdrawn_at)
        raise Trouble("sign-in", no.message, _ADVICE if no.is_final else "It is tried again.") from no
    _take(consent, given)
    # Never by `save`: that would make the row anew for somebody who has disconnected meanwhile.
    if not _still(consent).update(**{name: getattr(consent, name) for name in _OF_TOKENS}):
        raise Trouble("sign-in", "The contact point was connected anew or disconnected meanwhile.")
    return given.access


def _look_again(consent: Consent) -> None:
    try:
        consent.refresh_from_db()
    except Consent.DoesNotExist as gone:
        raise Trouble("sign-in", "The contact point was disconnected.", _ADVICE) from gone


def _still(consent: Consent) -> "QuerySet[Consent]":
    """The row, if nobody has connected it anew, set it up anew or overtaken us."""
    return Consent.objects.filter(pk=consent.pk, fence=consent.fence, version=consent.version)


def _is_mine(consent: Consent) -> bool:
    at = now()
    free = Q(busy_until=None) | Q(busy_until__lte=at)
    rows = Consent.objects.filter(free, pk=consent.pk, fence=consent.fence)
    return bool(rows.update(fence=F("fence") + 1, busy_until=at + BUSY))


def _ask(consent: Consent, grant: str, **words: str) -> Tokens:
    secret = crypto.unseal(consent.client_secret) if consent.client_secret else ""
    if secret:
        words["client_secret"] = secret
    return tokens_given.ask(_endpoints(consent).token, grant, client_id=consent.client_id, **words)


def _take(consent: Consent, given: Tokens) -> None:
    consent.access_token = crypto.seal(given.access)
    if given.refresh:
        consent.refresh_token = crypto.seal(given.refresh)
    consent.refreshed_at = now()
    consent.expires_at = consent.refreshed_at + timedelta(seconds=given.seconds)
    consent.withdrawn_at = consent.busy_until = None


def _asked(by: Actor, state: str) -> Consent:
    """What this answers; nobody can answer it again."""
    rows = Consent.objects.select_related("line").filter(
        state_digest=digest(state), asked_by_id=standing(by).user_id or 0, asked_at__gt=now() - WAITS
    )
    consent = rows.first()
    if consent is None or not rows.update(state_digest=None):
        words = gettext("Nothing was asked that this answers, or too long ago. Connect once more.")
        raise Refusal(words, code="state")
    consent.state_digest = None
    return consent


_OF_TOKENS = ("access_token", "refresh_token", "refreshed_at", "expires_at", "withdrawn_at", "busy_until")
_OF_CLIENT = ("provider", "tenant", "authorize_url", "token_url", "revoke_url", "scopes", "client_id")


def _check(given: Setup) -> None:
    if given.provider not in NAMES:
        words = gettext("Choose one of %(known)s.") % {"known": ", ".join(NAMES)}
        raise Refusal(words, field="provider", code="provider")
    if not given.client_id.strip():
        raise Refusal(
            gettext("The provider knows the desk by a client id."), field="client_id", code="client"
        )
    if not given.tenant.replace("-", "").replace(".", "").isalnum() and given.tenant:
        raise Refusal(gettext("This is no tenant."), field="tenant", code="tenant")
    wanted = ("authorize_url", "token_url") if given.provider == OWN else ()
    for name in ("authorize_url", "token_url", "revoke_url"):
        value = getattr(given, name)
        if (name in wanted and not value) or (value and not is_safe(value)):
            words = gettext("An address that begins with https:// is wanted.")
            raise Refusal(words, field=name, code="address")


def _endpoints(consent: Consent) -> Endpoints:
    own = Endpoints(consent.authorize_url, consent.token_url, consent.revoke_url, consent.scopes)
    return endpoints(consent.provider, consent.tenant, own)


def _forget_tokens(consent: Consent) -> None:
    consent.refresh_token = consent.access_token = consent.verifier = ""
    consent.state_digest = consent.asked_at = consent.asked_by = None
    consent.granted_at = consent.expires_at = consent.refreshed_at = consent.withdrawn_at = None


def _read_anew(line_id: int) -> None:
    """Whoever reads the mailbox begins again, by how it signs in now."""
    Line.objects.filter(pk=line_id).update(version=F("version") + 1)


def _of(line: Line) -> Consent:
    consent = Consent.objects.filter(line=line).first()
    if consent is None:
        words = gettext("This contact point signs in with a password.")
        raise Refusal(words, field="line", code="not-set-up")
    return consent
