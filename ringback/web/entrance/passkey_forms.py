"""The forms of passkeys: allauth's, save that an answer has to come from exactly this desk. Allauth is content with any
address below its name, and so would be whoever has the address next door."""

import json
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from ringback.kit.text import one_line

LONGEST = 60


class FromHere:
    """Refuses what was signed for another origin (Web Authentication Level 3, 7.1 and 7.2)."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        if _origin(credential) != our_origin():
            raise get_adapter().validation_error("incorrect_code")
        try:
            above: Any = getattr(super(), "clean_credential", None)
            return above() if above else credential
        except ValidationError:
            raise
        except Exception as odd:
            # What a browser never sends, allauth does not always look at before it reads it.
            raise get_adapter().validation_error("incorrect_code") from odd


class AddForm(FromHere, allauth.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = forms.CharField(label=_("Name"), max_length=LONGEST, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_(
            "Off, it is the second factor after your password: for keys that know no finger, face or PIN."
        ),
    )

    def clean_name(self) -> str:
        return one_line(super().clean_name(), LONGEST)

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError:
            raise
        except Exception as odd:
            raise get_adapter().validation_error("incorrect_code") from odd


class RenameForm(allauth.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = forms.CharField(label=_("Name"), max_length=LONGEST)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"], LONGEST)


class SignInForm(FromHere, allauth.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class SecondFactorForm(FromHere, allauth.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class ConfirmForm(FromHere, allauth.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


def our_origin() -> str:
    """Where people reach the desk, as browsers name it: without a path, and without a port that goes without saying."""
    at = urlsplit(settings.RINGBACK_URL)
    port = f":{at.port}" if at.port and at.port != {"http": 80, "https": 443}.get(at.scheme) else ""
    return f"{at.scheme}://{at.hostname}{port}"


def _origin(credential: Any) -> str:
    try:
        said = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))
        return str(said["origin"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return ""
