"""What a browser calls itself, as a person would call it. Pure. Kept instead of the header, which tells far more."""

# The first that fits counts: many claim to be others as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """Its name; empty for one that is not known."""
    return next((name for mark, name in _BROWSERS if mark in agent), "")


def system_of(agent: str) -> str:
    """What it runs on; empty for what is not known."""
    return next((name for mark, name in _SYSTEMS if mark in agent), "")
