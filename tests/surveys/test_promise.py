"""The page states what the ballot really has."""

import pytest

from rmfeedback.surveys import promise
from rmfeedback.surveys.models import Wave


@pytest.mark.parametrize(
    ("keyholder", "word"), [("server", "They promise not to."), ("trustee", "%(trustee)s holds")]
)
def test_the_last_line_is_the_limit_of_whoever_holds_the_key(keyholder, word):
    [limit] = promise.limits(keyholder, is_postgresql=False)

    assert limit.is_limit
    assert word in limit.rest


def test_on_postgresql_the_order_of_forms_is_told_as_a_limit():
    assert promise.limits("server", is_postgresql=True)[-1] is promise.POSTGRESQL


def test_what_is_held_is_no_limit():
    assert not any(line.is_limit for line in promise.held() + promise.held_in_general())


def test_another_key_has_another_fingerprint():
    first, second = (promise.fingerprint(Wave(public_key=key)) for key in (b"one", b"two"))

    assert first != second
    assert [len(group) for group in first.split(" ")] == [4, 4, 4, 4]
