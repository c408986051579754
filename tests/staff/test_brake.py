"""The brake: five tries, then a pause, for one address at a time."""

import pytest

from rmfeedback.staff.brake import MEMORY_S, MOST_ADDRESSES, PAUSE_S, TRIES, Brake, TooManyTries

HAL = "hal@example.com"


@pytest.fixture
def tired() -> Brake:
    brake = Brake()
    for _ in range(TRIES):
        brake.count(HAL, 100.0)
    return brake


def test_the_sixth_try_waits_and_says_how_long(tired):
    with pytest.raises(TooManyTries, match="wait 12 seconds"):
        tired.count(HAL, 100.0 + PAUSE_S - 12)


def test_after_the_pause_one_more_try_passes_and_the_next_waits_again(tired):
    tired.count(HAL, 100.0 + PAUSE_S)
    with pytest.raises(TooManyTries):
        tired.count(HAL, 101.0 + PAUSE_S)


def test_asking_during_the_pause_does_not_make_it_longer(tired):
    with pytest.raises(TooManyTries):
        tired.count(HAL, 100.0 + PAUSE_S - 1)
    tired.count(HAL, 100.0 + PAUSE_S)


def test_other_addresses_do_not_wait(tired):
    tired.count("lin@example.com", 100.0)


def test_a_success_or_a_quiet_time_begins_anew(tired):
    tired.count(HAL, 100.0 + MEMORY_S)
    tired.count(HAL, 100.0 + MEMORY_S)
    tired.forget(HAL)
    for _ in range(TRIES):
        tired.count(HAL, 100.0 + MEMORY_S)


def test_invented_addresses_do_not_fill_the_memory():
    brake = Brake()
    for number in range(MOST_ADDRESSES + 50):
        brake.count(f"{number}@example.com", 100.0)
    assert len(brake._tries) == MOST_ADDRESSES
