"""Judge all records of a roster: each is imported, merged, waiting or skipped, and its reason is told."""

import re
from dataclasses import dataclass, field

from rmfeedback.programmes import roster_cells as cells
from rmfeedback.programmes import roster_entries as entries
from rmfeedback.programmes.roster_entries import Entry, Problem, in_short
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_text import Record
from rmfeedback.terms import Role

TOTAL = re.compile(r"\s*(summe|gesamt|total|sum|anzahl|count)\b\W*(\d{0,9})\W*", re.IGNORECASE)
LONGEST_TOTAL = 60
# What a person has once whatever their roles, and what belongs to a role; in words for two of them.
OF_THE_PERSON = {
    "name": "names", "language": "languages", "unit": "units", "location": "locations", "level": "levels",
    "manager_email": "managers",
}  # fmt: skip
OF_THE_ROLE = {"topics": "lists of topics", "goals": "goals", "constraints": "constraints"}
OTHER = {Role.LEADER: Role.MENTOR, Role.MENTOR: Role.LEADER}


@dataclass
class Judged:
    """What became of a file; read = imported + merged + waiting + skipped."""

    imported: dict[tuple[str, Role], Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    read: int = 0
    merged: int = 0
    waiting: int = 0
    skipped: int = 0
    # People in roles, as the total line of a file counts them: a second line about one does not count.
    counted: int = 0


def judge(file: RosterFile) -> Judged:
    """Judge each record below the header, in the file's order."""
    judged = Judged(problems=_file_notes(file), read=len(file.records))
    for record in file.records:
        text = record.text
        total = TOTAL.fullmatch(text) if len(text) <= LONGEST_TOTAL else None
        if not text:
            judged.skipped += 1
            judged.problems.append(Problem(record.line, "", "", "An empty line.", "skipped"))
        elif total:
            judged.skipped += 1
            judged.problems.append(_total_note(record.line, total, judged.counted))
        else:
            _judge_entry(record, file, judged)
    judged.problems.sort(key=lambda problem: problem.line)
    return judged


def _judge_entry(record: Record, file: RosterFile, judged: Judged) -> None:
    values = entries.values_of(record, file)
    role, faults = cells.read_role(values["role"]), entries.faults(record, file, values)
    if role is None or faults:
        judged.waiting += 1
        judged.counted += 1
        judged.problems.extend(faults)
        return
    entry = entries.read_entry(record.line, values, role)
    same = judged.imported.get((entry.email, role))
    elsewhere = judged.imported.get((entry.email, OTHER[role]))
    clash = _clash(entry, same, elsewhere, file)
    judged.counted += same is None
    if clash:
        judged.waiting += 1
        judged.problems.append(clash)
    elif same:
        judged.merged += 1
        message = f"Says the same as line {same.line}; the two are one entry."
        judged.problems.append(Problem(record.line, "", values["email"].strip(), message, "merged"))
    else:
        judged.imported[entry.email, role] = entry
        judged.problems.extend(entries.notes(entry, file, values, elsewhere))


def _clash(entry: Entry, same: Entry | None, elsewhere: Entry | None, file: RosterFile) -> Problem | None:
    """Return how an entry contradicts an earlier one about its person; to say nothing is no contradiction."""
    earlier = same or elsewhere
    if earlier is None:
        return None
    for name, plural in (OF_THE_PERSON | OF_THE_ROLE if same else OF_THE_PERSON).items():
        new, old = _shown(getattr(entry, name)), _shown(getattr(earlier, name))
        if new and new != old:
            said = f"Line {earlier.line} says “{in_short(old)}”, this line “{in_short(new)}”"
            why = f"{said}: two {plural} for one person: choose."
            message = f"{why} Delete one of the lines or make them agree, and send the file again."
            column = entries.column_names(file)[name]
            return Problem(entry.line, column, in_short(new), message, "waiting", "", name, earlier.line, why)
    return None


def _file_notes(file: RosterFile) -> list[Problem]:
    titles = [
        Problem(record.line, "", in_short(record.text), "Above the header; not read.", "noted")
        for record in file.titles
    ]
    columns = [
        Problem(file.header_line, in_short(c.name), "", f"{c.why_not[0].upper()}{c.why_not[1:]}.", "noted")
        for c in file.columns
        if c.field is None
    ]
    return titles + columns


def _total_note(line: int, total: re.Match[str], counted: int) -> Problem:
    said = int(total.group(2)) if total.group(2) else counted
    agrees = "It agrees with" if said == counted else "It does not agree with"
    return Problem(
        line,
        "",
        total.group().strip(),
        f"A total line. {agrees} the {counted} entries above.",
        "skipped",
    )


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")
