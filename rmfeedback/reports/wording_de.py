"""The same words as `wording`, in German: what a report on paper is told with, under the same names."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rmfeedback.reports import wording
from rmfeedback.reports.disclosure import TOO_FEW

Findings = Mapping[str, Any]

KIND_NAMES = {
    "blind_spot": "Blinder Fleck",
    "inclusion_concern": "Inklusion",
    "technology_gap": "Technologielücke",
    "psychological_safety": "Psychologische Sicherheit und Kultur",
    "programme_support": "Unterstützung im Programm",
    "strength": "Stärke",
    "other": "Anderes",
}
KIND_MEANINGS = {
    "blind_spot": "Darüber, was Führungskräfte nicht sehen oder zu spät sehen.",
    "inclusion_concern": "Darüber, wer gehört wird, wer eine Chance bekommt und wer dazugehört.",
    "technology_gap": "Über Werkzeuge, digitales Können und den Umgang mit neuer Technik.",
    "psychological_safety": "Darüber, was gesagt werden darf und wie Hierarchie auf Mensch und Arbeit wirkt.",
    "programme_support": "Über Zeit, Tandems, Ziele und Aufbau des Programms selbst.",
    "strength": "Darüber, was funktioniert und bleiben soll.",
    "other": "Über etwas anderes als die üblichen Arten.",
}
RELEASED_BY = {
    "two people": "Zwei Personen der Personalabteilung gaben dies frei: Eine bat darum, eine stimmte zu.",
    "one person": "Eine Person hat diese Ergebnisse freigegeben: Niemand sonst musste zustimmen.",
    "command line": "Diese Ergebnisse wurden auf der Kommandozeile des Servers freigegeben.",
}
ROLE_NAMES = {"mentor": "Mentorinnen und Mentoren", "leader": "Führungskräfte", "all": "Alle"}
CELL_WORDS = {
    "mentor": "Mentorinnen und Mentoren",
    "leader": "Führungskräfte",
    "all": "alle",
    "*": "übrige",
    "favourable": "wie viele zustimmen",
    "distribution": "wie oft jede Antwort",
    "written": "wie viele insgesamt",
    "without_theme": "wie viele zu keinem Thema",
    "change": "Veränderung",
    "trend": "Verlauf",
    "gap": "Unterschied",
    "comments": "Kommentare",
    "share": "Anteil",
    "by role": "nach Rolle",
    "responses by role": "Antworten nach Rolle",
    "over waves": "über die Befragungen",
}
WAVE_NAMES = {
    "kickoff": "Auftakt",
    "pulse": "Puls",
    "midpoint": "Halbzeit",
    "closing": "Abschluss",
    "follow-up": "Nachbefragung",
}
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_NUMBERS = (
    *("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs"),
    *("sieben", "acht", "neun", "zehn", "elf", "zwölf"),
)


def day(value: date | str, *, with_year: bool = False) -> str:
    """Return a day in words: 27. November, or 27. November 2026."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{value.day}. {_MONTHS[value.month - 1]}{f' {value.year}' if with_year else ''}"


