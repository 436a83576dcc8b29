"""Random merges, un-merges, splits, replies and mails on a few tickets, beside a naive model of what must come of them.

The model knows for every message the ticket it stands in, for every ticket the one it was merged into, and no more.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from ringback.channels.adapters.email.parsed import Address
from ringback.kit.errors import Refusal
from ringback.ledger.actor import Actor
from ringback.tickets import merging, splitting
from ringback.tickets.models import Message, Ticket
from ringback.tickets.replying import Written, reply
from ringback.tickets.timeline import timeline
from tests.world import World, mail

MOST = 20  # tickets


@dataclass
class Model:
    """`stands`: message -> ticket; `above`: merged ticket -> the one it was merged into; `along`: what came with it."""

    stands: dict[int, int] = field(default_factory=dict)
    above: dict[int, int] = field(default_factory=dict)
    along: dict[int, list[int]] = field(default_factory=dict)

    def family(self, ticket: int) -> set[int]:
        return {ticket} | {low for low, high in self.above.items() if high == ticket}

    def said(self, ticket: int) -> list[int]:
        return sorted(pk for pk, own in self.stands.items() if own in self.family(ticket))

    def heads(self) -> list[int]:
        return sorted({*self.stands.values(), *self.above} - set(self.above))

    def merge(self, ticket: int, into: int) -> bool:
        into = self.above.get(into, into)
        if ticket in self.above or ticket == into:
            return False
        self.along[ticket] = sorted(self.family(ticket) - {ticket})
        for low in self.along[ticket]:
            self.above[low] = into
        self.above[ticket] = into
        return True

    def unmerge(self, ticket: int) -> bool:
        high = self.above.pop(ticket, None)
        for low in self.along.get(ticket, []):
            if high is not None and self.above.get(low) == high:
                self.above[low] = ticket
        return high is not None


class Walk:
    """One run over a world: each step does the same to the desk and to the model."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice, self.model = world, random.Random(seed), Model()  # noqa: S311  (dice)
        self.agent: Actor = world.actor("anna")
        self.count = 0
        for name in "abcdef":
            self.opens(name)

    def step(self) -> None:
        does: list[Callable[[], None]] = [self.merges, self.unmerges, self.splits, self.replies, self.hears]
        self.dice.choice(does)()

    def opens(self, name: str) -> None:
        came = mail(
            self.world.near.line, Address(name, f"{name}@mail.example"), f"Thing {name}", "It is broken."
        )
        self._add(Message.objects.get(inbound=came))

    def merges(self) -> None:
        ticket, into = self._any(), self._any()
        try:
            merging.merge(self.agent, ticket, into, other_contact=True)
            done = True
        except Refusal:
            done = False
        assert done == self.model.merge(ticket, into), (ticket, into)

    def unmerges(self) -> None:
        ticket = self.dice.choice(sorted(self.model.above) or [self._any()])
        try:
            merging.unmerge(self.agent, ticket)
            done = True
        except Refusal:
            done = False
        assert done == self.model.unmerge(ticket), ticket

    def splits(self) -> None:
        ticket = self.dice.choice(self.model.heads())
        said = self.model.said(ticket)
        if len(said) < 3 or len(set(self.model.stands.values())) >= MOST:
            return
        moved = self.dice.sample(said, self.dice.randint(1, len(said) - 2))
        stay = {own for pk, own in self.model.stands.items() if pk not in moved}
        try:
            made = splitting.split(self.agent, ticket, moved)
        except Refusal:
            assert not {self.model.stands[pk] for pk in moved} <= stay
            return
        assert {self.model.stands[pk] for pk in moved} <= stay
        self.model.stands |= dict.fromkeys(moved, made.pk)

    def replies(self) -> None:
        ticket = self._any()
        try:
            self._add(reply(self.agent, ticket, Written("<p>Here you are.</p>")))
            assert ticket not in self.model.above
        except Refusal:
            assert ticket in self.model.above

    def hears(self) -> None:
        """An answer to one of our replies, by its secret, from somebody who got it."""
        ours = Message.objects.filter(pk__in=self.model.stands, direction="out")
        answered = self.dice.choice(list(ours.order_by("pk")) or [None])
        if answered is None:
            return
        part = self.dice.choice(list(answered.ticket.participants.filter(is_confirmed=True).order_by("pk")))
        self.count += 1
        came = mail(
            self.world.near.line,
            Address(part.name, part.address),
            f"Re: {self.count}",
            f"Answer {self.count}.",
            in_reply_to=[answered.message_id],
        )
        message = Message.objects.get(inbound=came)
        assert (came.end, message.ticket_id) == ("threaded", self.model.stands[answered.pk])
        self._add(message)

    def _any(self) -> int:
        return self.dice.choice(sorted({*self.model.stands.values(), *self.model.above}))

    def _add(self, message: Message) -> None:
        self.model.stands[message.pk] = message.ticket_id

    def differences(self) -> list[str]:
        """What is otherwise than the model says."""
        found = []
        rows = Ticket.objects.in_bulk({*self.model.stands.values(), *self.model.above})
        for number, row in rows.items():
            if row.canonical_id != self.model.above.get(number):
                found.append(f"#{number} points at {row.canonical_id}")
        stands = dict(Message.objects.filter(pk__in=self.model.stands).values_list("pk", "ticket_id"))
        if stands != self.model.stands:
            found.append("a message stands elsewhere")
        for number in self.model.heads():
            shown = sorted(e.body.pk for e in timeline(self.agent, rows[number]) if e.kind == "message")
            if shown != self.model.said(number)[-100:]:
                found.append(f"#{number} shows {shown}")
        return found + recounted(rows)


def recounted(rows: dict[int, Ticket]) -> list[str]:
    """Where a head's counters, or the pointers, are not what a recount gives."""
    found = []
    for number, row in rows.items():
        members = [other.pk for other in rows.values() if other.canonical_id == number]
        if row.canonical_id is not None and (members or rows[row.canonical_id].canonical_id is not None):
            found.append(f"#{number} is in the middle of a chain")
        if row.canonical_id is None:
            said = Message.objects.filter(ticket_id__in=[number, *members], state="accepted")
            last = said.order_by("-pk").values_list("pk", flat=True).first() or 0
            own = (row.message_count, row.last_message_id, row.merged_count)
            if own != (said.count(), last, len(members)):
                found.append(f"#{number} counts {own}, not {(said.count(), last, len(members))}")
    return found


def clash(world: World, seed: int, steps: int, tickets: list[int]) -> int:
    """Steps of one of many who work at once: refusals are theirs to get, anything else is not. Gives how many were
    done."""
    dice, agent, done = random.Random(seed), world.actor("anna"), 0  # noqa: S311  (dice)
    for _ in range(steps):
        one, other = dice.choice(tickets), dice.choice(tickets)
        with suppress(Refusal):
            match dice.randrange(5):
                case 0 | 1:
                    merging.merge(agent, one, other, other_contact=True)
                case 2:
                    merging.unmerge(agent, one)
                case 3:
                    said = list(Message.objects.filter(ticket_id=one).values_list("pk", flat=True))
                    splitting.split(agent, one, dice.sample(said, min(1, len(said))))
                case _:
                    reply(agent, one, Written(f"<p>{seed}</p>"))
            done += 1
    return done


__all__ = ["Model", "Walk", "clash", "recounted"]
