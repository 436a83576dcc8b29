"""Drafts: kept while typed, one window at a time."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from ringback.tickets import drafting
from ringback.tickets.models import Draft, DraftFile
from tests.web.conftest import As
from tests.world import World

pytestmark = pytest.mark.django_db


def test_what_is_typed_is_kept_with_its_recipients(as_: As, world: World) -> None:
    at = f"/tickets/{world.near.ticket.pk}/drafts/reply"
    typed = {"html_or_text": "<p>Dear Colin</p>", "format": "html", "to": "Colin <colin@mail.example>, bo"}
    answer = as_("anna").post(at, typed)
    draft = Draft.objects.get(ticket=world.near.ticket, author=world.users["anna"], kind="reply")
    assert answer.json() == {"version": draft.version}
    assert draft.html == "<p>Dear Colin</p>"
    assert "colin@mail.example" in draft.addresses and '"bo"' not in draft.addresses


def test_another_window_is_told(as_: As, world: World, part: dict[str, str]) -> None:
    at, client = f"/tickets/{world.near.ticket.pk}/drafts/reply", as_("anna")
    version = client.post(at, {"html_or_text": "one", "format": "text"}).json()["version"]
    client.post(at, {"html_or_text": "two", "format": "text", "version": version})
    late = client.post(at, {"html_or_text": "three", "format": "text", "version": version}, headers=part)
    assert late.status_code == 409
    assert (
        Draft.objects.get(ticket=world.near.ticket, author=world.users["anna"], kind="reply").html
        == "<p>two</p>"
    )


def test_a_file_is_laid_ready_and_taken_out_again(as_: As, world: World, part: dict[str, str]) -> None:
    client, upload = as_("anna"), SimpleUploadedFile("ü‮gnp.html", b"<script>", content_type="TEXT/html; x")
    answer = client.post(
        f"/tickets/{world.near.ticket.pk}/drafts/note/files", {"upload": upload}, headers=part
    )
    file = DraftFile.objects.latest("id")
    assert file.key in answer.content.decode() and "‮" not in file.name
    assert as_("lena").post(f"/draft-files/{file.key}/removal", headers=part).status_code == 404
    assert client.post(f"/draft-files/{file.key}/removal", headers=part).status_code == 200
    assert not DraftFile.objects.filter(pk=file.pk).exists()


def test_a_draft_is_thrown_away_by_its_author_alone(as_: As, world: World) -> None:
    at = f"/drafts/{world.near.draft.pk}/removal"
    assert as_("lena").post(at).status_code == 404
    assert as_("anna").post(at).status_code == 303
    assert not Draft.objects.filter(pk=world.near.draft.pk).exists()


@pytest.mark.parametrize("at", ["drafts/poem", "drafts/reply/files"])
def test_bad_input_is_refused(at: str, as_: As, world: World) -> None:
    assert as_("anna").post(f"/tickets/{world.near.ticket.pk}/{at}", {"format": "html"}).status_code == 422


def test_strangers_keep_no_drafts_here(as_: As, world: World) -> None:
    assert (
        as_("bo").post(f"/tickets/{world.near.ticket.pk}/drafts/reply", {"html_or_text": "x"}).status_code
        == 404
    )


def test_whom_a_note_is_for_is_kept_with_it(as_: As, world: World) -> None:
    at, client = f"/tickets/{world.near.other.pk}", as_("anna")
    lena, north = world.users["lena"], world.teams["North"]
    typed = {"html_or_text": "<p>Look</p>", "format": "html", "is_for_partner": "on"}
    mention = [f"user:{lena.pk}", f"team:{north.pk}"]
    assert client.post(f"{at}/drafts/note", {**typed, "mention": mention}).status_code == 200
    form = client.get(at).content.decode().split('id="panel-note"')[1].split("</form>")[0]
    for key, name in zip(mention, ("Lena", "North"), strict=True):
        assert f'name="mention" value="{key}" data-label="{name}"' in form
    assert 'name="is_for_partner" checked' in form


def test_nobody_learns_a_name_by_calling_a_stranger_into_a_draft(as_: As, world: World) -> None:
    typed = {"html_or_text": "x", "mention": f"user:{world.users['colin'].pk}"}
    assert as_("anna").post(f"/tickets/{world.near.ticket.pk}/drafts/note", typed).status_code == 422


def _picture(colour: str) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(made, "PNG")
    return SimpleUploadedFile("lid.png", made.getvalue(), content_type="text/plain")


def test_a_picture_for_the_text_is_what_its_content_is_and_stands_in_replies_alone(
    as_: As, world: World, part: dict[str, str]
) -> None:
    client, at = as_("anna"), f"/tickets/{world.near.other.pk}/drafts"
    laid = client.post(f"{at}/reply/files", {"picture": "1", "upload": _picture("red")}, headers=part).json()
    row = DraftFile.objects.get(key=laid["key"])
    assert (row.name, row.media_type, row.is_inline) == ("lid.png", "image/png", True)
    svg = SimpleUploadedFile("x.png", b"<svg xmlns='x'/>", content_type="image/png")
    for kind, upload in (("reply", svg), ("note", _picture("red"))):
        answer = client.post(f"{at}/{kind}/files", {"picture": "1", "upload": upload}, headers=part)
        assert answer.status_code == 422 and answer["Content-Type"].startswith("text/plain")
    assert DraftFile.objects.filter(draft__ticket=world.near.other).count() == 1


def test_pictures_taken_out_of_the_text_make_room_for_others(
    as_: As, world: World, part: dict[str, str]
) -> None:
    client, at = as_("anna"), f"/tickets/{world.near.other.pk}/drafts/reply"
    form = {"picture": "1"}
    first = client.post(f"{at}/files", {**form, "upload": _picture("red")}, headers=part).json()["key"]
    client.post(at, {"html_or_text": f'<p><img data-cid="{first}" alt=""></p>', "format": "html"})
    for _ in range(drafting.MOST_FILES):
        answer = client.post(f"{at}/files", {**form, "upload": _picture("blue")}, headers=part)
        assert answer.status_code == 200
    kept = DraftFile.objects.filter(draft__ticket=world.near.other).values_list("key", flat=True)
    assert first in kept and len(kept) <= drafting.MOST_FILES
