"""The instance on which waves are simulated, and the seed, which changes daily and is printed."""

from collections.abc import Iterator

import pytest

from rmfeedback.attacks import running
from rmfeedback.attacks.stage import Stage, a_stage
from rmfeedback.db import ROOMS
from tests.databases import Server, urls


@pytest.fixture
def waves(request: pytest.FixtureRequest) -> int:
    """How many waves are played: forty, or as `--waves` says."""
    number = request.config.getoption("--waves")
    assert isinstance(number, int)
    return number


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> str:
    """The seed of a test: its name and the day."""
    made = running.daily_seed(request.node.name)
    print(f"seed: {made}")
    return made


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """An instance of its own with 22 mentors and 22 leaders, its context pushed."""
    with a_stage() as made:
        yield made


@pytest.fixture(scope="module")
def server_stage(postgresql: Server) -> Iterator[Stage]:
    """The same in two databases of PostgreSQL, of whose server every file can be read."""
    names = {room: postgresql.make(room) for room in ROOMS}
    at = urls(postgresql, names)
    with a_stage(at["IDENTITY_URL"], at["RESPONSES_URL"], postgresql.folder / "data") as made:
        yield made
    for name in names.values():
        postgresql.drop(name)
