"""No column without a personal-data label, whoever made its table."""

import pytest
from django.core.checks import run_checks

from ringback.access import labels


def test_every_column_of_every_package_has_its_label() -> None:
    assert [error for error in run_checks() if error.id in ("access.E001", "kit.E001")] == []


def test_a_column_without_a_label_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = {name: row for name, row in labels.FOREIGN.items() if name != "mfa.Authenticator"}
    monkeypatch.setattr(labels, "FOREIGN", fewer)
    assert {error.id for error in labels.every_foreign_field_is_labelled()} == {"access.E001"}
