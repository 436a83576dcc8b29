import gzip
import json
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.kit.markup import fill_images, for_mail, from_text, normalise, outbound, to_text
from tests.corpus import corpus

NAMES = (
    "p div blockquote pre h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption tbody thead tfoot tr td th "
    "details summary hr a abbr b br code del em i img ins q s small span strike strong sub sup tt u"
)
TAGS = set(NAMES.split())
ATTRIBUTES = {
    "a": {"href", "rel", "target"},
    "img": {"data-cid", "data-remote", "alt", "width", "height"},
    "ol": {"start"},
    "details": {"data-quote"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
HARMLESS = {"target": "_blank", "rel": "noopener noreferrer nofollow"}


class Inspector(HTMLParser):
    """A second parser that notes whatever the allow-list does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.odd.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()) | {"dir"}:
                self.odd.append(f"{tag} {name}")
            if name == "href" and not str(value).startswith(("http://", "https://", "mailto:", "tel:")):
                self.odd.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.odd.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.odd.append(f"declaration {decl}")


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(dict(attrs))


def strange(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.odd


def test_links_open_apart_and_tell_nobody_where_from() -> None:
    html = normalise('<a href="https://a.example" onclick="x()" target="_top" rel="opener">a</a>')
    assert Links(html).found == [HARMLESS | {"href": "https://a.example"}]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "/desk", "a", "cid:a"]
)
def test_a_link_to_anything_but_the_web_mail_and_phones_is_none(url: str) -> None:
    assert Links(normalise(f'<a href="{url}">a</a>')).found == [HARMLESS]


def test_links_that_leave_the_scheme_out_mean_the_web() -> None:
    assert 'href="https://www.a.example/x"' in normalise('<a href="www.a.example/x">a</a>')
    assert 'href="https://a.example/x"' in normalise('<a href="//a.example/x">a</a>')


def test_an_image_of_the_mail_waits_for_its_source() -> None:
    html = normalise('<img src="cid:logo@a" alt="Our logo" width="20" height="junk" onerror="x">')
    assert html == '<img data-cid="logo@a" alt="Our logo" width="20">'
    filled = fill_images(html, {"logo@a": "/files/1?a&b"})
    assert filled == '<img src="/files/1?a&amp;b" data-cid="logo@a" alt="Our logo" width="20">'
    assert fill_images(html, {"other": "/files/1"}) == html


def test_images_named_by_place_are_found_by_the_names_given() -> None:
    assert normalise('<img src="pictures/a.png">', {"pictures/a.png": "x"}) == ""
    assert normalise('<img src="a.png">', {"a.png": "part-1"}) == '<img data-cid="part-1" alt="">'
    assert normalise('<img src="cid:unknown">', {}) == ""


def test_a_remote_image_is_noted_and_not_fetched() -> None:
    html = normalise('<img src="https://a.example/p.gif?x=1&y=2" width=1>')
    assert html == '<img data-remote="https://a.example/p.gif?x=1&amp;y=2" alt="" width="1">'


@pytest.mark.parametrize("source", ["data:image/png;base64,AAAA", "javascript:x", "file:///etc/passwd", ""])
def test_every_other_image_goes(source: str) -> None:
    assert normalise(f'a<img src="{source}">b') == "ab"


def test_a_sender_cannot_write_the_names_that_the_desk_fills() -> None:
    assert normalise('<img data-cid="logo" data-remote="https://a.example">') == ""


def test_style_forms_scripts_and_page_furniture_go() -> None:
    html = '<base href="//e"><style>p{}</style><form action=x><p style=x class=y id=z>a<input></p></form>'
    assert normalise(html) == "<p>a</p>"


def test_quoted_parts_stay_folded() -> None:
    html = '<details data-quote=""><summary>Earlier</summary><p>a</p></details>'
    assert normalise(html) == html


def test_what_agents_write_keeps_its_images_and_reducing_it_twice_changes_nothing() -> None:
    html = '<p>a<img data-cid="x" alt="" width="5"><img data-remote="https://a.example/b" alt=""></p>'
    assert outbound(html) == html
    assert outbound('<img data-remote="javascript:x"><script>x</script>') == ""


@given(st.text(st.sampled_from("<>/=\"'&;! abpimgdivsrchreft:x\n\0\ud800"), max_size=120))
def test_any_text_ends_inside_the_allow_list_and_stays(html: str) -> None:
    once = outbound(html)
    assert strange(once) == [] and strange(normalise(html)) == []
    assert outbound(once) == once
    assert isinstance(to_text(html), str)


@given(st.text(st.sampled_from("<>/=\"'&;! pimgsrchtdaex:,.x\n"), max_size=120))
def test_what_leaves_by_mail_reads_back_as_it_was_stored(html: str) -> None:
    stored = outbound(html)
    assert outbound(for_mail(stored)) == stored


def test_what_leaves_by_mail_has_its_pictures() -> None:
    stored = outbound(
        '<img src="cid:a1" width="9"><img src="https://x.example/a?b=1&amp;c=2" alt="A &quot;b&quot;">'
    )
    assert for_mail(stored) == (
        '<img src="cid:a1" alt="" width="9"><img src="https://x.example/a?b=1&amp;c=2" alt="A &quot;b&quot;">'
    )


@given(st.text(st.sampled_from("<>&\"' ab\n"), max_size=60))
def test_plain_text_turned_to_html_reads_the_same(text: str) -> None:
    assert to_text(from_text(text)).split() == text.split()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a  b</p><p>c</p>", "a b\n\nc"),
        ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
        ('<a href="https://a.example/x">there</a>', "there <https://a.example/x>"),
        ('<a href="https://www.a.example/">a.example</a>', "a.example"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ("<ul><li>a</li><li><p>b</p><ol start=3><li>c</ol></ul>", "- a\n- b\n  3. c"),
        ("<table><tr><th>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<style>p{}</style><title>t</title><!-- c -->a", "a"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<img src=cid:x alt='A cat'><img src=cid:y alt='logo.png'>", "[A cat]"),
    ],
)
def test_html_reads_as_text(html: str, text: str) -> None:
    assert to_text(html) == text


BOMBS = {
    "deep": "<div>x" * 60_000,
    "lists": "<ul><li>" * 30_000,
    "open formatting": "".join(f"<font color={n}>" for n in range(5_000)) + "<p>a" * 20_000,
    "open links": ("<a href=x>x<br>" * 299) * 100,
    "quotes": "<blockquote>" * 450 + "a<br>" * 40_000,
    "attributes": "<a " + " ".join(f"x{n}" for n in range(60_000)) + ">",
    "tight attributes": "<a " + "".join(f'x{n}="1"' for n in range(60_000)) + ">",
    "never closed": "<" * 500_000,
    "comments": "<!--" * 100_000,
    "scripts": "<script>" * 60_000,
    "escapes": "&" * 1_000_000,
    "hard spaces": "\xa0" * 1_000_000,
    "tags": "<b><i></b>" * 60_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_answered_with_little(name: str) -> None:
    """Their cost grows with their length; the runs here would take minutes if it grew with its square."""
    html = BOMBS[name]
    assert strange(normalise(html)) == []
    assert len(normalise(html)) < 12 * len(html) + 100
    assert len(to_text(html)) < 12 * len(html) + 100


def test_words_survive_even_where_the_markup_is_given_up() -> None:
    html = "<script>evil</script>" + "<div>word" * 3_000 + " <b>last &amp; least</b>"
    assert to_text(html).count("word") == 3_000
    assert normalise(html).endswith("last &amp; least</p>")
    assert "evil" not in normalise(html)


def payloads() -> Iterator[str]:
    for name in ("xss-ammonia", "xss-dompurify", "xss-html5lib"):
        for line in (corpus(name) / "cases.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
            case = json.loads(line)
            yield case.get("input") or case.get("payload") or ""
    for path in sorted(corpus("xss-bleach").glob("*.test")):
        yield path.read_text("utf-8")
    for line in (corpus("xss-owasp") / "payloads.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
        yield json.loads(line)["payload"]
    with gzip.open(corpus("xss-payloadbox") / "payloads.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["payload"] for line in lines)


@pytest.mark.corpus
def test_of_every_known_attack_nothing_outside_the_allow_list_is_left() -> None:
    tried = list(payloads())
    for payload in tried:
        for cleaned in (normalise(payload), outbound(payload), fill_images(normalise(payload), {"x": "/x"})):
            assert [odd for odd in strange(cleaned) if odd != "img src"] == [], payload
    assert len(tried) > 1_000
