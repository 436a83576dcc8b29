"""The form by which a contact point is told at which provider it signs in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.channels.models import Consent
from ringback.channels.providers import NAMES
from ringback.web.forms import StrictForm

_FIELDS = ("provider", "tenant", "client_id", "authorize_url", "token_url", "revoke_url", "scopes")


class ConsentForm(StrictForm):
    provider = forms.ChoiceField(label=_("Provider"), choices=[*NAMES.items()])
    tenant = forms.CharField(
        label=_("Tenant"), max_length=100, required=False, help_text=_("Of Microsoft 365; empty: any.")
    )
    client_id = forms.CharField(label=_("Client id"), max_length=300)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        strip=False,
        help_text=_("Stored sealed, never shown. Leave it empty to keep the one there is."),
    )
    authorize_url = forms.CharField(label=_("Where one agrees"), max_length=500, required=False)
    token_url = forms.CharField(label=_("Where tokens are given"), max_length=500, required=False)
    revoke_url = forms.CharField(label=_("Where tokens are revoked"), max_length=500, required=False)
    scopes = forms.CharField(label=_("Scopes"), max_length=500, required=False)


def initial_of(consent: Consent | None) -> dict[str, str]:
    """What the form shows of a contact point's consent: nothing of its secrets."""
    return {name: getattr(consent, name) for name in _FIELDS} if consent else {}
