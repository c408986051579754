"""What HR says is a name is taken out of a stored comment for good."""

from sqlalchemy import update

from rmfeedback.db import writing
from rmfeedback.surveys.models import Comment


def replace(wave_key: str, text: str, redacted: str) -> None:
    """Write a wave's comments of these words anew: who wrote what stays as unknown as before."""
    with writing() as session:
        of_text = update(Comment).where(Comment.wave_key == wave_key, Comment.text == text)
        session.execute(of_text.values(text=redacted))
        session.expire_all()
