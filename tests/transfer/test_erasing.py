"""A person is forgotten everywhere, stays forgotten after a restore, and nothing else is lost (TRUST C, Erasure)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from ringback.access.identify import actor_of
from ringback.channels.adapters.email.parsed import Address
from ringback.channels.models import Delivery
from ringback.files import store
from ringback.files.models import Blob
from ringback.files.sweep import sweep
from ringback.kit import clock
from ringback.kit.errors import Forbidden, Refusal
from ringback.kit.models import Base
from ringback.ledger import erased, seals
from ringback.ledger.actor import SYSTEM
from ringback.ledger.models import Erased, Event
from ringback.people import contacts, erasures
from ringback.people.models import Contact
from ringback.search.models import SearchRow
from ringback.tickets import noting
from ringback.tickets.models import Draft, Message, Note, Ticket
from ringback.transfer import erasing, personal
from tests.fresh import Fresh, Template
from tests.servers import command
from tests.transfer.desks import backed_up, place_with_tables
from tests.world import World, build, line_of, mail

# Words that stand in what Colin is called, wrote, sent or is told.
TRACES = ("colin", "kettle", "iban de00")


@pytest.fixture
def world(db: None) -> World:
    return _built()


def _built() -> World:
    """Colin asks, has an attribute of his own words, an unread mail, and is copied into Dora's ticket, where others
    name him."""
    made = build()
    by = actor_of(made.users["bo"])
    colin = Address("Colin", "colin@mail.example")
    secret = [made.far.answer.message_id]
    dora = Address("Dora", "dora@mail.example")
    mail(made.far.line, dora, "Re: Bicycle squeaks", "Colin knows more.", in_reply_to=secret, cc=[colin])
    mail(made.far.line, colin, "Re: Bicycle squeaks", "My IBAN DE00 is lost.", in_reply_to=secret)
    noting.note(by, made.far.ticket.pk, "<p>Colin (colin@mail.example) rang up.</p>")
    contacts.add_identity(SYSTEM, made.near.contact, "phone", "+4930123456")
    mail(line_of(made.near.team, "spare@desk.example"), colin, "Kettle, a third time", "IBAN DE00 again.")
    return made


def _everything(but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every value of every row, with where it stands, lower case."""
    for model in apps.get_models():
        if model._meta.label in but:
            continue
        for row in model._base_manager.values():
            for name, value in row.items():
                is_bytes = isinstance(value, (bytes, memoryview))
                text = bytes(value).decode(errors="replace") if is_bytes else str(value)
                yield f"{model._meta.label}.{name}", text.lower()


def _traces() -> set[tuple[str, str]]:
    return {(at, trace) for at, value in _everything() for trace in TRACES if trace in value}


def test_no_column_and_no_file_tells_of_somebody_who_was_erased(world: World) -> None:
    assert {at.partition(".")[0] for at, _ in _traces()} >= {
        "tickets",
        "channels",
        "people",
        "ledger",
        "access",
    }
    events, messages = Event.objects.count(), Message.objects.count()
    seals._write(list(Event.objects.order_by("id")))
    erasing.erase(SYSTEM, world.near.contact.pk)
    assert _traces() == set()
    assert Event.objects.count() == events + 1 and Message.objects.count() == messages
    assert seals.verify().broken == []
    with clock.at(clock.now() + timedelta(days=2)):
        sweep()
    for blob in Blob.objects.all():
        with store.open_blob(blob) as file:
            assert b"Kettle" not in file.read()


def test_what_others_said_and_counts_stay(world: World) -> None:
    far, near = world.far.ticket.pk, world.near.ticket.pk
    before = Message.objects.get(pk=world.far.message.pk).text
    count = Ticket.objects.get(pk=near).message_count
    erasing.erase(SYSTEM, world.near.contact.pk)
    assert Message.objects.get(pk=world.far.message.pk).text == before == "Bicycle squeaks since May."
    name = erasing.pseudonym(world.near.contact.pk)
    assert f"{name} knows more." in set(Message.objects.filter(ticket=far).values_list("text", flat=True))
    note = Note.objects.filter(ticket=far).latest("id")
    assert note.text.startswith(name) and "rang up" in note.text
    assert Draft.objects.filter(ticket=near).count() == 0
    assert (
        Ticket.objects.get(pk=near).message_count,
        Contact.objects.get(pk=world.near.contact.pk).name,
    ) == (
        count,
        name,
    )
    assert Contact.objects.get(pk=world.far.contact.pk).name == "Dora"
    assert SearchRow.objects.filter(kind="note", object_id=note.pk).exists()
    assert not SearchRow.objects.filter(topic_id=near).exists()


