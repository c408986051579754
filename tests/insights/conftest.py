"""Written comments with their true themes, as tests of the insights need them."""

import csv
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def written() -> list[dict[str, str]]:
    """Ninety written comments: id, language, role, question, comment, theme, kind."""
    with Path(__file__).with_name("comments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def fitted(written):
    """A model of the written comments, with all that is known of them."""
    from rmfeedback.insights import ThemeModel

    return ThemeModel().fit(
        [row["comment"] for row in written],
        questions=[row["question"] for row in written],
        roles=[row["role"] for row in written],
        languages=[row["language"] for row in written],
    )
