"""What mail programs put into HTML around a quoted mail: classes, ids, shapes. Pure; one tag at a time."""

import re
from typing import Final


def _names(joined: str) -> frozenset[str]:
    return frozenset(joined.split("|"))


_PREFIX: Final = re.compile(r"^(?:x_|ecx|ydp[0-9a-f]*)+(?=[a-z])")
_CONTAINER_CLASSES: Final = _names(
    "gmail_quote|gmail_quote_container|gmail_extra|yahoo_quoted|protonmail_quote|zmail_extra|"
    "tutanota_quote|cm_quote|missive_quote|front-blockquote|clean_bq|bloop_original_html|"
    "mail_android_quote|ws-ng-quote|ms-outlook-mobile-reference-message|moz-forward-container|"
    "freemail_quote|quoted_text|hs_reply|spark_quote|acompli_quote|mailru-blockquote|"
    "infomaniak_quote|nylas-quote|canaryquote|edo-reply"
)
_CONTAINER_IDS: Final = _names(
    "yahoo_quoted|isforwardcontent|isreplycontent|mail-editor-reference-message-container|"
    "olk_src_body_section|reply-quote|forwardbody|edo-original|oriquote|mailquote"
)
_START_IDS: Final = _names("divrplyfwdmsg|stopspelling|zwchr|replysplit|divtagdefaultwrapper-reply")
_PREFACE_CLASSES: Final = _names("moz-cite-prefix|gmail_attr|reply-intro|replyintro|cite-prefix")
_SPARK: Final = "messagereplysection"
_SIDE_RULE: Final = re.compile(r"border-left(?:-\w+)?\s*:[^;]*(?:solid|\d\s*p[xt])")


def is_container(name: str, attributes: dict[str, str]) -> bool:
    """Whether an element of that kind holds a quoted mail whatever stands before it."""
    if name == "blockquote" and (
        attributes.get("type") == "cite" or _SIDE_RULE.search(attributes.get("style", ""))
    ):
        return True
    return (
        bool(_classes(attributes) & _CONTAINER_CLASSES)
        or _bare(attributes.get("id", "")) in _CONTAINER_IDS
        or attributes.get("name") in ("quote", _SPARK)
        or (name == "blockquote" and "cite" in attributes)
    )


def is_start(attributes: dict[str, str]) -> bool:
    """Whether all that follows a tag with these belongs to a quoted mail."""
    return _bare(attributes.get("id", "")) in _START_IDS or attributes.get("data-marker") == "__divider__"


def is_preface(attributes: dict[str, str]) -> bool:
    """Whether an element with these says who wrote the quote below it."""
    return (
        bool(_classes(attributes) & _PREFACE_CLASSES) or _bare(attributes.get("id", "")) in _PREFACE_CLASSES
    )


def _classes(attributes: dict[str, str]) -> set[str]:
    return {_bare(name) for name in attributes.get("class", "").split()}


def _bare(name: str) -> str:
    return _PREFIX.sub("", name)