def number(n: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def counted(n: int, one: str, many: str) -> str:
    """Return a number with its noun; the word for one brings its article: ein Thema, vier Themen."""
    return one if n == 1 else f"{number(n)} {many}"


def decimal(value: float, digits: int = 1) -> str:
    """Return a number as it is written in German: 3,4."""
    return f"{value:.{digits}f}".replace(".", ",")


def signed(value: float) -> str:
    """Return a difference with its sign: +0,5, −1,0, 0,0."""
    return wording.signed(value).replace(".", ",")


def themes_headline(findings: Findings) -> str:
    """Return what the themes say first, or what can be said without any."""
    themes = findings["themes"]
    if not themes:
        return _headline_without_themes(findings)
    counts, largest = [theme["comments"] for theme in themes], themes[0]
    if counts.count(counts[0]) > 1 or not isinstance(counts[0], int):
        many = first_up(counted(len(themes), "ein Thema", "Themen"))
        return f"{many}, und keines sticht durch seine Größe hervor."
    if all(isinstance(n, int) for n in largest["by_role"].values()):
        return f"{largest['name']}. Mentorinnen und Mentoren sagen es, und Führungskräfte auch."
    return f"„{largest['name']}“ kommt " + ("am häufigsten vor." if len(themes) > 1 else "vor.")


def themes_lede(findings: Findings) -> str:
    """Return how many themes from how many comments, and how many of them are good news."""
    themes, written = findings["themes"], findings["comments"]["written"]
    if not themes:
        return (
            "Es wird kein Thema gezeigt: Dafür braucht es zehn Antworten und drei Kommentare zu einer Frage."
        )
    source = f" aus {written} Kommentaren" if isinstance(written, int) else ""
    growing = sum(theme.get("trend") == "growing" for theme in themes)
    good = sum(theme["kind"] == "strength" for theme in themes)
    news = [
        counted(growing, "eines wächst", "wachsen") if growing else "",
        counted(good, "eines ist eine gute Nachricht", "sind gute Nachrichten") if good else "",
    ]
    told = ", ".join(each for each in news if each)
    told = f" {first_up(told)}." if told else ""
    return f"{first_up(counted(len(themes), 'ein Thema', 'Themen'))}{source}.{told}"


def gaps_headline(findings: Findings) -> str:
    """Return the widest notable gap in words, or that none stands out; no more than the intervals allow."""
    gaps = wording.shown_gaps(findings)
    if not gaps:
        return (
            "Führungskräfte und Mentorinnen und Mentoren lassen sich in dieser Befragung nicht vergleichen."
        )
    notable = [gap for gap in gaps if gap["is_notable"]]
    if notable:
        sides = ["Führungskräfte", "Mentorinnen und Mentoren"]
        rosier, other = sides if notable[0]["gap"] > 0 else reversed(sides)
        return f"{notable[0]['name']}: {rosier} sehen es rosiger als {other}."
    if any(wording.is_beyond_chance(gap) for gap in gaps):
        return "Wo der Unterschied mehr als Zufall ist, beträgt er weniger als einen halben Punkt."
    return "Kein Unterschied der Sichtweisen hebt sich vom Zufall ab."


def gaps_lede(findings: Findings) -> str:
    """Return who rated whom."""
    roles = findings["by_role"]
    if TOO_FEW in roles.values() or len(roles) < 2:
        return (
            "Ein Vergleich braucht fünf Personen auf jeder Seite. Bis dahin wird von keiner Seite eine Zahl "
            "gezeigt."
        )
    leaders = counted(
        roles["leader"],
        "eine Führungskraft hat sich selbst eingeschätzt",
        "Führungskräfte haben sich selbst eingeschätzt",
    )
    many = first_up(number(roles["mentor"]))
    return (
        f"{first_up(leaders)}. {many} Mentorinnen und Mentoren haben die Führungskräfte als Gruppe "
        "eingeschätzt, nie eine einzelne Person."
    )


def gap_in_words(gap: Mapping[str, Any]) -> str:
    """Return a gap as a reader says it; one that may be chance says so."""
    if not isinstance(gap["gap"], float):
        return TOO_FEW
    size = decimal(abs(gap["gap"]))
    if not wording.is_beyond_chance(gap):
        return f"{size}, vielleicht Zufall"
    return f"Führungskräfte {size} höher" if gap["gap"] > 0 else f"Mentorinnen und Mentoren {size} höher"


def size_in_words(comments: int | str) -> str:
    """Return a theme's size: 12 Kommentare, 3 bis 4 Kommentare."""
    return f"{str(comments).replace(' to ', ' bis ')} Kommentare"


def about(theme: Mapping[str, Any]) -> str:
    """Return HR's sentence on a theme, else its words, else what its kind is about."""
    if theme["summary"]:
        return str(theme["summary"])
    if theme["terms"]:
        return f"Wörter, die es zusammenhalten: {', '.join(theme['terms'])}."
    return KIND_MEANINGS[theme["kind"]]


def by_role_in_words(by_role: Mapping[str, int | str]) -> str:
    """Return how many comments of a theme came from each role, or that this is too few to tell."""
    if TOO_FEW in by_role.values() or not by_role:
        return "nach Rolle: zu wenige"
    return "von " + ", ".join(f"{ROLE_NAMES[role]} {n}" for role, n in by_role.items())


def cell_in_words(what: str, findings: Findings) -> str:
    """Return the name of a suppressed cell with statements and constructs in words instead of keys."""
    told = {row["key"]: row["text"].rstrip(".") for row in findings["items"]}
    told |= {row["key"]: row["name"] for row in findings["constructs"]}
    told |= CELL_WORDS
    parts = (part.split(" and ") for part in what.split(", "))
    return ", ".join(" und ".join(told.get(word, word) for word in part) for part in parts)


def _headline_without_themes(findings: Findings) -> str:
    answers = first_up(counted(findings["responses"], "eine Antwort", "Antworten"))
    if TOO_FEW in findings["by_role"].values():
        return f"{answers} sagen etwas über die Gruppe, und über nichts Kleineres."
    return f"{answers}, und kein Thema, das drei Personen teilen."


def first_up(text: str) -> str:
    """Return a sentence that begins with a capital."""
    return text[:1].upper() + text[1:]
