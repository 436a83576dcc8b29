"""The body of a message as the thread shows it: normalised HTML as it is, plain text with its folds. Pure."""

import json
import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from ringback.kit.markup import fill_images

_URL = re.compile(r"https?://[^\s<>\"']{3,500}[^\s<>\"'.,;:!?)\]]")
_REMOTE = re.compile(r'<img data-remote="')
_FOLDED = re.compile(r'<details data-quote="([a-z]*)">(?!<summary>)')
_LINK = Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>')


def from_html(html: str, pictures: Mapping[str, str], remote: str = "") -> Markup:
    """HTML of the house's own normaliser. `pictures`: content id -> our address of it. `remote`: the address that
    fetches pictures from elsewhere, without their number; empty: they stay blocked."""
    body = fill_images(html, pictures)
    if remote:
        numbers = iter(range(body.count('<img data-remote="')))
        body = _REMOTE.sub(
            lambda _found: f'<img loading="lazy" src="{escape(remote)}{next(numbers)}" data-remote="', body
        )
    folded = _FOLDED.sub(lambda found: f"{found[0]}<summary>{escape(fold_label(found[1]))}</summary>", body)
    return Markup(folded)  # noqa: S704  # normalised when it was stored (kit.markup)


def remote_pictures(html: str) -> list[str]:
    """The addresses of the pictures that the mail wants from elsewhere, in the order of their numbers."""
    return [_unescaped(found) for found in re.findall(r'<img data-remote="([^"]*)"', html)]


def from_text(text: str, folds: str) -> Markup:
    """Plain text; `folds` is JSON [[start, end, kind]] over its lines."""
    return Markup("").join(_pieces(text.split("\n"), json.loads(folds)))


def fold_label(kind: str) -> str:
    """What a fold says before it is opened."""
    labels = {
        "signature": _("Signature"),
        "forwarded": _("Forwarded message"),
        "disclaimer": _("Small print"),
    }
    return labels.get(kind) or _("Earlier messages")


def _pieces(lines: list[str], folds: list[tuple[int, int, str]]) -> Iterator[Markup]:
    at = 0
    for start, end, kind in sorted(folds):
        if start < at or end <= start:
            continue
        yield _plain(lines[at:start])
        label, inside = escape(fold_label(kind)), _plain(lines[start:end])
        yield Markup(
            '<details class="fold"><summary>{}</summary><div class="inside">{}</div></details>'
        ).format(label, inside)
        at = end
    yield _plain(lines[at:])


def _plain(lines: list[str]) -> Markup:
    text = "\n".join(lines).strip("\n")
    return Markup('<div class="plain-text">{}</div>').format(_linked(text)) if text.strip() else Markup("")


def _linked(text: str) -> Markup:
    done, at = [], 0
    for found in _URL.finditer(text):
        done += [escape(text[at : found.start()]), _LINK.format(found[0])]
        at = found.end()
    return Markup("").join([*done, escape(text[at:])])


def _unescaped(value: str) -> str:
    return str(Markup(value).unescape())  # noqa: S704  # read, never shown
