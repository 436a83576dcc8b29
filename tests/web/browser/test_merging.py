"""Two tickets made one and taken apart again, as somebody at the desk does it."""

import pytest
from playwright.sync_api import Page, expect

from ringback.tickets.models import Message, Ticket
from tests.conversation.screen import photograph
from tests.web.browser.conftest import PATIENT
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.xdist_group("desk")]


def _where(numbers: list[int]) -> list[tuple[int, int]]:
    return list(Message.objects.filter(ticket_id__in=numbers).order_by("id").values_list("id", "ticket_id"))


def test_there_and_back_nothing_has_moved(page: Page, world: World) -> None:
    first, second = world.near.other.pk, world.near.ticket.pk
    before, counted = _where([first, second]), Ticket.objects.get(pk=first).message_count
    page.goto(f"/tickets/{first}")
    card = page.locator("#card-merging")
    card.get_by_label("Number of the ticket to merge this one into").fill(str(second))
    photograph(page, "merging-1-before")
    card.get_by_role("button", name="Merge into it").click()
    page.wait_for_url(f"**/tickets/{second}", timeout=PATIENT)
    expect(card).to_contain_text(f"#{first}", timeout=PATIENT)
    expect(page.locator("article .badge", has_text=f"#{first}").first).to_be_visible()
    card.scroll_into_view_if_needed()
    photograph(page, "merging-2-merged")
    page.goto(f"/tickets/{first}")
    page.wait_for_url(f"**/tickets/{second}", timeout=PATIENT)
    card.get_by_role("button", name=f"Take {first} out again").click()
    expect(page.locator(".evt", has_text="Taken out of").first).to_be_visible(timeout=PATIENT)
    photograph(page, "merging-3-apart")
    assert _where([first, second]) == before
    assert Ticket.objects.get(pk=first).message_count == counted
