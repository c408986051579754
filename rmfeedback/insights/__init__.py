"""The workshop: what do the comments have in common?

Importing this package loads nothing heavy; each name is fetched when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .following import Followed, follow
    from .kinds import KindClassifier
    from .redaction import Redactor, Span
    from .refusals import ColumnMissing, InsightsRefused, NoComments
    from .tables import Comment
    from .taxonomy import Example, Taxonomy
    from .themes import Theme, ThemeModel
    from .topics import known_topics, topic_similarity

__all__ = [
    "ColumnMissing",
    "Comment",
    "Example",
    "Followed",
    "InsightsRefused",
    "KindClassifier",
    "NoComments",
    "Redactor",
    "Span",
    "Taxonomy",
    "Theme",
    "ThemeModel",
    "follow",
    "known_topics",
    "topic_similarity",
]

_HOMES = {
    "ColumnMissing": "refusals",
    "Comment": "tables",
    "Example": "taxonomy",
    "Followed": "following",
    "InsightsRefused": "refusals",
    "KindClassifier": "kinds",
    "NoComments": "refusals",
    "Redactor": "redaction",
    "Span": "redaction",
    "Taxonomy": "taxonomy",
    "Theme": "themes",
    "ThemeModel": "themes",
    "follow": "following",
    "known_topics": "topics",
    "topic_similarity": "topics",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
