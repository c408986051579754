"""An open wave and the code of one mentor, without the mails: most pages need no more."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.surveys import codes, links
from rmfeedback.surveys.models import Envelope
from rmfeedback.waves import lifecycle
from tests.factories import TODAY, a_planned_wave


@pytest.fixture
def open_wave(app):
    wave = a_planned_wave()
    lifecycle.launch(wave.key, TODAY)
    return wave


@pytest.fixture
def ana_code(open_wave):
    code = codes.mint()
    links.put(db.session.scalar(select(Envelope.id).where(Envelope.cell == "mentor").limit(1)), code)
    return code


@pytest.fixture
def sealed(app) -> Callable[[], dict[bytes, bytes]]:
    """A function that reads all envelopes as they are now."""

    def read():
        db.session.rollback()
        return dict(db.session.execute(select(Envelope.id, Envelope.sealed)).all())

    return read
