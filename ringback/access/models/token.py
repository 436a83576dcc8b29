from django.db import models

from ringback.access.models.user import User
from ringback.access.standing import standing
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Tokens(models.QuerySet["Token"]):
    def visible_to(self, actor: Actor) -> "Tokens":
        """Everybody sees their own tokens; administrators see that others exist, so that they can revoke
        them."""
        who = standing(actor)
        return self if who.is_administrator else self.filter(owner_id=who.user_id)


class Token(Base):
    """A program's key to the API. Only its digest is stored. It never may more than its owner, and dies with
    them."""

    pii = labels(link="name scopes created_at expires_at revoked_at seen_at", secret="digest")

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100, default="")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.TextField(default="")  # names with one space between; empty: all that the owner may
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects = Tokens.as_manager()
