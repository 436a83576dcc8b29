"""What a parser's child would otherwise load anew for each mail: codecs, and whatever is made ready at first
use."""

import codecs
import tempfile
from pathlib import Path

from ringback.channels.adapters.email.charsets import decode
from ringback.channels.adapters.email.parse import parse
from ringback.channels.adapters.email.parsed_json import from_json, to_json

_CODECS = (
    "utf-8 utf-7 utf-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 iso8859-2 iso8859-5 iso8859-7 "
    "iso8859-9 iso8859-15 koi8-r koi8-u cp850 cp866 gb18030 gb2312 big5 cp932 shift_jis euc_jp iso2022_jp cp949 idna"
)
_MAIL = """\
From: =?utf-8?Q?Ann_=C3=84?= <ann@example.com>
To: "Desk" <desk@example.com>, b@b\u00fccher.example
Subject: =?iso-8859-1?B?/A==?= order
Date: Mon, 5 Jan 2026 10:00:00 +0100
Message-ID: <1@example.com>
References: <0@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

Hello =C3=84,

On Mon, 5 Jan 2026, Desk <desk@example.com> wrote:
> Good day
--=20
Ann
--a
Content-Type: text/html; charset=utf-8

<html><body><p>Hello <b>you</b> <a href="https://example.com">here</a><img src="cid:p"></p>
<blockquote>Good day</blockquote></body></html>
--a--
--m
Content-Type: image/png; name*=utf-8''p%C3%A4.png
Content-ID: <p>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--m--
"""


def warm_up() -> None:
    """Go once through all that ordinary mail needs."""
    for name in _CODECS.split():
        codecs.lookup(name)
    with tempfile.TemporaryDirectory() as folder:
        from_json(to_json(parse(_MAIL.encode(), Path(folder))))
    decode("Grüße aus Köln".encode("cp1252"))
    decode("каждый охотник".encode("koi8-r"))
