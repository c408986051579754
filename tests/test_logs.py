"""No log of the process holds a code or an address of the network, whoever writes it and however."""

import io
import logging
import subprocess
import sys

import pytest

from rmfeedback import doctor, logs
from rmfeedback.surveys import codes
from tests.factories import surroundings

LOGGERS = ("rmfeedback", "waitress", "huey", "werkzeug", "sqlalchemy.engine", "somebody.elses")


@pytest.fixture
def written():
    """What the handlers of the root write, as a server's log file would hold it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.mark.parametrize("name", LOGGERS)
@pytest.mark.parametrize(
    "frame", ["{}", "code={}&lang=en", "code%3D{}", "/a#{}", "b'{}'", "{}xyz", "('{}',)"]
)
def test_a_code_is_taken_out_whoever_writes_it(app, written, name, frame):
    code = codes.mint()
    for said in (code, code.lower()):
        logging.getLogger(name).warning("got %s", frame.format(said))
        logging.getLogger(name).error(frame.format(said))

    assert code not in written.getvalue().upper()
    assert written.getvalue().count(logs.CODE) == 4


def test_a_code_printed_in_groups_of_four_is_taken_out(app, written):
    code = codes.mint()
    for between in " -":
        logging.warning("typed %s", between.join(code[at : at + 4] for at in range(0, 32, 4)))

    assert written.getvalue().count(f"typed {logs.CODE}") == 2


def test_a_code_in_the_words_of_an_exception_is_taken_out(app, written):
    code = codes.mint()
    try:
        raise ValueError(code)
    except ValueError as error:
        logging.exception("broken")
        logging.error("broken", exc_info=error, stack_info=True)

    assert code not in written.getvalue()
    assert written.getvalue().count(f"ValueError: {logs.CODE}") == 2
    assert "test_logs.py" in written.getvalue()


def test_a_code_in_arguments_that_do_not_fit_is_taken_out(app, written, capsys):
    code = codes.mint()
    logging.warning("%d of %d", code)

    assert code not in written.getvalue() + capsys.readouterr().err
    assert logs.CODE in written.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("203.0.113.77", logs.ADDRESS),
        ("203.0.113.77:51234", logs.ADDRESS + ":51234"),
        ("<channel connected 10.0.0.9:512 at 0x7f>", f"<channel connected {logs.ADDRESS}:512 at 0x7f>"),
        ("from 2001:db8::17.", f"from {logs.ADDRESS}."),
        ("::1", logs.ADDRESS),
        ("fe80::1ff:fe23:4567:890a", logs.ADDRESS),
        ("::ffff:203.0.113.77", None),
        ("at 12:30:45 a test of tests/x.py::test_it", "at 12:30:45 a test of tests/x.py::test_it"),
        ("job invite will be tried again: OSError", "job invite will be tried again: OSError"),
    ],
)  # fmt: skip
def test_addresses_of_the_network_are_taken_out_and_ordinary_words_stay(said, kept):
    if kept is None:
        assert "203" not in logs.scrub(said)
    else:
        assert logs.scrub(said) == kept


@pytest.mark.parametrize("name", logs.ACCESS_LOGS)
def test_no_server_writes_a_line_for_a_visit(app, caplog, name):
    logger = logging.getLogger(name)
    with caplog.at_level(logging.INFO, name):
        logger.info('203.0.113.77 - - "POST /a/answers HTTP/1.1" 200 -')
        logger.error("the socket is gone")

    assert [record.getMessage() for record in caplog.records] == ["the socket is gone"]


def test_installing_again_changes_nothing(app):
    factory = logging.getLogRecordFactory()
    logs.install()

    assert logging.getLogRecordFactory() is factory


def test_doctor_reads_back_whether_logs_are_scrubbed(app):
    assert {check.name: check.ok for check in doctor.examine()}["logs"]
    factory = logging.getLogRecordFactory()
    logging.setLogRecordFactory(logging.LogRecord)
    try:
        with pytest.raises(doctor.Unwell, match="logs: another"):
            doctor.check()
    finally:
        logging.setLogRecordFactory(factory)


def test_what_a_dying_process_or_thread_says_holds_no_code(instance):
    code = codes.mint()
    program = (
        "import threading\nfrom rmfeedback import logs\nlogs.install_for_crashes()\n"
        f"def die(): raise ValueError({code!r})\n"
        "thread = threading.Thread(target=die)\nthread.start()\nthread.join()\ndie()"
    )
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, env=surroundings(instance), capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.count(f"ValueError: {logs.CODE}") == 2
    assert f"ValueError: {code}" not in done.stderr
