"""Odd strings and texts in many scripts, out of the real input, and mails that carry them."""

import base64
import json
from urllib.parse import quote

from tests.corpus import corpus


def naughty() -> list[str]:
    """Strings that are likely to break what takes them."""
    found: list[str] = json.loads((corpus("naughty-strings") / "blns.json").read_text(encoding="utf-8"))
    return found


def texts() -> list[str]:
    """The beginning of every text in a legacy charset, and of every one that says what it should be."""
    folder = corpus("chardet-files")
    legacy = [
        _read(path.read_bytes(), path.parent.name) for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    utf8 = [path.read_text(encoding="utf-8") for path in sorted(corpus("cjk-encodings").glob("*-utf8.txt"))]
    return [text[:400] for text in [*legacy, *utf8] if text.strip()]


def sentences(language: str) -> list[dict[str, list[str]]]:
    """Sentences of one language with their words."""
    path = corpus("pud-multilingual") / f"{language}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").strip("\n").split("\n")]


def languages() -> list[str]:
    return sorted(path.stem for path in corpus("pud-multilingual").glob("*.jsonl"))


def mail_of(text: str, number: int = 0, html: str | None = None) -> bytes:
    """A mail with `text` as subject, body, name of its sender and name of its file, encoded as the standards ask."""
    kind = "plain" if html is None else "html"
    body = base64.encodebytes(_bytes(text if html is None else html)).decode()
    lines = [
        f"From: {_word(text)} <writer{number}@mail.example>",
        "To: support@desk.example",
        f"Subject: {_word(text)}",
        f"Message-ID: <odd-{number}-{len(text)}@mail.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="=_odd"',
        "",
        "--=_odd",
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        body,
        "--=_odd",
        "Content-Type: application/octet-stream",
        f"Content-Disposition: attachment; filename*=utf-8''{quote(_bytes(text), safe='')}",
        "",
        f"file {number}",
        "--=_odd--",
        "",
    ]
    return "\r\n".join(lines).encode()


def _word(text: str) -> str:
    """An encoded word (RFC 2047), as long as it takes."""
    return f"=?utf-8?B?{base64.b64encode(_bytes(text)).decode()}?="


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _read(raw: bytes, folder: str) -> str:
    charset = folder.split("-")[0] if folder.split("-")[0].lower().startswith("windows") else folder
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("latin-1")
