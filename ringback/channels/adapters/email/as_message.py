"""A mail's parts as the standard library's Message, for code that reads headers and reports. Built from the
parts found before, so that nothing is parsed a second time."""

from email.message import Message

from ringback.channels.adapters.email.fields import Fields, read_fields
from ringback.channels.adapters.email.structure import Part

_MOST_BYTES = 256 * 1024
_WITH_HEADERS = ("message/rfc822", "message/global")


def as_message(part: Part) -> Message:
    """`part` and all within it. Leaves keep their transfer encoding and at most 256 kB of text; other files
    are empty; an attached mail is entered one level, with its body as it stands."""
    message = from_fields(part.fields)
    if part.parts:
        message.set_payload([as_message(one) for one in part.parts])
    elif part.media_type in _WITH_HEADERS:
        message.set_default_type("message/rfc822")
        content = part.content()[:_MOST_BYTES]
        inner = read_fields(content) if content else Fields(b"")
        returned = from_fields(inner)
        returned.set_payload(inner.as_text(content[inner.body :]))
        message.set_payload([returned])
    elif part.media_type.startswith(("text/", "message/", "multipart/")):
        # As plain text: given bytes in disguise, Message trusts whatever charset the mail names.
        part.fields.charset = part.parameters.get("charset")
        message.set_payload(part.fields.as_text(part.source()[:_MOST_BYTES]))
    else:
        message.set_payload("")
    return message


def from_fields(fields: Fields) -> Message:
    """A Message of headers alone."""
    message = Message()
    for name, value in fields.values():
        message[name] = fields.as_text(value)
    return message
