"""The page Backups: how often, how long, and one now."""

import pytest

from ringback.transfer import backups
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_an_administrator_says_how_often_and_how_long(as_: As) -> None:
    client = as_("ada")
    assert "None is made by itself" in client.get("/office/backups").content.decode()
    assert client.post("/office/backups", {"every_days": 1, "keep_days": 7}).status_code == 303
    page = client.get("/office/backups").content.decode()
    assert "None is made by itself" not in page and 'value="7"' in page


@pytest.mark.parametrize(
    "wrong", [{"every_days": 36}, {"keep_days": 0}, {"keep_days": "x"}, {"folder": "/etc"}]
)
def test_days_that_cannot_be_are_refused(as_: As, wrong: dict[str, object]) -> None:
    form = {"every_days": 1, "keep_days": 7} | wrong
    assert as_("ada").post("/office/backups", form).status_code == 422


def test_one_that_was_asked_for_is_shown_as_being_made_and_the_page_looks_again(
    as_: As, part: dict[str, str]
) -> None:
    client = as_("ada")
    assert client.post("/office/backups/new").status_code == 303
    page = client.get("/office/backups").content.decode()
    assert "being made" in page and 'hx-trigger="every 3s"' in page and "Back up now" not in page
    again = client.get("/office/backups", headers={**part, "HX-Target": "backups"}).content.decode()
    assert again.lstrip().startswith("<section") and "<html" not in again


def test_nobody_else_sees_or_makes_any(as_: As) -> None:
    for name in ("max", "lena", "anna"):
        assert as_(name).get("/office/backups").status_code == 403
        assert as_(name).post("/office/backups/new").status_code == 403
    assert not backups.house.get(backups.house.BACKUP_ASKED)
