"""Unknown codes are counted over a minute, and the count ends by itself."""

from rmfeedback.surveys.guessing import MOST_UNKNOWN, WITHIN_S, Guesses


def test_one_more_than_the_limit_within_a_minute_is_too_many():
    guesses = Guesses()

    assert not any(guesses.is_one_too_many(n * 0.1) for n in range(MOST_UNKNOWN))
    assert guesses.is_one_too_many(10.0)


def test_a_minute_later_there_is_room_again():
    guesses = Guesses()
    for _ in range(MOST_UNKNOWN + 1):
        guesses.is_one_too_many(0.0)

    assert not guesses.is_one_too_many(WITHIN_S)


def test_a_slow_trickle_is_never_too_many():
    guesses = Guesses()

    assert not any(guesses.is_one_too_many(n * 1.5) for n in range(200))
