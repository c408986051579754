"""A packed reply has one length, and unpacks to what it was."""

import gzip
import random

import pytest

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
