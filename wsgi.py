"""The application for a WSGI server. Jobs run in `rmfeedback serve` or `rmfeedback jobs run`, not here."""

from rmfeedback import doctor
from rmfeedback.app import create_app

app = create_app()
doctor.guard(app)
