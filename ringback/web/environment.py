"""The one Jinja2 environment, for every page and for the mail that signing in sends."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ringback.kit.clock import now
from ringback.kit.markup import to_text
from ringback.web import moments
from ringback.web.asked import initials
from ringback.web.assets import asset
from ringback.web.icons import drawing, icon
from ringback.web.routes import url
from ringback.web.sizes import size_in_words

_FIELD = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')


def environment(**options: Any) -> Environment:
    """What settings.py names. A name that a template uses and nobody gave is an error, never an empty string."""
    made = Environment(  # noqa: S701  # Django passes autoescape=True in the options
        **{**options, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]},
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts: Any = made
    texts.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    made.globals |= {**_GLOBALS, "gettext": translated}
    made.filters |= _FILTERS
    made.globals["still"] = _stills(made)
    return made


def translated(message: str, **variables: Any) -> Markup:
    """What `{% trans %}` says. A page says a hundred things, and Jinja's own way asks, marks and formats each anew."""
    return _speaker(get_language())(message, **variables)


@lru_cache(maxsize=64)
def _speaker(language: str | None) -> Callable[..., Markup]:
    """The same for one language, which is dear to ask for: to be called while it is the active one."""

    def say(message: str, **variables: Any) -> Markup:
        words = _words(message, language)
        return words % variables if variables else words % {} if "%" in words else words

    return say


@lru_cache(maxsize=8192)
def _words(message: str, _language: str | None) -> Markup:
    return Markup(gettext(message))  # noqa: S704  # ours, and our translators'


def once_a_page(request: HttpRequest) -> dict[str, object]:
    """What settings.py adds to every page: made once where Django and Jinja would make it for each sentence and form.
    The token still only where a page wants one."""
    token = SimpleLazyObject(lambda: get_token(request))
    return {
        "gettext": _speaker(get_language()),
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(lambda: _FIELD.format(token)),
    }


def dom_id(kind: str, key: int | str, part: str = "") -> str:
    """The id of an element that HTMX or a label points at: dom_id("ticket", 12, "thread")."""
    return f"{kind}-{key}-{part}" if part else f"{kind}-{key}"


@pass_context
def moment(context: Context, at: datetime | None, *, relative: bool = False, clock: bool = False) -> Markup:
    """A time in the reader's zone; nothing for no time. The zone comes from `viewer`: Django's own is dear to ask."""
    if at is None:
        return Markup("")
    viewer = context.get("viewer")
    zone = viewer.zone if viewer else moments.as_zone(timezone.get_current_timezone())
    return moments.element(at, now(), zone, relative=relative, clock=clock)


def for_input(at: datetime | None) -> str:
    """A time as a field for one takes it, by the reader's clock."""
    return moments.for_input(at, timezone.get_current_timezone())


def direction() -> str:
    """Which way the reader's language runs."""
    return "rtl" if get_language_bidi() else "ltr"


def notices_for(request: HttpRequest) -> list[Message]:
    """What Django's messages have to say on this page, once."""
    return list(get_messages(request))


def _stills(made: Environment) -> Callable[[str], Markup]:
    """Parts that are the same for everybody, rendered once a language."""

    @lru_cache(maxsize=64)
    def rendered(name: str, _language: str | None) -> Markup:
        return Markup(made.get_template(name).render())  # noqa: S704  # a template of ours without a context

    return lambda name: rendered(name, get_language())


_GLOBALS: dict[str, Callable[..., Any]] = {
    "url": url,
    "asset": asset,
    "icon": icon,
    "dom_id": dom_id,
    "direction": direction,
    "language": get_language,
    "notices_for": notices_for,
}
_FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment,
    "for_input": for_input,
    "initials": initials,
    "size": size_in_words,
    "drawing": drawing,
    "as_text": to_text,
}
