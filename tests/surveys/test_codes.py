"""Codes are random, tidy up what people paste, and are found by a digest that does not give them back."""

import pytest

from rmfeedback.surveys import codes


def test_a_code_is_32_letters_of_base32():
    assert codes.tidy(codes.mint()) is not None


def test_no_two_codes_are_alike():
    assert len({codes.mint() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda c: f"  {c}\n",
        lambda c: f"{c[:16]} {c[16:]}",
        lambda c: f"https://feedback.example/a#{c}",
    ],
)
def test_blanks_small_letters_and_a_whole_link_do_no_harm(change):
    code = codes.mint()

    assert codes.tidy(change(code)) == code


@pytest.mark.parametrize("typed", ["", "short", "A" * 31, "A" * 33, "1" * 32, "Ä" * 32])
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.tidy(typed) is None


def test_digest_proof_and_mark_differ():
    code = codes.mint()
    proof = codes.proof(code)

    assert len({codes.digest(code), proof, codes.proof_mark(proof)}) == 3
