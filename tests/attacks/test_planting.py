"""The leaks of `plants.py` still fit the code, so that planting them stays possible."""

import pytest

from tests.attacks.planting import ROOT
from tests.attacks.plants import PLANTS


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_a_leak_can_be_planted(plant):
    for edit in plant.edits:
        assert (ROOT / edit.file).read_text("utf-8").count(edit.old) == 1, (edit.file, edit.old)
    assert all((ROOT / name).exists() for name in plant.tests if name.startswith("tests/"))


def test_there_are_leaks_enough():
    assert len(PLANTS) >= 14
