"""A forgotten password: the link comes behind the answer, so its time says nothing. With real commits."""

import re
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.fresh import Fresh
from tests.web.entrance import waiting

PASSWORD = "a kettle that leaks"


def test_a_forgotten_password_is_set_through_a_link_that_works_once(fresh_db: Fresh, settings: Any) -> None:
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    user = waiting.somebody("ann@house.example")
    client = Client(SERVER_NAME="127.0.0.1", HTTP_HOST="127.0.0.1")
    known = client.post("/sign-in/forgotten", {"email": "ann@house.example"})
    unknown = client.post("/sign-in/forgotten", {"email": "who@house.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    waiting.until_done()
    assert [message.to for message in mail.outbox] == [["ann@house.example"]]
    link = re.search(rf"{settings.RINGBACK_URL}(/sign-in/reset/\S+)", str(mail.outbox[0].body))
    assert link
    form = client.get(link[1], follow=True)
    at = form.redirect_chain[-1][0]
    assert client.post(at, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "does not work" in Client(SERVER_NAME="127.0.0.1").get(link[1], follow=True).content.decode()
