"""Which field a column of a roster is, told by its name in English or German."""

import re
from dataclasses import dataclass

FIELDS = (
    "name", "email", "role", "unit", "location", "level", "language", "topics", "goals", "constraints",
    "manager_email",
)  # fmt: skip
NEEDED = ("name", "email", "role")

# Names are compared as letters and digits alone, in lower case, without what stands in brackets.
NAMES = {
    "name": "name fullname namevorname vornamename vorundnachname teilnehmer participant person",
    "email": "email emailadresse emailaddress mail mailadresse mailaddress",
    "role": "role rolle",
    "unit": "unit bereich bereichoe oe organisationseinheit abteilung department division businessunit",
    "location": "location standort ort site office",
    "level": "level ebene hierarchieebene position stelle jobtitle",
    "language": "language languages sprache sprachen",
    "topics": "topic topics thema themen",
    "goals": "goal goals ziel ziele",
    "constraints": "constraint constraints bemerkung bemerkungen einschränkungen hinweise notes remarks",
    "manager_email": "manager manageremail linemanager linemanageremail vorgesetzter vorgesetzte "
    "emailvorgesetzter emailvorgesetzte emaildesvorgesetzten emailmanager emailofmanager",
}
FIELD_BY_NAME = {name: field for field, names in NAMES.items() for name in names.split()}
# Birthday, age, sex, pay, staff number, length of service: never kept, whatever the file offers.
PERSONAL = re.compile(
    r"geburt|birth|^alter|^age$|geschlecht|gender|^sex$|gehalt|salary|^pay|lohn|vergütung|personalnummer|personalnr"
    r"|persnr|employeeid|employeen|personneln|staffn|eintritt|hiredate|service|nationalit|religion|konfession|behinderung"
)


@dataclass(frozen=True)
class Column:
    """One column of the header: its name as it stands there, and the field it fills or why it fills none."""

    name: str
    field: str | None
    why_not: str = ""


def recognise(header: list[str]) -> list[Column]:
    """Return the columns of a header, in order; a field's second column is left out."""
    columns: list[Column] = []
    for cell in header:
        name = " ".join(cell.split())
        field = FIELD_BY_NAME.get(squeeze(name))
        if field and field in {c.field for c in columns}:
            columns.append(Column(name, None, "a second column of this name; the first one is read"))
        elif field:
            columns.append(Column(name, field))
        else:
            columns.append(Column(name, None, _why_not(name)))
    return columns


def missing(columns: list[Column]) -> list[str]:
    """Return the needed fields that no column fills."""
    return [field for field in NEEDED if field not in {c.field for c in columns}]


def squeeze(text: str) -> str:
    """Return a cell as letters and digits alone, in lower case, without its brackets: for comparing only."""
    return re.sub(r"[\W_]", "", re.sub(r"\(.*?\)", "", text.casefold()))


def _why_not(name: str) -> str:
    if not name:
        return "a column without a name; not read"
    if PERSONAL.search(squeeze(name)):
        return "personal data that is never kept; dropped unread"
    return "no column of a roster; not read"
