"""The checks of a version as one edits: every rule with place and remedy, and hints that forbid nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rmfeedback.surveys import editions
from rmfeedback.surveys.editions import Version
from rmfeedback.surveys.questionnaire import MOST_MINUTES, Questionnaire, too_long
from rmfeedback.surveys.questionnaire_file import Breach, Place, QuestionnaireFile, Table, line_of
from rmfeedback.surveys.questionnaire_rules import RULES_OF_ONE, breaches, one_key_one_wording
from rmfeedback.surveys.scales import SCALED_KINDS
from rmfeedback.surveys.wordings import all_known
from rmfeedback.terms import Role

# The rules of the README that a function checks by itself.
RULES = {
    "one_key_one_wording": "wording",
    "_mirrors_are_symmetric": "mirrors",
    "_nobody_is_asked_who_they_are": "person",
    "_facts_come_first": "order",
    "_comments_come_last": "order",
}
# The fields that one of them is about; others are looked at together.
FIELDS = {"required": "required", "intro": "intro", "mirror": "mirrors"}
_TWO_THINGS = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
_MINUTES = re.compile(r"(\d+) (?:minutes?|Minuten?)\b")


@dataclass(frozen=True)
class Problem:
    """A rule that is broken, where, why and what to do about it; or a hint, which forbids nothing."""

    role: Role
    place: Place
    item: str
    reason: str
    rule: str
    line: int | None = None

    def in_words(self) -> str:
        """Return place and reason in one sentence."""
        where = self.item or self.place.field.partition(".")[0]
        return f"{self.role.value.capitalize()}s, {where}: {self.reason}"

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "role": self.role.value, "line": self.line, "item": self.item or None,
            "field": self.place.field, "message": self.reason,
        }  # fmt: skip


@dataclass(frozen=True)
class Check:
    """A line of the panel: "done", "bad" (a rule is broken) or "now" (have a look)."""

    state: str
    words: str


def problems(version: Version) -> list[Problem]:
    """Return every breach of a rule in a version, beside all that was ever published."""
    found: dict[tuple[str, Place], Problem] = {}
    for file, breach, name in breaches(editions.by_key(version), editions.ever_published()):
        # A wording may differ from several others; once is enough.
        found.setdefault((file.name, breach.place), _problem(file, breach, _rule_of(name, breach)))
    return [*found.values(), *_too_long(version), *_missing(version)]


def hints(version: Version) -> list[Problem]:
    """Return what deserves another look, and may be right all the same."""
    return [
        Problem(role, place, key, reason, "hint")
        for role, asked in version.questionnaires.items()
        for place, key, reason in (*_about_minutes(asked), *_about_items(version, role))
    ]


def panel(version: Version, found: list[Problem], to_look_at: list[Problem]) -> list[Check]:
    """Return the checks, a line each."""
    asked = version.questionnaires.values()
    longest = max(each.seconds for each in asked) / 60
    mirrors = sum(item.mirror is not None for each in asked for item in each.items) // 2
    broken = Counter(problem.rule for problem in found)
    checks = [Check("done", counted(version))]
    for rule, words in {
        "length": f"About {longest:.1f} minutes, {MOST_MINUTES} at most",
        "mirrors": f"{mirrors} mirrors, all symmetric",
        "wording": "One key, one wording",
        "person": "No question about the person",
        "required": "Nothing is required",
        "intro": "No promise in the intro",
        "order": "Facts first, open questions last",
    }.items():
        count = broken.pop(rule, 0)
        told = words if rule == "length" else f"{words.partition(', all')[0]}: {count} to mend"
        checks.append(Check("bad", told) if count else Check("done", words))
    checks += [Check("bad", f"{broken.total()} more to mend")] if broken else []
    return [*checks, *([Check("now", f"{len(to_look_at)} to look at")] if to_look_at else [])]


def counted(version: Version) -> str:
    """Return how many items each role is asked: "14 scored, 1 choice, 3 open"."""
    said = []
    for asked in version.questionnaires.values():
        kinds = Counter("scored" if item.is_scaled else item.kind for item in asked.items)
        words = {"scored": "scored", "choice": "choice", "comment": "open"}
        said.append(", ".join(f"{kinds[kind]} {word}" for kind, word in words.items() if kinds[kind]))
    return said[0] if len(set(said)) == 1 else f"Mentors: {said[0]}; leaders: {said[-1]}"


def check_role(file: QuestionnaireFile) -> None:
    """See that a file says for whom it is.

    Raises: QuestionnaireBroken.
    """
    for breach in RULES_OF_ONE[0](file.tables, file.tables["key"]):
        if breach.place.field == "role":
            raise file.broken(breach)


def check_alone(file: QuestionnaireFile) -> None:
    """See to what a file must be by itself, so that it can be shown, edited and asked.

    Raises: QuestionnaireBroken.
    """
    stem = file.tables["key"]
    for rule in RULES_OF_ONE:
        for breach in rule(file.tables, stem):
            raise file.broken(breach)


def check_wording(file: QuestionnaireFile) -> None:
    """See that a file changes no wording under a key that was published.

    Raises: QuestionnaireBroken.
    """
    for breach in one_key_one_wording(file, editions.ever_published()):
        raise file.broken(breach)


def _too_long(version: Version) -> Iterator[Problem]:
    for role, asked in version.questionnaires.items():
        if breach := too_long(asked):
            yield _problem(version.files[role], breach, "length")


def _missing(version: Version) -> Iterator[Problem]:
    for role in Role:
        if role not in version.files:
            reason = f"this half is missing. Import the file {editions.key_of(version.edition, role)}.toml."
            yield Problem(role, Place(), "", reason, "form")


def _rule_of(name: str, breach: Breach) -> str:
    """Return the rule of the README that a breach belongs to; "form", where none of them has it."""
    field = breach.place.field.partition(".")[0]
    return RULES.get(name) or FIELDS.get(field, "form")


def _problem(file: QuestionnaireFile, breach: Breach, rule: str) -> Problem:
    place = breach.place
    item = file.tables["items"][place.nth]["key"] if place.section == "items" else ""
    return Problem(Role(file.tables["role"]), place, item, breach.reason, rule, line_of(file.text, place))


def _about_minutes(asked: Questionnaire) -> Iterator[tuple[Place, str, str]]:
    for language in ("en", "de"):
        said = _MINUTES.search(asked.intro.in_(language))
        if said and int(said[1]) != asked.minutes:
            reason = f"the intro says {said[0]}; it takes about {asked.minutes}."
            yield Place(field=f"intro.{language}"), "", reason


def _about_items(version: Version, role: Role) -> Iterator[tuple[Place, str, str]]:
    known = all_known()
    texts = {fixed.table["text"]["en"]: fixed.table["text"] for fixed in known.items.values()}
    german = {text["de"]: text for text in texts.values()}
    for nth, item in enumerate(version.tables(role)["items"]):
        if item["key"] in known.items:
            continue
        old = german.get(item["text"]["de"]) or texts.get(item["text"]["en"])
        if old and old != item["text"]:
            other = "German" if old["de"] == item["text"]["de"] else "English"
            reason = f"the {other} text is still the old one. Does it fit?"
            yield Place("items", nth, "text"), item["key"], reason
        if item["kind"] in SCALED_KINDS and item["text"]["en"] not in texts and _asks_two_things(item):
            reason = "does it ask two things? Then nobody could say which one was answered."
            yield Place("items", nth, "text"), item["key"], reason


def _asks_two_things(item: Table) -> bool:
    # English only: German names both sexes with "oder".
    return _TWO_THINGS.search(item["text"]["en"]) is not None
