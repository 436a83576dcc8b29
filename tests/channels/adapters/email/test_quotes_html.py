import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.quotes_html import CLOSING, OPENING, fold_html
from tests.corpus import corpus

WROTE = "On Mon, Jul 4, 2022 at 2:02 PM Max &lt;m@x.com&gt; wrote:"


def seen(html: str) -> tuple[str, str]:
    """The words outside and inside the folds."""
    depth, words = 0, {False: "", True: ""}
    for part in re.split(f"({OPENING}|{CLOSING})", fold_html(html)):
        depth += {OPENING: 1, CLOSING: -1}.get(part, 0)
        words[depth > 0] += " " + unescape(re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", part))
    return " ".join(words[False].split()), " ".join(words[True].split())


@pytest.mark.parametrize(
    "quote",
    [
        f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}<br></div><blockquote>Which?</blockquote></div>',
        f'<div class="moz-cite-prefix">{WROTE}<br></div><blockquote type="cite">Which?</blockquote>',
        f"<div>{WROTE}</div><blockquote>Which?</blockquote>",
        '<div class="ydp1f2yahoo_quoted"><div>Which?</div></div>',
        '<div class="protonmail_quote">Which?</div>',
        '<hr><div id="divRplyFwdMsg"><b>From:</b> Max</div><div>Which?</div>',
        '<hr id="zwchr" data-marker="__DIVIDER__"><div>Which?</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Von:</b> Max &lt;m@x.de&gt;<br><b>Gesendet:</b> '
        "Montag<br><b>An:</b> Eva<br><b>Betreff:</b> Lampe</p></div><p>Which?</p>",
        "<p>-----Original Message-----<br>Which?</p>",
        '<div name="quote" style="border-left:2px solid">Which?</div>',
    ],
)
def test_the_quote_of_every_program_is_folded_and_the_answer_is_not(quote: str) -> None:
    outside, inside = seen(f"<html><body><div>The red one.</div><br>{quote}</body></html>")
    assert outside == "The red one."
    assert "Which?" in inside


def test_answers_between_the_quotes_stay_visible_with_what_they_answer() -> None:
    lamp, shop = "<blockquote type=cite>Lamp?</blockquote>", "<blockquote type=cite>Shop?</blockquote>"
    html = f"<p>{WROTE}</p>{lamp}<p>Red.</p>{shop}<p>Yours.</p>"
    assert fold_html(html) == html


def test_only_the_quote_at_the_foot_is_folded_below_answers() -> None:
    html = "<blockquote type=cite>Lamp?</blockquote><p>Red.</p><blockquote type=cite>Old</blockquote>"
    assert seen(html) == ("Lamp? Red.", "Old")


def test_an_answer_inside_the_programs_container_stays_visible() -> None:
    inner = f"{WROTE}<blockquote>Lamp?</blockquote><div>Red.</div><blockquote>Old</blockquote>"
    html = f"<div class=gmail_quote>{inner}</div>"
    assert "Red." in seen(html)[0]


def test_an_answer_below_a_single_quote_stays_visible() -> None:
    outside, inside = seen(f"<div>{WROTE}</div><blockquote>Lamp?</blockquote><div>The red one.</div>")
    assert outside == "The red one." and "Lamp?" in inside


@pytest.mark.parametrize(
    "html",
    [
        '<div class="gmail_quote">---------- Forwarded message ---------<br>From: Max<br>Broken lamp</div>',
        "<blockquote type=cite>Only a quote</blockquote>",
        "<p>Only text</p>",
        "<blockquote>A poem that the customer likes</blockquote><p>Nice?</p>",
        "",
    ],
)
def test_a_mail_with_nothing_else_to_read_is_shown_whole(html: str) -> None:
    assert fold_html(html) == html


def test_a_picture_above_the_quote_counts_as_an_answer() -> None:
    assert OPENING in fold_html('<img src="cid:a"><blockquote type=cite>Lamp?</blockquote>')


def test_no_fold_stands_between_a_table_and_its_rows() -> None:
    html = "<table><tr><td>Red</td></tr><tr><td>-----Original Message-----</td></tr><tr><td>Lamp?</td></tr></table>"
    assert not re.search(rf"<(?:table|tr)>{OPENING}", fold_html(html))


PARTS = st.sampled_from(
    [
        "<div>", "</div>", "<p>", "</p>", "<br>", "<hr>", "<table>", "<tr>", "<td>", "</table>", "text", "<!--", "-->",
        "<blockquote type=cite>", "</blockquote>", '<div class="gmail_quote">', '<div id="divRplyFwdMsg">', "<style>",
        "From: a@b.c<br>Sent: today<br>Subject: x<br>", WROTE, "<a href='", '"', ">", "<img>", "</body>", "<body>",
    ]
)  # fmt: skip


@given(st.lists(PARTS | st.text(max_size=8), max_size=40).map("".join))
def test_nothing_is_lost_or_changed_but_for_the_folds(html: str) -> None:
    folded = fold_html(html)
    assert folded.replace(OPENING, "").replace(CLOSING, "") == html
    depth = 0
    for tag in re.findall(f"{OPENING}|{CLOSING}", folded):
        depth += 1 if tag == OPENING else -1
        assert depth in (0, 1)
    assert depth == 0


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<div>",
        "</div>",
        '<a "',
        "<!--",
        "<style>",
        "<blockquote>",
        "<blockquote type=cite>a",
        "<div class=gmail_quote>a",
    ]
    + [
        f"<div>{WROTE}<blockquote>x</blockquote></div>y",
        "<div class=gmail_quote>a<blockquote>b</blockquote>c</div>",
    ],
)
def test_the_work_grows_with_the_html_and_not_with_its_square(unit: str) -> None:
    assert fold_html(unit * (300_000 // len(unit)))


@pytest.mark.corpus
def test_real_replies_of_many_programs_show_the_reply_alone() -> None:
    for file in sorted((corpus("replyparse-talon") / "html_replies").glob("*.html")):
        outside, inside = seen(file.read_text(errors="replace"))
        assert outside == "Hi. I am fine. Thanks, Alex", file.name
        assert "Hello! How are you?" in inside
