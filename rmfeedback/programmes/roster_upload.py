"""A roster on its way: the file, how to read it, what was corrected, and what a form changes of that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from rmfeedback.programmes import roster_file, roster_text
from rmfeedback.programmes.roster_columns import FIELDS
from rmfeedback.programmes.roster_file import Reading, RosterFile
from rmfeedback.programmes.roster_mending import Mend, cell, mended
from rmfeedback.programmes.roster_text import Record


@dataclass(frozen=True)
class Upload:
    """A roster file, the cohort it is for, how it is to be read, and its corrected cells."""

    content: bytes
    filename: str
    programme_key: str
    name: str
    reading: Reading = Reading()
    mends: tuple[Mend, ...] = ()


def reread(upload: Upload, form: Mapping[str, str], file: RosterFile | None) -> Upload:
    """Return an upload as a form of the preview wants it read and corrected.

    `file`: as the preview had read it, without corrections; None where it could not be read.
    """
    reading = _reading(upload.reading, form, file)
    if reading.sheet != upload.reading.sheet:
        return replace(upload, reading=reading, mends=())
    mends = _mends(upload.mends, form, file) if file else upload.mends
    return replace(upload, reading=reading, mends=mends)


def _reading(old: Reading, form: Mapping[str, str], file: RosterFile | None) -> Reading:
    """Return how to read; what stands in the form as it was guessed goes on being guessed."""

    was = file or roster_file.RosterFile("", "", "", 0, [], [], [])
    known: dict[str, Collection[str]] = {
        "sheet": was.sheets,
        "encoding": roster_text.ENCODINGS,
        "separator": roster_text.SEPARATORS,
        "header_line": [str(record.line) for record in was.top],
    }
    wished = {
        name: form[name]
        for name, choices in known.items()
        if form.get(name) in choices and (getattr(old, name) or form[name] != str(getattr(was, name)))
    }
    line = int(wished.pop("header_line", old.header_line))
    new = replace(old, **wished, header_line=line, fields=())
    if new != replace(old, fields=()):
        return new  # Another header: its columns are guessed anew.
    fields = tuple(form.get(f"column-{at}", column.field or "") for at, column in enumerate(was.columns))
    if not old.fields and fields == tuple(column.field or "" for column in was.columns):
        fields = ()
    return replace(new, fields=tuple(field if field in FIELDS else "" for field in fields))


def _mends(old: tuple[Mend, ...], form: Mapping[str, str], file: RosterFile) -> tuple[Mend, ...]:
    """Return the corrections, with those that a form brings and without those it takes back."""
    kept = {(mend.line, mend.field): mend.value for mend in old}
    records = {record.line: record for record in mended(file, old).records}
    for name, value in form.items():
        deed, _, place = name.partition("-")
        line, _, field = place.partition("-")
        record = records.get(int(line)) if line.isdecimal() and len(line) < 8 else None
        if record is None or field not in FIELDS:
            continue
        if deed == "undo":
            kept.pop((record.line, field), None)
        elif deed == "choose":
            kept.update(_choice(records, record, field, value, file))
        elif deed in ("mend", "take") and not _says_the_same(value, cell(record, field, file)):
            kept[record.line, field] = value
    sent = {record.line: record for record in file.records}
    return tuple(
        Mend(line, field, value)
        for (line, field), value in sorted(kept.items())
        if line in sent and not _says_the_same(value, cell(sent[line], field, file))
    )


def _choice(
    records: Mapping[int, Record], record: Record, field: str, value: str, file: RosterFile
) -> dict[tuple[int, str], str]:
    """Return what makes two lines about one person agree; `value`: the lines that are wrong and right."""
    wrong, _, right = value.partition("-")
    if not (wrong.isdecimal() and right.isdecimal()) or record.line not in (int(wrong), int(right)):
        return {}
    lines = [records.get(int(wrong)), records.get(int(right))]
    if lines[0] is None or lines[1] is None:
        return {}
    return {(lines[0].line, field): cell(lines[1], field, file)}


def _says_the_same(typed: str, shown: str) -> bool:
    # A browser takes line breaks out of what a field shows.
    return " ".join(typed.split()) == " ".join(shown.split())
