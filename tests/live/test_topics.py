from hypothesis import given
from hypothesis import strategies as st

from ringback.live.topics import AT_MOST, LIST, Topic, ids_of, parse, touched


@given(st.text())
def test_whatever_is_asked_for_only_topics_come_out(text: str) -> None:
    topics = parse(text)
    assert len(topics) <= AT_MOST
    assert parse(",".join(map(str, topics))) == topics


@given(st.sets(st.builds(Topic, st.sampled_from(["ticket", "user"]), st.integers(1, 10**17)), max_size=40))
def test_topics_come_back_as_they_were_named(topics: set[Topic]) -> None:
    assert parse(", ".join(map(str, topics))) == topics


def test_what_is_no_topic_is_left_out() -> None:
    wanted = "ticket:12,list,ticket:0,ticket:-1,ticket:,:3,ticket:12:13,list:4,tick et:5,ticket:١,ticket:1e3"
    assert parse(wanted) == {Topic("ticket", 12), LIST}


def test_an_event_on_a_message_touches_its_ticket_and_the_lists() -> None:
    assert touched("message", 5, 12) == {Topic("message", 5), Topic("ticket", 12), LIST}


def test_an_event_apart_from_tickets_leaves_the_lists_alone() -> None:
    assert touched("user", 5, None) == {Topic("user", 5)}


def test_ids_are_told_apart_by_kind() -> None:
    assert ids_of("ticket", {Topic("ticket", 1), Topic("user", 2), LIST}) == {1}
