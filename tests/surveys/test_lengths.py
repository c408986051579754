"""A packed reply has one length, and unpacks to what it was."""

import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.surveys import lengths


@pytest.mark.parametrize("size", [0, 1, 500, 20_000, 20_455, 20_480, 41_000])
def test_a_packed_body_fills_its_class_and_comes_back_whole(size):
    body = random.Random(size).randbytes(size)
    packed = lengths.pack(body)

    assert len(packed) % lengths.PACKED_BYTES == 0
    assert gzip.decompress(packed) == body


def test_short_and_long_pages_have_the_same_length():
    for body in (b"<p>short</p>", b"<p>long</p>" * 5_000):
        assert len(lengths.pack(body)) == lengths.PACKED_BYTES
        assert len(lengths.fill(body)) == lengths.PLAIN_BYTES


@given(st.binary(max_size=3_000), st.binary(max_size=3_000), st.binary(max_size=65_535))
def test_a_page_packed_around_its_place_is_the_page_with_what_was_put_there(before, after, put):
    place = b"<the place\xff>"
    page, around = before + place + after, lengths.Around(before + place + after, place)
    whole = page.replace(place, put, 1)

    assert gzip.decompress(around.pack(put)) == around.whole(put) == whole
    assert len(around.pack(put)) % lengths.PACKED_BYTES == 0
