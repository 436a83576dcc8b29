"""Which of the one-byte sets for Latin scripts a text is in: the one in which its letters are those of one
language. Pure."""

from collections import Counter

# The letters beyond ASCII of a language, most widespread first: the earlier wins where several fit.
_LANGUAGES = (
    ("cp1252", "äöüß"),
    ("cp1252", "àâçéèêëîïôœùûü"),
    ("cp1252", "áéíñóúü¿¡ºª"),
    ("cp1252", "àáâãçéêíóôõúüºª"),
    ("cp1252", "àèéìíòóù"),
    ("cp1252", "åäöéæø"),
    ("cp1252", "ëéïóöüè"),
    ("cp1252", "àçèéíïòóúü"),
    ("cp1254", "çğıöşüâîû"),
    ("iso8859_2 cp1250", "ąćęłńóśźż"),
    ("iso8859_2 cp1250", "áčďéěíňóřšťúůýž"),
    ("iso8859_2 cp1250", "áéíóöőúüű"),
    ("iso8859_2 cp1250", "áäčďéíĺľňóôŕšťúýž"),
    ("iso8859_2 cp1250", "čćžšđ"),
    ("iso8859_2 cp1250", "ăâîşţ"),
    ("cp1252", "áæðéíóöúýþ"),
    ("cp1252", "äõöüšž"),
    ("cp1257", "ąčęėįšųūž"),
    ("cp1257", "āčēģīķļņšūž"),
)
# Signs that every language uses prove nothing.
_NEUTRAL = frozenset("\xa0“”‘’‚„…–—•«»€£§°©®™·")


def latin_codec(sample: bytes) -> str:
    """The Python codec of `sample`, which is text in a Latin script; cp1252 where nothing speaks for
    another."""
    high = Counter(byte for byte in sample if byte >= 0x80)
    best, found = -1.0, "cp1252"
    for codecs, letters in _LANGUAGES:
        for codec in codecs.split():
            covered = _covered(high, codec, letters)
            if covered > best + 0.001:
                best, found = covered, codec
    return found


def _covered(high: Counter[int], codec: str, letters: str) -> float:
    """The share of letters beyond ASCII that belong to the language."""
    known = _KNOWN[codec, letters]
    counted = sum(times for byte, times in high.items() if byte not in _NEUTRAL_BYTES[codec])
    return sum(times for byte, times in high.items() if byte in known) / counted if counted else 1.0


def _bytes_of(codec: str, letters: str) -> frozenset[int]:
    return frozenset(letters.encode(codec, "ignore")) | frozenset(letters.upper().encode(codec, "ignore"))


_KNOWN = {(one, letters): _bytes_of(one, letters) for names, letters in _LANGUAGES for one in names.split()}
_NEUTRAL_BYTES = {codec: frozenset("".join(_NEUTRAL).encode(codec, "ignore")) for codec, _ in _KNOWN}
