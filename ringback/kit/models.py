"""The base of every table, with its personal-data labels (what erasure and export will go by)."""

from typing import ClassVar

from django.db import models

# link: keys, numbers, states and times; identity: who somebody is; contact: how to reach them;
# content: what they wrote or sent; secret: never shown to anybody.
LABELS = {"link", "identity", "contact", "content", "secret"}


def labels(**names: str) -> dict[str, str]:
    """`labels(identity="name title", link="version")` as one dict, field name to label."""
    unknown = set(names) - LABELS
    if unknown:
        raise ValueError(f"no such label: {unknown}")
    return {field: label for label, fields in names.items() for field in fields.split()}


class Base(models.Model):
    """Abstract. `pii` labels every column; keys to other tables are links by themselves (see kit.checks)."""

    pii: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True
