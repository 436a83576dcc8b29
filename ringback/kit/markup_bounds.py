"""Finding HTML that would cost a parser its square, before a parser sees it. Pure, linear."""

import re
from html import unescape

# Below this many tags no arrangement of them is dear.
_FEW_TAGS = 600
_DEEPEST = 500
_MOST_STEPS = 10_000_000
_MOST_COPIES = 400_000
_MOST_ATTRIBUTES = 500
_LONG_TAG = 4_000
_MOST_ESCAPES = 60_000
_BEGIN = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_ATTRIBUTE_ENDS = re.compile(r"""[\s/"']+[^\s/"'>]""")
# They have no inside, or end by themselves when the next of their kind begins.
_SHALLOW_NAMES = (
    "area base br col embed hr img input link meta param source track wbr "
    "p li td th tr tbody thead tfoot dt dd option colgroup html head body"
)
_SHALLOW = frozenset(_SHALLOW_NAMES.split())
# A parser opens these again in every following block until they are closed.
_REOPENED_NAMES = "a b big code em font i nobr s small strike strong tt u"
_REOPENED = frozenset(_REOPENED_NAMES.split())
_UNREAD = re.compile(r"(?:script|style|title)\b", re.IGNORECASE)
_BREAKING = re.compile(r"/?(?:p|div|br|li|tr|h[1-6]|blockquote|table|ul|ol|hr)\b", re.IGNORECASE)


def is_heavy(html: str) -> bool:
    """Whether parsing `html` as a browser does would take far more than its length: nested too deeply,
    formatting left open over many blocks, tags of endless attributes, or more escapes than words."""
    if len(html) > _MOST_ESCAPES and html.count("&") + html.count("\xa0") > _MOST_ESCAPES:
        return True
    return _has_endless_tag(html) or (html.count("<") > _FEW_TAGS and _is_piled(html))


def strip_tags(html: str) -> str:
    """The words of HTML that is too heavy to parse; crude, but linear."""
    pieces: list[str] = []
    place = 0
    while begin := _BEGIN.search(html, place):
        pieces.append(html[place : begin.start()])
        if _BREAKING.match(html, begin.end()):
            pieces.append("\n")
        place = _end_of_tag(html, begin.start())
    pieces.append(html[place:])
    return re.sub(r"\n[ \t\n]*\n", "\n\n", unescape("".join(pieces))).strip()


def _has_endless_tag(html: str) -> bool:
    start = 0
    while (start := html.find("<", start)) >= 0:
        end = html.find(">", start)
        end = len(html) if end < 0 else end
        if end - start > _LONG_TAG and len(_ATTRIBUTE_ENDS.findall(html, start, end)) > _MOST_ATTRIBUTES:
            # Plain words behind a lone `<` look the same.
            return html[start + 1 : start + 2].isalpha() or html[start + 1 : start + 2] == "/"
        start = end
    return False


def _is_piled(html: str) -> bool:
    depth = steps = opened = copies = 0
    for slash, name in _TAG.findall(html):
        name = name.lower()
        if name in _REOPENED:
            opened = max(opened - 1, 0) if slash else opened + 1
        elif not slash:
            copies += opened
        if name not in _SHALLOW:
            depth = max(depth - 1, 0) if slash else depth + 1
            steps += depth
            if depth > _DEEPEST or steps > _MOST_STEPS:
                return True
        if copies > _MOST_COPIES:
            return True
    return False


def _end_of_tag(html: str, start: int) -> int:
    """Where the tag, comment or unread element at `start` ends."""
    if html.startswith("<!--", start):
        return _behind(html, "-->", start + 4)
    unread = _UNREAD.match(html, start + 1)
    return _behind(html, f"</{unread[0]}", start) if unread else _behind(html, ">", start)


def _behind(html: str, mark: str, start: int) -> int:
    """Behind the next `mark`, at the end of `html` where there is none."""
    found = html.find(mark, start)
    return len(html) if found < 0 else found + len(mark)
