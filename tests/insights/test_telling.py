"""Words for how sure a theme is."""

import pytest

from rmfeedback.insights.telling import certainty, counted


@pytest.mark.parametrize(
    ("n", "stability", "confidence", "says"),
    [
        (19, 1.0, 1.0, "too few to say"),
        (20, 1.0, 1.0, "clear"),
        (200, 0.85, 0.6, "clear"),
        (200, 0.84, 0.9, "likely"),
        (200, 1.0, 0.59, "likely"),
        (200, 0.69, 0.9, "uncertain"),
    ],
)
def test_certainty_rests_on_number_stability_and_confidence(n, stability, confidence, says):
    assert certainty(n, stability, confidence) == says


def test_values_are_counted_in_their_order_and_the_untold_as_unknown():
    assert counted([0, 1, 3], ["b", "a", "c", None]) == {"a": 1, "b": 1, "unknown": 1}
    assert counted([0, 1], None) == {}
