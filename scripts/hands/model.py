"""What must come of merges, splits, hand-overs and replies, told over again without a database: the ledger's events are
replayed one by one, and what none of the rules allows is a deviation. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Colleague:
    user: int
    teams: frozenset[int]
    leads: frozenset[int]


@dataclass(slots=True)
class Offer:
    """A hand-over on offer. `over`: something has happened since that ends it, when somebody gets to it."""

    id: int
    team: int
    user: int | None
    giver: int | None
    over: bool = False


@dataclass(slots=True)
class Matter:
    """A ticket. `along`: what came with it when it was merged last."""

    team: int
    messages: set[int]
    owner: int | None = None
    assignee: int | None = None
    canonical: int | None = None
    along: frozenset[int] = frozenset()
    transfers: int = 0
    offer: Offer | None = None


@dataclass(slots=True)
class Model:
    """`by` in `happened` is None for what the desk does by itself."""

    matters: dict[int, Matter]
    deviations: list[str] = field(default_factory=list)

    def happened(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        """Replay one event; those of other kinds say nothing that is not in these."""
        tell = getattr(self, "_" + event["kind"].replace(".", "_"), None)
        if tell:
            tell(event, by)

    def family(self, number: int) -> list[int]:
        """A ticket and what points at it."""
        return [number, *(n for n, matter in self.matters.items() if matter.canonical == number)]

    def late(self) -> list[int]:
        """Offers that have to end and have not yet."""
        return [m.offer.id for m in self.matters.values() if m.offer and m.offer.over]

    def _message_sent(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        matter = self._free(event)
        matter.messages.add(event["subject"]["id"])
        if by and matter.assignee is None and matter.team in by.teams:
            matter.assignee = by.user
            self._owned(matter, matter.owner or by.user)

    def _ticket_merged(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        number, into = event["ticket"], event["data"]["into"]
        matter, other = self._free(event), self.matters[into]
        self._hold(event, other.canonical is None, "into a merged ticket")
        self._hold(event, number != into, "into itself")
        self._hold(event, matter.team == other.team, "into another team's ticket")
        self._hold(event, bool(by and matter.team in by.teams), "by somebody of another team")
        matter.along = frozenset(self.family(number)[1:])
        self._hold(event, matter.along == frozenset(event["data"]["members"]), "with others than were in it")
        for one in (number, *matter.along):
            self.matters[one].canonical = into
        if matter.offer:
            matter.offer.over = True

    def _ticket_unmerged(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        number = event["ticket"]
        matter = self.matters[number]
        into = matter.canonical
        self._hold(event, into == event["data"]["from"], "from where it was not")
        matter.canonical = None
        for one in matter.along:
            if self.matters[one].canonical == into:
                self.matters[one].canonical = number

    def _ticket_split(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        matter, moved = self._free(event), set(event["data"]["messages"])
        family = [self.matters[number] for number in self.family(event["ticket"])]
        self._hold(event, moved <= set[int]().union(*(m.messages for m in family)), "of foreign messages")
        for one in family:
            self._hold(event, not one.messages or bool(one.messages - moved), "that leaves nothing")
            one.messages -= moved
        self.matters[event["data"]["into"]] = Matter(matter.team, moved, matter.owner, matter.assignee)

    def _handover_offered(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        matter, data = self._free(event), event["data"]
        self._hold(event, matter.offer is None, "while another stands")
        self._hold(event, data["giver"] == matter.owner, "of somebody who did not answer for it")
        is_giver = bool(by and (matter.owner in (None, by.user) or matter.team in by.leads))
        self._hold(event, is_giver, "by somebody whose it is not")
        matter.offer = Offer(event["subject"]["id"], data["team"], data["user"], matter.owner)

    def _handover_accepted(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        matter, offer = self._free(event), self._answered(event)
        if offer is None or by is None:
            return
        self._hold(event, self._receives(offer, by), "by somebody to whom it was not offered")
        matter.transfers += offer.giver not in (None, by.user)
        matter.owner = matter.assignee = by.user
        for number in self.family(event["ticket"]):
            self.matters[number].team = offer.team

    def _handover_returned(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        self._free(event)
        offer = self._answered(event)
        if offer and by:
            self._hold(event, self._receives(offer, by), "by somebody to whom it was not offered")

    def _handover_withdrawn(self, event: Mapping[str, Any], by: Colleague | None) -> None:
        offer = self._answered(event)
        if offer and not by:
            self._hold(event, offer.over, "by the desk, without a reason")

    def _owned(self, matter: Matter, owner: int) -> None:
        if matter.owner != owner and matter.offer:
            matter.offer.over = True  # what was on offer was nobody's
        matter.owner = owner

    def _answered(self, event: Mapping[str, Any]) -> Offer | None:
        matter = self.matters[event["ticket"]]
        offer, matter.offer = matter.offer, None
        self._hold(event, offer is not None and offer.id == event["subject"]["id"], "that was not on offer")
        return offer

    def _receives(self, offer: Offer, by: Colleague) -> bool:
        return offer.user == by.user or (not offer.user and offer.team in by.teams) or offer.team in by.leads

    def _free(self, event: Mapping[str, Any]) -> Matter:
        matter = self.matters[event["ticket"]]
        self._hold(event, matter.canonical is None, "on a merged ticket")
        return matter

    def _hold(self, event: Mapping[str, Any], is_so: bool, otherwise: str) -> None:
        if not is_so:
            self.deviations.append(f"event {event['id']}: {event['kind']} {otherwise}")


def unlike(model: Model, tickets: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    """Where tickets, as the API gives them to a manager, are not what the model says, in words. Each with `messages`,
    [{id, ticket}], for those that were not merged."""
    for number, matter in model.matters.items():
        shown = tickets[number]
        wanted: dict[str, Any] = {
            "canonical": matter.canonical,
            "owner": matter.owner,
            "assignee": matter.assignee,
            "team": matter.team,
            "transfers": matter.transfers,
        }
        if matter.canonical is None:
            family = model.family(number)
            said = sorted((m, one) for one in family for m in model.matters[one].messages)
            wanted |= {"merged_count": len(family) - 1, "messages": said, "message_count": len(said)}
        for name, value in wanted.items():
            if _plain(shown[name]) != value:
                yield f"ticket {number}: {name} is {_plain(shown[name])}, not {value}"


def _plain(value: Any) -> Any:
    """Of a person or team the id, of messages where each came in."""
    if isinstance(value, Mapping):
        return value["id"]
    return (
        sorted((m["id"], m["ticket"]) for m in value)
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
    )
