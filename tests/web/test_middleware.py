"""What every answer carries, and who is taken to be before the screen."""

from datetime import timedelta

import pytest
from django.test import Client

from ringback.access.models import User
from ringback.kit.clock import now
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/sign-in", "/tickets", "/nowhere", "/tickets/999999", "/me"])
def test_every_answer_is_private_and_runs_no_foreign_script(path: str, as_: As) -> None:
    for client in (as_(""), as_("anna")):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert (
            "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"


def test_being_seen_is_noted_once_a_minute(as_: As, world: World) -> None:
    anna, client = world.users["anna"], as_("anna")
    client.get("/me")
    first = User.objects.get(pk=anna.pk).seen_at
    client.get("/me")
    assert first and User.objects.get(pk=anna.pk).seen_at == first
    User.objects.filter(pk=anna.pk).update(seen_at=now() - timedelta(minutes=2))
    client.get("/me")
    again = User.objects.get(pk=anna.pk).seen_at
    assert again and now() - again < timedelta(minutes=1)


def test_whoever_is_let_go_is_out_at_the_next_click(as_: As, world: World) -> None:
    client = as_("anna")
    assert client.get("/tickets").status_code == 200
    User.objects.filter(pk=world.users["anna"].pk).update(is_active=False)
    assert client.get("/tickets").status_code == 302


def test_times_are_shown_in_the_zone_of_the_reader(as_: As, world: World) -> None:
    User.objects.filter(pk=world.users["anna"].pk).update(time_zone="Asia/Kolkata")
    body = as_("anna").get(f"/tickets/{world.near.other.pk}").content.decode()
    assert "2026-10-01 14:00 IST (Asia/Kolkata)" in body
    assert 'datetime="2026-10-01T08:30:00Z"' in body


def test_a_forged_form_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    client.force_login(world.users["anna"], backend="ringback.access.backend.Backend")
    answer = client.post(f"/tickets/{world.near.ticket.pk}/status", {"status": "1"})
    assert answer.status_code == 403
    assert b"Please try again" in answer.content
