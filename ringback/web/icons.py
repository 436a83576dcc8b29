"""Line icons from the lucide package, as inline drawings in the colour of the text around them."""

from functools import lru_cache

import lucide
from markupsafe import Markup


@lru_cache(maxsize=256)
def icon(name: str, size: int = 18) -> Markup:
    """The drawing; hidden from screen readers, because a label always stands beside it."""
    drawn = lucide._render_icon(name, size, aria_hidden="true", focusable="false", stroke_width="1.75")
    return Markup(drawn.replace("<svg ", '<svg class="icon" ', 1))  # noqa: S704  # from a package, not from people


def drawing(svg: str) -> Markup:
    """The QR code of the second factor, without its XML head: made by us of black squares, so that no image need be
    allowed."""
    return Markup(svg[svg.index("<svg") :])  # noqa: S704  # from the qrcode package, holds paths only
