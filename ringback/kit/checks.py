"""System checks: no column without a personal-data label."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db import models

from ringback.kit.models import Base


def label_of(field: "models.Field[Any, Any]") -> str | None:
    """The personal-data label of a column of ours; keys and relations are links."""
    if field.primary_key or field.is_relation:
        return "link"
    pii: dict[str, str] = getattr(field.model, "pii", {})
    return pii.get(field.name)


@register()
def every_field_is_labelled(**_: Any) -> list[Error]:
    ours = [model for model in apps.get_models() if issubclass(model, Base)]
    bare = [f"{m.__name__}.{f.name}" for m in ours for f in m._meta.concrete_fields if label_of(f) is None]
    return [Error(f"{name} has no personal-data label", id="kit.E001") for name in bare]
