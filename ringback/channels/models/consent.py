from django.db import models

from ringback.access.models import User
from ringback.channels.models.line import Line
from ringback.kit.models import Base, labels


class Consent(Base):
    """That a line signs in by OAuth 2.0 instead of by a password (RFC 6749), and what its provider has given for it.
    Without a refresh token nobody has agreed yet, or not any more."""

    pii = labels(
        link="provider tenant authorize_url token_url revoke_url scopes client_id redirect_uri asked_at granted_at "
        "expires_at refreshed_at fence busy_until withdrawn_at version",
        secret="client_secret state_digest verifier refresh_token access_token",
    )

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="consent")
    provider = models.CharField(max_length=20)
    tenant = models.CharField(max_length=100, default="", blank=True)
    # Of a provider of one's own; else as channels.providers says.
    authorize_url = models.CharField(max_length=500, default="", blank=True)
    token_url = models.CharField(max_length=500, default="", blank=True)
    revoke_url = models.CharField(max_length=500, default="", blank=True)
    scopes = models.CharField(max_length=500, default="", blank=True)
    client_id = models.CharField(max_length=300)
    client_secret = models.TextField(default="", blank=True)  # sealed, as all that follow
    # What was asked and is not answered yet: by whom, and what proves that the answer is to it.
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(null=True)
    state_digest = models.CharField(max_length=64, null=True, unique=True)
    verifier = models.TextField(default="", blank=True)
    redirect_uri = models.CharField(max_length=500, default="", blank=True)

    refresh_token = models.TextField(default="", blank=True)
    access_token = models.TextField(default="", blank=True)
    granted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)  # the provider says that it does not hold any more
    # Who refreshes: a provider may take each refresh token once.
    fence = models.IntegerField(default=0)
    busy_until = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    @property
    def is_given(self) -> bool:
        return bool(self.refresh_token) and self.withdrawn_at is None
