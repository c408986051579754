"""What is sealed has one length, opens for the key's holder alone, and only in its own place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.surveys import sealing

PAIR = sealing.make_key_pair()
OLD_PAIR = sealing.make_key_pair(sealing.X25519)
PLACE = sealing.info("wave", b"e" * 16, "mentor")
TEXTS = st.dictionaries(st.text(max_size=8), st.text(max_size=200), max_size=5)


@given(TEXTS)
def test_what_was_sealed_comes_out_again(payload):
    assert sealing.open_sealed(sealing.seal(payload, PAIR.public, PLACE), PAIR.private, PLACE) == payload


@given(TEXTS)
def test_every_sealed_value_has_one_length(payload):
    assert len(sealing.seal(payload, PAIR.public, PLACE)) == 17_521


def test_the_longest_payload_has_that_length_too():
    longest = {"a": "x" * (sealing.PLAINTEXT_BYTES - 4 - len('{"a":""}'))}

    assert len(sealing.seal(longest, PAIR.public, PLACE)) == 17_521


def test_one_byte_more_is_refused():
    longer = {"a": "x" * (sealing.PLAINTEXT_BYTES - 3 - len('{"a":""}'))}

    with pytest.raises(sealing.AnswersTooLong):
        sealing.seal(longer, PAIR.public, PLACE)


def test_the_same_payload_never_looks_the_same():
    assert sealing.seal({}, PAIR.public, PLACE) != sealing.seal({}, PAIR.public, PLACE)


def test_an_envelope_of_an_older_suite_still_opens():
    sealed = sealing.seal({"a": "1"}, OLD_PAIR.public, PLACE)

    assert sealed[0] == sealing.X25519
    assert sealing.open_sealed(sealed, OLD_PAIR.private, PLACE) == {"a": "1"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        sealing.info("other", b"e" * 16, "mentor"),
        sealing.info("wave", b"f" * 16, "mentor"),
        sealing.info("wave", b"e" * 16, "leader"),
    ],
)
def test_a_sealed_value_copied_to_another_place_does_not_open(elsewhere):
    sealed = sealing.seal({"a": "1"}, PAIR.public, PLACE)

    with pytest.raises(sealing.EnvelopeDamaged):
        sealing.open_sealed(sealed, PAIR.private, elsewhere)


@pytest.mark.parametrize(
    "spoil",
    [lambda s: b"", lambda s: s[:40], lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda s: b"\x09" + s[1:]],
)
def test_a_spoilt_value_is_damaged_and_nothing_worse(spoil):
    sealed = sealing.seal({"a": "1"}, PAIR.public, PLACE)

    with pytest.raises(sealing.EnvelopeDamaged):
        sealing.open_sealed(spoil(sealed), PAIR.private, PLACE)


def test_another_key_opens_nothing():
    sealed = sealing.seal({"a": "1"}, PAIR.public, PLACE)

    with pytest.raises(sealing.EnvelopeDamaged):
        sealing.open_sealed(sealed, sealing.make_key_pair().private, PLACE)
