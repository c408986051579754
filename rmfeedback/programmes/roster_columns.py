"""Which field a column of a roster is, told by its name in English or German."""

import re
from dataclasses import dataclass

FIELDS = (
    "name", "email", "role", "unit", "location", "level", "language", "topics", "goals", "constraints",
    "manager_email",
)  # fmt: skip
NEEDED = ("name", "email", "role")
# No name of a column or a role is longer; a cell may be, and is cut before it is compared.
LONGEST_COMPARED = 200

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

    @property
    def is_personal(self) -> bool:
        """Tell whether it is named like what is never kept."""
        return bool(PERSONAL.search(squeeze(self.name)))


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


def chosen(columns: list[Column], fields: tuple[str, ...]) -> list[Column]:
    """Return the columns as somebody has mapped them; personal data stays unread, whatever is chosen.

    Where the number of fields is not that of the columns, they were chosen for another header: not minded.
    """
    if len(fields) != len(columns):
        return columns
    return [
        column if column.is_personal or field == (column.field or "") else _mapped(column, field)
        for column, field in zip(columns, fields, strict=True)
    ]


def missing(columns: list[Column]) -> list[str]:
    """Return the needed fields that no column fills."""
    return [field for field in NEEDED if field not in {c.field for c in columns}]


def twice(columns: list[Column]) -> list[tuple[Column, Column]]:
    """Return two columns for each field that more than one is chosen for."""
    return [
        (one, other)
        for number, one in enumerate(columns)
        for other in columns[number + 1 :]
        if one.field and one.field == other.field
    ]


def familiarity(header: list[str]) -> int:
    """Return how much the cells of a row look like the header of a roster."""
    columns = recognise(header)
    # A header is known by its needed columns first, by the others only between equals.
    needed = len(NEEDED) - len(missing(columns))
    return 100 * needed + sum(column.field is not None for column in columns)


def squeeze(text: str) -> str:
    """Return a cell as letters and digits alone, in lower case, without its brackets: for comparing only."""
    return re.sub(r"[\W_]", "", re.sub(r"\(.*?\)", "", text[:LONGEST_COMPARED].casefold()))


def _mapped(column: Column, field: str) -> Column:
    return Column(column.name, field) if field in FIELDS else Column(column.name, None, "left out by choice")


def _why_not(name: str) -> str:
    if not name:
        return "a column without a name; not read"
    if PERSONAL.search(squeeze(name)):
        return "personal data that is never kept; dropped unread"
    return "no column of a roster; not read"