def test_who_signed_in_as_them_does_so_no_more(world: World) -> None:
    user = world.users["colin"]
    erasing.erase(SYSTEM, world.near.contact.pk)
    user.refresh_from_db()
    assert not user.is_active and not user.has_usable_password() and "colin" not in user.email
    assert Contact.objects.get(pk=world.near.contact.pk).user is None


def test_mail_that_waits_for_them_is_not_sent(world: World) -> None:
    Delivery.objects.update(state=Delivery.QUEUED)
    erasing.erase(SYSTEM, world.near.contact.pk)
    assert not Delivery.objects.filter(message__ticket=world.near.ticket, state=Delivery.QUEUED).exists()
    assert not Delivery.objects.filter(recipients__folded="colin@mail.example").exists()
    assert Delivery.objects.filter(message__ticket=world.far.ticket, state=Delivery.QUEUED).exists()


def test_it_waits_fourteen_days_and_can_be_taken_back(world: World) -> None:
    ada, contact = world.actor("ada"), world.near.contact.pk
    asked = erasures.ask(ada, contact)
    with pytest.raises(Refusal):
        erasures.ask(ada, contact)
    almost = asked.asked_at + timedelta(days=14) - timedelta(seconds=1)
    assert erasing.erase_due(almost) == []
    erasures.cancel(ada, asked.pk)
    assert erasing.erase_due(almost + timedelta(days=30)) == []
    again = erasures.ask(ada, contact)
    assert erasing.erase_due(again.due_at) == [contact]
    assert erasing.erase_due(again.due_at) == []
    with pytest.raises(Refusal):
        erasures.cancel(ada, again.pk)
    with pytest.raises(Refusal):
        erasures.ask(ada, contact)
    kinds = list(
        Event.objects.filter(kind__startswith="contact.eras").order_by("id").values_list("kind", flat=True)
    )
    assert kinds == [
        "contact.erasure_asked",
        "contact.erasure_cancelled",
        "contact.erasure_asked",
        "contact.erased",
    ]


def test_only_an_administrator_may_ask(world: World) -> None:
    asked = erasures.ask(world.actor("ada"), world.near.contact.pk)
    for name in ("max", "lena", "anna", "sid", "pia", "colin"):
        with pytest.raises(Forbidden):
            erasures.ask(world.actor(name), world.far.contact.pk)
        with pytest.raises(Forbidden):
            erasures.cancel(world.actor(name), asked.pk)


def test_the_ledger_of_erasures_tells_nobody_who(world: World) -> None:
    erasing.erase(SYSTEM, world.near.contact.pk)
    row = Erased.objects.get()
    assert str(world.near.contact.pk) not in (row.digest, row.salt) and len(row.digest) == 64
    everybody = list(Contact.objects.values_list("pk", flat=True))
    assert erased.found("contact", everybody, erased.lines()) == [world.near.contact.pk]


def test_every_personal_column_is_in_a_register() -> None:
    """A table that comes later is emptied too, or says why not."""
    told = {model._meta.label for model in (*personal.EMPTIED, *personal.REMOVED)}
    told |= personal.OF_PEOPLE | set(personal.ELSEWHERE)
    ours = [model for model in apps.get_models() if issubclass(model, Base)]
    assert {model._meta.label for model in ours if personal.personal_fields(model)} <= told


@pytest.mark.parametrize("by", ["the file in the folder", "the file that was named", "a later backup"])
def test_after_a_restore_the_erased_are_erased_again(
    fresh_db: Fresh, migrated: Template, tmp_path: Path, by: str
) -> None:
    made = _built()
    contact, older = made.near.contact.pk, backed_up(fresh_db, tmp_path / "older")
    erasing.erase(SYSTEM, contact)
    erased.write(tmp_path / erased.FILE)
    later = backed_up(fresh_db, tmp_path / "later")
    flags = {
        "the file in the folder": [],
        "the file that was named": ["--erased", str(tmp_path / erased.FILE)],
        "a later backup": ["--erased", str(later)],
    }[by]
    with place_with_tables(migrated, tmp_path / "other") as place:
        if not flags:
            place.data.mkdir(exist_ok=True)
            (place.data / erased.FILE).write_bytes((tmp_path / erased.FILE).read_bytes())
        done = command(place, "restore", str(older), *flags)
        assert done.returncode == 0, done.stderr
        assert "1 people who were erased" in done.stdout
        assert len(erased.read(place.data / erased.FILE)) == 1
        with place.at_home():
            assert _traces() == set()
            assert seals.verify().broken == []
            connection.close()
