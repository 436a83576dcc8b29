"""What the guess says of real sentences: nothing wrong, and something of most."""

import pytest

from ringback.kit.language_guess import guess
from tests.corpus.strings import languages, sentences

pytestmark = pytest.mark.corpus
TAGS = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "german": "de",
    "hindi": "hi",
    "japanese": "ja",
    "korean": "ko",
    "thai": "th",
    "turkish": "tr",
}
# Of two sentences together; Turkish and Arabic have few small words.
AT_LEAST = {"tr": 0.5, "ar": 0.6}


def test_no_sentence_is_taken_for_another_language_and_most_are_known() -> None:
    for language in languages():
        tag, texts = TAGS[language], [str(one["text"]) for one in sentences(language)]
        assert {guess(text) for text in texts} <= {tag, ""}, language
        pairs = [f"{first} {second}" for first, second in zip(texts[::2], texts[1::2], strict=False)]
        known = sum(guess(pair) == tag for pair in pairs) / len(pairs)
        assert known >= AT_LEAST.get(tag, 0.95), language
