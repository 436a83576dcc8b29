"""Words beyond ASCII in headers (RFC 2047), also as broken as real senders write them. Pure, linear, never
raises."""

import binascii
import re

from ringback.channels.adapters.email.charsets import decode_words_of
from ringback.channels.adapters.email.transfer import from_base64

_BEGIN = re.compile(r"=\?([^?\s=()<>@,;:\"/\[\]]{1,40})\?([bBqQ])\?")
_Word = tuple[str, str, str]  # charset, encoding, text


def decode_words(value: str) -> str:
    """`value` with its encoded words decoded and the space between neighbours dropped. A letter that is split
    over two words is put together again."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    run: list[_Word] = []
    place = 0
    while begin := _BEGIN.search(value, place):
        end = value.find("?=", begin.end())
        between = value[place : begin.start()]
        if between.strip() or not run:
            pieces += [_decode_run(run), between]
            run = []
        stop = len(value) if end < 0 else end
        run.append((begin[1].partition("*")[0].lower(), begin[2].lower(), value[begin.end() : stop]))
        place = stop + 2
    return "".join([*pieces, _decode_run(run), value[place:]])


def _decode_run(run: list[_Word]) -> str:
    text: list[str] = []
    charset, data = "", b""
    for word in _joined(run):
        if word[0] != charset:
            text.append(decode_words_of(data, charset))
            charset, data = word[0], b""
        data += _bytes_of(word)
    text.append(decode_words_of(data, charset))
    return "".join(text)


def _joined(run: list[_Word]) -> list[_Word]:
    """Some senders cut base64 anywhere, so that only all words together make sense."""
    words: list[_Word] = []
    for word in run:
        last = words[-1] if words else ("", "", "")
        if word[:2] == last[:2] == (word[0], "b") and len(last[2].strip()) % 4 and "=" not in last[2]:
            words[-1] = (*last[:2], last[2].strip() + word[2].strip())
        else:
            words.append(word)
    return words


def _bytes_of(word: _Word) -> bytes:
    _, encoding, text = word
    data = text.encode("utf-8", "replace")
    return from_base64(data) if encoding == "b" else binascii.a2b_qp(data, header=True)
