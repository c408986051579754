"""What tests of the identity room share: a programme, and a pair."""

import pytest
from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.programmes import cohorts, pairing
from rmfeedback.programmes.models import Pair
from tests import factories


@pytest.fixture
def pilot(app):
    """The key of a German programme without people."""
    return cohorts.add_programme("Pilot", "de").key


@pytest.fixture
def pair(app):
    """The first pair of a cohort of six."""
    cohort = factories.a_cohort()
    pairing.accept(cohort.key, pairing.propose(cohort.key))
    return db.session.scalars(select(Pair).order_by(Pair.id)).first()
