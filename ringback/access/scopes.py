"""The register of scopes: higher areas enter kind -> what an actor may see; lower ones ask it by kind and
ids."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from ringback.access.models import Session, Team, Token, User
from ringback.ledger.actor import Actor

register: dict[str, Callable[[Actor], QuerySet[Any]]] = {
    "user": lambda actor: User.objects.visible_to(actor),
    "team": lambda actor: Team.objects.visible_to(actor),
    "session": lambda actor: Session.objects.visible_to(actor),
    "token": lambda actor: Token.objects.visible_to(actor),
}


def visible(kind: str, actor: Actor, ids: Iterable[int]) -> set[int]:
    """Those of `ids` that the actor may see; none for a kind nobody has entered."""
    scope = register.get(kind)
    wanted = set(ids)
    if scope is None or not wanted:
        return set()
    return set(scope(actor).filter(pk__in=wanted).values_list("pk", flat=True))
