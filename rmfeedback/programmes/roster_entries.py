"""Read one record of a roster as a person in a role; say what keeps it out, and what is worth a look."""

import re
from dataclasses import dataclass

from rmfeedback.programmes import roster_cells as cells
from rmfeedback.programmes.roster_file import RosterFile
from rmfeedback.programmes.roster_text import Record
from rmfeedback.terms import Role

HARMLESS = re.compile(r"^'(?=[=+\-@\t\r])")
LONGEST_SHOWN = 200
# Characters; what people read as one line, and what they write as a few sentences.
LONGEST = {"email": 254, "manager_email": 254, "topics": 1_000, "goals": 2_000, "constraints": 2_000}
LONGEST_LINE = 200
# What no keyboard writes: control characters, and marks that turn the direction of what follows.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    """Something to know about a line: where, what stands there, and what to do.

    `outcome` is what became of the line: imported, merged, waiting, skipped; or noted, where it is no record.
    `suggestion` is a repair to look at; it is never applied. `field`: what waits to be corrected; `earlier`:
    the line that says otherwise of the same person; `reason`: the message without how to mend the file.
    """

    line: int
    column: str
    value: str
    message: str
    outcome: str
    suggestion: str = ""
    field: str = ""
    earlier: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """One cleaned entry; `language` is None where the file says none."""

    line: int
    name: str
    email: str
    role: Role
    unit: str
    location: str
    level: str
    language: str | None
    topics: tuple[str, ...]
    goals: str
    constraints: str
    manager_email: str


def column_names(file: RosterFile) -> dict[str, str]:
    """Return the name that each field's column has in this file."""
    return {column.field: column.name for column in file.columns if column.field}


def values_of(record: Record, file: RosterFile) -> dict[str, str]:
    """Return a record's cells by field, as written; empty where the record is too short.

    The apostrophe that makes a formula harmless in our own lists is taken off again.
    """
    named = {
        column.field: HARMLESS.sub("", cell) if cell.startswith("'") else cell
        for column, cell in zip(file.columns, record.cells, strict=False)
        if column.field
    }
    if len(record.cells) < len(file.columns):
        return {name: named.get(name, "") for name in column_names(file)}
    return named


def read_entry(line: int, values: dict[str, str], role: Role) -> Entry:
    """Clean the values of a record in which `faults` found none."""
    manager = cells.clean_address(values.get("manager_email", ""))
    return Entry(
        line=line,
        name=cells.clean_name(values["name"]),
        email=cells.clean_address(values["email"]),
        role=role,
        unit=" ".join(values.get("unit", "").split()),
        location=" ".join(values.get("location", "").split()),
        level=" ".join(values.get("level", "").split()),
        language=cells.read_language(values.get("language", "")),
        topics=tuple(cells.split_topics(values.get("topics", ""))),
        goals=values.get("goals", "").strip(),
        constraints=values.get("constraints", "").strip(),
        manager_email=manager if cells.is_address(manager) else "",
    )


def faults(record: Record, file: RosterFile, values: dict[str, str]) -> list[Problem]:
    """Return what keeps a record from being imported: each makes it wait for a correction.

    `values`: its cells by field, as `values_of` returns them.
    """
    beyond = [cell for cell in record.cells[len(file.columns) :] if cell.strip()]
    if beyond:
        return [_too_wide(record, len(file.columns), beyond[0])]
    names = column_names(file)
    unfit = {field: reason for field, value in values.items() if (reason := _unfit(field, value))}
    found = [_waiting(record.line, names[field], values[field], why, field) for field, why in unfit.items()]
    if "name" not in unfit and not any(letter.isalpha() for letter in values["name"]):
        reason = f"“{values['name'].strip()}” is no name" if values["name"].strip() else "The name is missing"
        found.append(_waiting(record.line, names["name"], values["name"].strip(), reason, "name"))
    if "email" not in unfit:
        found += _address_faults(record.line, names["email"], values["email"])
    if "role" not in unfit:
        found += _role_faults(record.line, names["role"], values["role"].strip())
    return found


def notes(entry: Entry, file: RosterFile, values: dict[str, str], elsewhere: Entry | None) -> list[Problem]:
    """Return what is worth a look in an imported entry; `elsewhere` is the same person's other role."""
    names = column_names(file)
    found: list[Problem] = []

    def note(field: str, message: str) -> None:
        value = in_short(values[field].strip())
        found.append(Problem(entry.line, names[field], value, message, "imported"))

    if cells.has_lost_letter(entry.name):
        note("name", "A letter seems to have been lost before this file was made. Check the name.")
    if "<" in values["email"]:
        note("email", f"The address {entry.email} was taken out of the angle brackets.")
    if "language" in names and entry.language is None:
        said = values["language"].strip()
        reason = f"“{said}” is not one of English and German" if said else "No language stands here"
        note("language", f"{reason}; the programme's language is taken.")
    if values.get("manager_email", "").strip() and not entry.manager_email:
        note("manager_email", "Not a valid address; left out, so the reporting line cannot be checked.")
    if elsewhere:
        note(
            "role", f"In line {elsewhere.line} too, as {elsewhere.role}: one person, two roles, invited once."
        )
    return found


def _unfit(field: str, value: str) -> str:
    """Say why a value cannot be kept, whatever its field; nothing where it can."""
    most = LONGEST.get(field, LONGEST_LINE)
    if len(value) > most:
        return f"Holds {len(value):,} characters, and at most {most:,} are kept: shorten it"
    if UNPRINTABLE.search(value):
        return "Holds a character that cannot be printed: type it anew"
    return ""


def _address_faults(line: int, column: str, value: str) -> list[Problem]:
    email = cells.clean_address(value)
    if cells.is_address(email):
        return []
    return [_waiting(line, column, value, cells.why_no_address(email), "email", cells.suggest_address(email))]


def _role_faults(line: int, column: str, role: str) -> list[Problem]:
    if cells.read_role(role) is not None:
        return []
    reason = f"“{role}” is neither mentor nor leader" if role else "The role is missing"
    return [_waiting(line, column, role, reason, "role", cells.suggest_role(role))]


def _waiting(
    line: int, column: str, value: str, reason: str, field: str = "", suggestion: str = ""
) -> Problem:
    hint = f" Did you mean “{suggestion}”?" if suggestion else ""
    why = f"{reason}.{hint}"
    message = f"{why} Correct it in the file and send the file again."
    return Problem(line, column, in_short(value), message, "waiting", suggestion, field, reason=why)


def in_short(value: str) -> str:
    """Return a value as it can be shown in a table."""
    return value if len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 1]}…"


def _too_wide(record: Record, width: int, value: str) -> Problem:
    reason = (
        f"This line has {len(record.cells)} cells, the header {width}: "
        "put quotation marks around a cell that holds the separator"
    )
    return _waiting(record.line, "", value, reason)
