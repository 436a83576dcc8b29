"""Personal-data labels for the tables of packages, which carry none of their own. One table, and a check that
it is whole."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db import models

from ringback.kit.models import Base, labels

FOREIGN: Mapping[str, Mapping[str, str]] = {
    "auth.Permission": labels(link="name codename"),
    "auth.Group": labels(link="name"),
    "contenttypes.ContentType": labels(link="app_label model"),
    "sessions.Session": labels(secret="session_key session_data", link="expire_date"),
    "account.EmailAddress": labels(contact="email", link="verified primary"),
    "account.EmailConfirmation": labels(link="created sent", secret="key"),
    "mfa.Authenticator": labels(secret="data", link="type created_at last_used_at"),
}


@register()
def every_foreign_field_is_labelled(**_: Any) -> list[Error]:
    """No column of any installed package without a label; ours are checked in kit.checks."""
    theirs = [model for model in apps.get_models() if not issubclass(model, Base)]
    return [
        Error(
            f"{name} has no personal-data label",
            hint="Add it to ringback/access/labels.py.",
            id="access.E001",
        )
        for model in theirs
        for name in _bare(model)
    ]


def _bare(model: type[models.Model]) -> list[str]:
    known = FOREIGN.get(model._meta.label, {})
    unlabelled = [
        f.name for f in model._meta.concrete_fields if not (f.primary_key or f.is_relation or f.name in known)
    ]
    return [f"{model._meta.label}.{name}" for name in unlabelled]
