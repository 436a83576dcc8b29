"""Which language a text is written in, where that can be told with confidence: by a script that only one language
writes, else by its small words. A wrong guess is worse than none. Pure, linear, no model in memory."""

import re
import unicodedata

from ringback.kit.language_words import SCRIPTS, WORDS

_LOOKED_AT = 2000  # characters
_LEAST_LETTERS = 4
_LEAST_WORDS = 3  # small words, each as often as it stands there
_LEAST_SHARE = 0.12  # of all words
_LEAD = 1.4  # times as many as the next language has
_ADDRESS = re.compile(r"\S*(?:://|@)\S*")
# Signs of Devanagari are letters to their readers, and none to Unicode.
_WORD = re.compile(r"(?:[^\W\d_]|[\u0900-\u097f])+")
_LETTER = re.compile(r"[^\W\d_]")
_OF_SCRIPT = {tag: re.compile(f"[{letters}]") for tag, letters in SCRIPTS.items()}
_SPEAKERS: dict[str, list[str]] = {}
for _tag, _words in WORDS.items():
    for _word in set(_words.split()):
        _SPEAKERS.setdefault(_word, []).append(_tag)


def guess(text: str) -> str:
    """The tag of the language, or nothing where the text is too short, mixed, or of a language not known here."""
    text = _ADDRESS.sub(" ", unicodedata.normalize("NFC", text[:_LOOKED_AT]))
    return _by_script(text) or _by_words(text)


def _by_script(text: str) -> str:
    letters = len(_LETTER.findall(text))
    if letters < _LEAST_LETTERS:
        return ""
    counted = {tag: len(of_script.findall(text)) for tag, of_script in _OF_SCRIPT.items()}
    # Japanese is written with Chinese characters as well.
    if counted["ja"] * 10 > counted["zh"] + counted["ja"] and counted["ja"]:
        counted["ja"] += counted["zh"]
        counted["zh"] = 0
    best = max(counted, key=counted.__getitem__)
    return best if counted[best] * 2 > letters else ""


def _by_words(text: str) -> str:
    words = [word.casefold() for word in _WORD.findall(text)]
    counted: dict[str, int] = {}
    for word in words:
        for tag in _SPEAKERS.get(word, ()):
            counted[tag] = counted.get(tag, 0) + 1
    ranked = sorted(counted.items(), key=lambda one: -one[1])[:2]
    if not ranked:
        return ""
    (best, hits), next_hits = ranked[0], ranked[1][1] if len(ranked) > 1 else 0
    is_sure = hits >= _LEAST_WORDS and hits >= _LEAST_SHARE * len(words) and hits >= _LEAD * next_hits
    return best if is_sure else ""
