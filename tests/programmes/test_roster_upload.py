"""Whatever a form of the preview says, every row is accounted for; what nobody touched stays as it was."""

from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.errors import Refused
from rmfeedback.programmes import roster_file, roster_mending, roster_rows
from rmfeedback.programmes.roster_columns import FIELDS
from rmfeedback.programmes.roster_file import Reading
from rmfeedback.programmes.roster_mending import Mend
from rmfeedback.programmes.roster_upload import Upload, reread
from tests.programmes import rosters, workbooks

UPLOAD = Upload(rosters.GERMAN, "konzern.csv", "pilot", "Konzern")
BROKEN = rosters.line_of("(at)")
LINES = st.sampled_from([0, 1, 3, 4, 5, BROKEN, rosters.line_of("Røed"), rosters.line_of("Røed", 1), 99, "x"])
VALUES = st.sampled_from([
    "", "a@example.com", "mentor", "leader", "Vertrieb", "utf-8", "cp1250", ";", ",", "|", "3", "1", "-1",
    "9" * 20, f"{rosters.line_of('Røed', 1)}-{rosters.line_of('Røed')}", "1-1", "-",
    "\N{SUPERSCRIPT TWO}", *FIELDS,
])  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(["sheet", "encoding", "separator", "header_line", "undo", "mend-", "rubbish"]),
    st.builds("column-{}".format, st.integers(0, 13)),
    st.builds(
        "{}-{}-{}".format,
        st.sampled_from(["mend", "take", "choose", "undo"]),
        LINES,
        st.sampled_from([*FIELDS, "x"]),
    ),
)
FORMS = st.lists(st.dictionaries(NAMES, VALUES, max_size=8), min_size=1, max_size=3)


def taken_apart(upload):
    try:
        return roster_file.take_apart(upload.content, upload.filename, upload.reading)
    except Refused:
        return None


def as_shown(file):
    """What a browser sends of a page on which nothing was touched."""
    of_columns = {f"column-{at}": column.field or "" for at, column in enumerate(file.columns)}
    return of_columns | {
        "encoding": file.encoding, "separator": file.separator, "header_line": str(file.header_line),
    }  # fmt: skip


@given(FORMS)
def test_any_forms_one_after_the_other_account_for_every_row(forms):
    upload = UPLOAD
    for form in forms:
        upload = reread(upload, form, taken_apart(upload))
    file = taken_apart(upload)
    if file is None or roster_file.roster_columns.missing(file.columns):
        return
    judged = roster_rows.judge(roster_mending.mended(file, upload.mends))

    assert judged.read == len(judged.imported) + judged.merged + judged.waiting + judged.skipped
    assert judged.read == len(file.records)
    assert len(roster_mending.notes(file, upload.mends)) <= len(upload.mends)


@given(FORMS)
def test_a_page_that_nobody_touched_changes_nothing(forms):
    upload = UPLOAD
    for form in forms:
        upload = reread(upload, form, taken_apart(upload))
    file = taken_apart(upload)

    if file is not None:
        assert reread(upload, as_shown(file), file) == upload


def test_a_correction_is_a_cell_of_its_own_and_the_file_stays_as_it_was_sent():
    file = taken_apart(UPLOAD)
    upload = reread(UPLOAD, {f"mend-{BROKEN}-email": "hk@example.com", f"mend-{BROKEN}-unit": "IT"}, file)

    assert upload.content == UPLOAD.content
    assert upload.mends == (Mend(BROKEN, "email", "hk@example.com"), Mend(BROKEN, "unit", "IT"))
    assert reread(upload, {f"undo-{BROKEN}-email": "1"}, file).mends == (Mend(BROKEN, "unit", "IT"),)


def test_to_type_again_what_the_file_says_is_no_correction():
    file = taken_apart(UPLOAD)
    mended = reread(UPLOAD, {f"mend-{BROKEN}-email": "hk@example.com"}, file)

    assert reread(mended, {f"mend-{BROKEN}-email": "henning.kueppers (at)  example.com"}, file).mends == ()
    assert reread(UPLOAD, {f"mend-{BROKEN}-manager_email": ""}, file).mends != ()


def test_another_header_lets_the_columns_be_guessed_anew():
    chosen = reread(UPLOAD, {"column-3": "location", "column-4": "unit"}, taken_apart(UPLOAD))

    assert chosen.reading.fields[3:5] == ("location", "unit")
    assert reread(chosen, {"header_line": "1"}, taken_apart(chosen)).reading == Reading(header_line=1)


def test_another_sheet_forgets_the_corrections_of_the_one_before():
    rows = [workbooks.HEADER, *workbooks.PEOPLE]
    content = workbooks.workbook(("One", rows), ("Two", rows))
    upload = Upload(content, "a.xlsx", "pilot", "Konzern", mends=(Mend(2, "unit", "IT"),))

    assert reread(upload, {"sheet": "One"}, taken_apart(upload)).mends == upload.mends
    assert reread(upload, {"sheet": "Two"}, taken_apart(upload)).mends == ()
