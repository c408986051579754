"""How well a mentor and a leader fit who may be paired, and in which words to say so."""

import re

from rmfeedback.programmes.pairing_rules import Member

# Of 100: a pair that is allowed, topics wanted and offered, and mails in one language.
ALLOWED, TOPICS, LANGUAGE = 40, 45, 15
HIGHEST = ALLOWED + TOPICS + LANGUAGE
# From here on two topics are called the same: half of all their words are in both.
SAME_TOPIC = 0.5
LANGUAGE_NAMES = {"en": "English", "de": "German"}
NO_TOPIC = "no shared topic"
NO_LANGUAGE = "no shared language"
NO_LINE = "reporting line not known"


def score(mentor: Member, leader: Member) -> float:
    """Return 40 to 100: more the more of the leader's topics the mentor offers, and for one language."""
    language = LANGUAGE if mentor.language == leader.language else 0
    return round(ALLOWED + TOPICS * _topic_fit(mentor, leader) + language, 1)


def reasons(mentor: Member, leader: Member) -> list[str]:
    """Return the score in words, and what could not be checked."""
    shared = [t for t in leader.topics if _best_overlap(t, mentor) >= SAME_TOPIC]
    is_same_language = mentor.language == leader.language
    return [
        *(f"wanted and offered: {topic}" for topic in shared),
        *([] if shared else [NO_TOPIC]),
        f"both in {LANGUAGE_NAMES.get(mentor.language, mentor.language)}"
        if is_same_language
        else NO_LANGUAGE,
        *([] if mentor.manager_email else [NO_LINE]),
    ]


def is_drawback(reason: str) -> bool:
    """Tell whether a reason speaks against a pair."""
    return reason in (NO_TOPIC, NO_LANGUAGE, NO_LINE)


def _topic_fit(mentor: Member, leader: Member) -> float:
    """Return how much of what the leader wants the mentor offers, 0 to 1."""
    best = [_best_overlap(topic, mentor) for topic in leader.topics]
    return sum(best) / len(best) if best else 0.0


def _best_overlap(topic: str, mentor: Member) -> float:
    return max((_overlap(topic, offered) for offered in mentor.topics), default=0.0)


def _overlap(one: str, other: str) -> float:
    """Return the share of two topics' words that are in both."""
    a, b = _words(one), _words(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def _words(topic: str) -> set[str]:
    # Short words join others ("in", "und"), unless they are written as a name (KI, AI).
    return {w.casefold() for w in re.findall(r"[^\W\d_]+", topic) if len(w) > 3 or w.isupper()}
