"""Style sheets, scripts and pictures, under addresses that change with their content.

One hash over all of them stands in the address as a folder. Relative imports of scripts and style sheets stay inside
that folder, so nothing has to be rewritten or collected, and browsers may keep everything for good.
"""

import gzip
import hashlib
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse

from ringback.kit.errors import Unseen
from ringback.web.routes import PUBLIC, route

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_SMALLER = {".css", ".js", ".svg"}


def asset(path: str) -> str:
    """The address of a static file, `web/css/start.css` for example."""
    return f"{settings.STATIC_URL}{version()}/{path}"


@cache
def version() -> str:
    """The first letters of the hash over all that is served, looked up once a process."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            if Path(name).suffix in TYPES:
                digest.update(name.encode() + storage.open(name).read())
    return digest.hexdigest()[:12]


@route("static/<str:tag>/<path:name>", name="static", verb=PUBLIC)
def show(request: HttpRequest, tag: str, name: str) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "") and Path(name).suffix in _SMALLER
    body = _content(name, packed)
    answer = HttpResponse(body, content_type=TYPES[Path(name).suffix])
    current = tag == version()
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if current else "public, no-cache"
    answer["Vary"] = "Accept-Encoding"
    if packed:
        answer["Content-Encoding"] = "gzip"
    return answer


@lru_cache(maxsize=128)
def _content(name: str, packed: bool) -> bytes:
    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError):
        found = None
    if not found or Path(name).suffix not in TYPES:
        raise Unseen()
    content = Path(str(found)).read_bytes()
    return gzip.compress(content, 6) if packed else content
