import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.channels.adapters.email.encoded_words import decode_words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain = text", "plain = text"),
        ("=?utf-8?Q?a_=C3=BC?=", "a ü"),
        ("=?ISO-8859-1?B?/A==?=", "ü"),
        ("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"),
        ("=?utf-8?Q?a?= and =?utf-8?Q?b?=", "a and b"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),
        ("=?utf-8?B?w?= =?utf-8?B?7w=?=", "ü"),
        ("=?iso-2022-jp?B?GyRCJDMbKEI=?= =?iso-2022-jp?B?GyRCJHMbKEI=?=", "こん"),
        ("=?koi8-r?B?8A==?= =?utf-8?B?w7w=?=", "Пü"),
        ("=?us-ascii*en?Q?a?=", "a"),
        ("=?utf-8?Q?with spaces in it?=", "with spaces in it"),
        ("=?utf-8?Q?cut=C3=BC", "cutü"),
        ("=?utf-8?B?w7w", "ü"),
        ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        ("=?no-such?Q?=FC?=", "ü"),
        ("=?utf-8?Q??=", ""),
        ("a=?b", "a=?b"),
    ],
)
def test_words_are_decoded_as_their_senders_meant_them(value: str, text: str) -> None:
    assert decode_words(value) == text


@given(st.text(max_size=60))
def test_a_text_cut_anywhere_is_put_together_again(text: str) -> None:
    data = text.encode("utf-8")
    words = " ".join(
        f"=?utf-8?B?{base64.b64encode(data[n : n + 5]).decode()}?=" for n in range(0, len(data), 5)
    )
    assert decode_words(words) == text.removeprefix("\ufeff")


@given(st.text(st.sampled_from("=?utf-8QqBb_ \tA\xff"), max_size=100))
def test_it_never_raises(value: str) -> None:
    assert isinstance(decode_words(value), str)
