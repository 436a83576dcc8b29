"""Bodies of messages: folded, linked, and never more than text."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.markup import normalise
from ringback.web.desk import bodies


def test_folded_lines_hide_behind_what_they_are() -> None:
    body = bodies.from_text(
        "Yes please.\n\n> Shall we?\n> North\n-- \nColin", '[[2, 4, "quote"], [4, 6, "signature"]]'
    )
    assert "<summary>Earlier messages</summary>" in body and "<summary>Signature</summary>" in body
    assert body.index("Yes please.") < body.index("<details") < body.index("Shall we?")


def test_addresses_become_links_without_the_full_stop_behind_them() -> None:
    body = bodies.from_text("See https://x.example/a?b=1&c=2.", "[]")
    assert 'href="https://x.example/a?b=1&amp;c=2"' in body and "</a>." in body


def test_quotes_in_html_get_their_summary() -> None:
    html = normalise("<p>Yes</p><details data-quote><p>Shall we?</p></details>")
    assert "<summary>Earlier messages</summary><p>Shall we?</p>" in bodies.from_html(html, {})


def test_pictures_of_the_mail_come_from_us_and_those_from_elsewhere_only_when_asked() -> None:
    html = normalise(
        '<img src="cid:a@b"><img src="https://x.example/1.gif"><img src="https://x.example/2.gif">'
    )
    kept = bodies.from_html(html, {"a@b": "/files/1/picture"})
    assert 'src="/files/1/picture"' in kept and 'src="https:' not in kept
    asked = bodies.from_html(html, {}, "/messages/7/pictures/")
    assert [asked.count(f'src="/messages/7/pictures/{n}"') for n in (0, 1, 2)] == [1, 1, 0]
    assert bodies.remote_pictures(html) == ["https://x.example/1.gif", "https://x.example/2.gif"]


@given(
    st.text(max_size=300),
    st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 9), st.just("quote")), max_size=4),
)
def test_no_text_becomes_markup_and_none_is_lost(text: str, folds: list[tuple[int, int, str]]) -> None:
    body = bodies.from_text(text, json.dumps(folds))
    bare = body.replace("<summary>Earlier messages</summary>", "").striptags()
    assert "".join(bare.split()) == "".join(text.split()) or "<" in text or "&" in text
    for tag in ("<script", "<img", "<iframe"):
        assert tag not in body
