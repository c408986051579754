"""Who is written in two ways is one person; who has another name is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rmfeedback.programmes.namesakes import among, plain

WAYS = ["Jörg Müller", "MÜLLER, Jörg", "Dr. Joerg  Mueller", "jorg muller", "Prof. Dr. Jörg Müller"]


@pytest.mark.parametrize("other", WAYS[1:])
def test_capitals_accents_order_blanks_and_titles_tell_nobody_apart(other):
    assert among([("one@example.com", WAYS[0]), ("two@example.com", other)])[0][1] == [
        "one@example.com",
        "two@example.com",
    ]


@pytest.mark.parametrize("other", ["Jörg Möller", "Jörg M. Müller", "Jörg", "Georg Müller", "Dr."])
def test_another_name_is_another_person(other):
    assert among([("one@example.com", WAYS[0]), ("two@example.com", other)]) == []


def test_one_address_twice_is_one_person():
    assert among([("one@example.com", "Ana Example"), ("one@example.com", "Ana Example")]) == []


@given(some.lists(some.text("abcdeßéü", min_size=1), min_size=1, max_size=4))
def test_capitals_and_order_never_tell_people_apart(words):
    assert plain(" ".join(words)) == plain(", ".join(reversed(words)).upper()) != ()
