"""The seven lines of a wave in German: as `seven_lines`, function by function, from the findings alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from rmfeedback.reports import seven_lines, wording_de
from rmfeedback.reports.chance import FADING, GROWING, NEW
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.seven_lines import KEPT, MET, MIDDLE, SAFE, WIDE, Line

Findings = Mapping[str, Any]
Row = Mapping[str, Any]


def of(findings: Findings, actions: Sequence[Row]) -> list[Line]:
    """Return the seven lines of a wave; `actions`: rows with `theme_key` and `state`."""
    return [
        Line("Hat es stattgefunden?", took_place(findings)),
        Line("Ist es sicher?", safe(findings)),
        Line("Was sehen wir nicht?", unseen(findings)),
        Line("Was wird uns gesagt?", said(findings)),
        Line("Was hat sich verändert?", changed(findings)),
        Line("Was tun wir?", done(findings, actions)),
        Line("Wie sicher sind wir uns?", sure(findings)),
    ]


def took_place(findings: Findings) -> str:
    """Return how often pairs met, where that may be told, and whether the time was kept."""
    if findings["kind"] == "kickoff":
        return "Das Programm beginnt: Noch hat nichts stattgefunden."
    asked = [row for row in findings["items"] if row["key"][2:] == MET]
    told = " ".join(_met(row) for row in asked if seven_lines.is_told(row))
    hidden = (
        "Wie oft sich die Tandems trafen: zu wenige, um es zu zeigen."
        if asked
        else "Es wurde nicht gefragt, wie oft sich die Tandems trafen."
    )
    how_often = told or hidden
    kept = next((row for row in findings["items"] if (row["key"], row["role"]) == (KEPT, "all")), None)
    if kept is None or kept["n"] == TOO_FEW:
        return how_often
    return f"{how_often} Dass die Gespräche ihre Zeit haben: {_score(kept)}."


def safe(findings: Findings) -> str:
    """Return how safe people feel, and to which side of the middle they lean, where the interval says so."""
    row = seven_lines.construct(findings, SAFE)
    if row is None:
        return "Danach hat diese Befragung nicht gefragt."
    if row["n"] == TOO_FEW:
        return "Zu wenige, um es zu zeigen."
    return f"{row['name']} liegt bei {_score(row)}{leaning(row)}."


def leaning(row: Row) -> str:
    """Return to which side of the middle a group leans; nothing more than its interval or band leaves."""
    if row["band"]:
        return ""
    low, high = row["interval_90"]
    if low > MIDDLE:
        return ": auf der sicheren Seite der Mitte"
    if high < MIDDLE:
        return ": auf der unsicheren Seite der Mitte"
    return ", was auf beiden Seiten der Mitte liegen kann"


def unseen(findings: Findings) -> str:
    """Return the widest gap in words, and the themes that are blind spots."""
    spots = [theme["name"] for theme in findings["themes"] if theme["kind"] == "blind_spot"]
    headline = wording_de.gaps_headline(findings)
    if not spots:
        return headline
    are = "ist ein blinder Fleck" if len(spots) == 1 else "sind blinde Flecken"
    return f"{headline} {_quoted(spots)} {are}."


def said(findings: Findings) -> str:
    """Return what themes say, or why there are none."""
    lede = wording_de.themes_lede(findings)
    return f"{wording_de.themes_headline(findings)} {lede}" if findings["themes"] else lede


def changed(findings: Findings) -> str:
    """Return what has grown, faded, come or moved since the wave before, and who was compared."""
    since, changes = findings.get("themes_since"), findings["changes"]
    if since is None and not changes:
        return "Keine frühere Befragung hat dasselbe gefragt, darum lässt sich noch nichts vergleichen."
    says = [*_trends(findings), *_moves([row for row in changes if row["is_notable"]])]
    different = "Es können andere Personen geantwortet haben."
    if says:
        return f"{' '.join(says)} {different}"
    if any(row["change"] != TOO_FEW for row in changes) or seven_lines.is_compared(findings):
        return f"Nichts, was sich vom Zufall abhebt. {different}"
    return (
        "Zu wenige, um es zu zeigen: Dafür braucht es dieselben Personen, oder mindestens fünf, die "
        "dazukamen oder gingen."
    )


def done(findings: Findings, actions: Sequence[Row]) -> str:
    """Return how many themes have an answer, and how far the answers are."""
    if not actions:
        return "Noch keine Antwort. Was soll sich ändern, was so bleiben?"
    answered = {action["theme_key"] for action in actions}
    keys = [theme["key"] for theme in findings["themes"]]
    states = {"planned": "geplant", "in_progress": "in Arbeit", "done": "erledigt", "declined": "abgelehnt"}
    counts = [(sum(a["state"] == state for a in actions), word) for state, word in states.items()]
    told = ", ".join(f"{n} {word}" for n, word in counts if n)
    have = "hat" if sum(key in answered for key in keys) == 1 else "haben"
    of = f"{sum(key in answered for key in keys)} von {len(keys)} Themen"
    return f"{of} {have} eine Antwort: {told}."


def sure(findings: Findings) -> str:
    """Return who answered, how wide the intervals are at most, and how many cells are hidden."""
    invited, answers = findings["invited"], findings["responses"]
    answered = f"{answers} von {invited} haben geantwortet." if invited else f"{answers} haben geantwortet."
    ends = [row["interval_90"] for row in findings["constructs"] if isinstance(row["interval_90"], list)]
    widest = max((round(high - low, 1) for low, high in ends), default=0.0)
    order = ": Lesen Sie die Reihenfolge, nicht die Nachkommastellen." if widest >= WIDE else "."
    wide = f" Ein Intervall ist bis zu {wording_de.decimal(widest)} Punkte breit{order}" if ends else ""
    cells = wording_de.counted(len(findings["suppressed"]), "eine Zelle lautet", "Zellen lauten")
    return f"{answered}{wide} {wording_de.first_up(cells)} „zu wenige“."


def _trends(findings: Findings) -> list[str]:
    if not seven_lines.is_compared(findings):
        return []
    told = []
    for trend, one, many in (
        (GROWING, "wächst", "wachsen"),
        (FADING, "nimmt ab", "nehmen ab"),
        (NEW, "ist neu", "sind neu"),
    ):
        names = [theme["name"] for theme in findings["themes"] if theme["trend"] == trend]
        told += [f"{_quoted(names)} {one if len(names) == 1 else many}"] if names else []
    since = wording_de.WAVE_NAMES[findings["themes_since"]["kind"]]
    return [f"Seit der Befragung „{since}“: {', '.join(told)}."] if told else []


def _moves(moved: Sequence[Row]) -> list[str]:
    if not moved:
        return []
    widest = max(moved, key=lambda row: abs(row["change"]))
    who = wording_de.ROLE_NAMES[widest["role"]]
    return [
        f"{who}: „{widest['text'].rstrip('.')}“ veränderte sich um {wording_de.signed(widest['change'])}."
    ]


def _met(row: Row) -> str:
    largest = max(row["distribution"], key=lambda bucket: bucket["answers"])
    first, last = largest["options"][0], largest["options"][-1]
    span = f"„{first}“" if first == last else f"„{first}“ bis „{last}“"
    return f"{largest['answers']} von {row['n']} ({wording_de.ROLE_NAMES[row['role']]}) sagen {span}."


def _score(row: Row) -> str:
    if row["band"]:
        edge, _, side = str(row["band"]).partition(" or ")
        return f"{edge.replace('.', ',')} oder {'mehr' if side == 'more' else 'weniger'} von 5"
    ends = row.get("interval_90")
    between = ""
    if isinstance(ends, list):
        between = f" ({wording_de.decimal(ends[0])} bis {wording_de.decimal(ends[1])})"
    return f"{wording_de.decimal(row['mean'])} von 5{between}"


def _quoted(names: Sequence[str]) -> str:
    quoted = [f"„{name}“" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} und {quoted[-1]}"
