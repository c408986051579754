"""What no log may hold: a scrubber of every record of the process, and no line for a visit.

Respondents' codes are removed wherever they come from, an exception's words included, and addresses of the
network: whoever reads a log learns neither.
"""

import logging
import re
import sys
import threading
import traceback
from ipaddress import ip_address
from types import TracebackType
from typing import Any

CODE, ADDRESS = "[code]", "[address]"
# Servers that may run `wsgi:app`, by the logger to which each writes a line per visit.
ACCESS_LOGS = ("werkzeug", "gunicorn.access", "uvicorn.access", "hypercorn.access", "aiohttp.access")
# 32 letters of base32, also where other such letters touch them, or printed in groups of four.
_CODE = re.compile(r"[A-Za-z2-7]{32,}|(?:[A-Z2-7]{4}[ -]){7}[A-Z2-7]{4}")
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_IPV6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")


def scrub(text: str) -> str:
    """Return a text without codes and network addresses.

    >>> scrub("code=MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK from 203.0.113.7:5000")
    'code=[code] from [address]:5000'
    """
    text = _CODE.sub(CODE, text)
    return _IPV6.sub(_hide, _IPV4.sub(ADDRESS, text))


def install() -> None:
    """Scrub every record that any logger of this process makes from now on; again, it changes nothing."""
    if not is_installed():
        logging.setLogRecordFactory(_Scrubbing(logging.getLogRecordFactory()))
    for name in ACCESS_LOGS:
        logger = logging.getLogger(name)
        if _is_no_visit not in logger.filters:
            logger.addFilter(_is_no_visit)


def install_for_crashes() -> None:
    """Scrub what a process or a thread says when it dies; for a process that is ours alone."""
    sys.excepthook = _tell
    threading.excepthook = lambda args: _tell(args.exc_type, args.exc_value, args.exc_traceback)


def is_installed() -> bool:
    """Tell whether the running process scrubs: read back from the factory, not from memory."""
    probe = "A" * 32
    made = logging.getLogRecordFactory()("", logging.INFO, "", 0, "%s", (probe,), None)
    return probe not in made.getMessage()


class _Scrubbing:
    """Makes records as before, then takes out of them what no log may hold."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def __call__(self, *given: Any, **named: Any) -> logging.LogRecord:
        record: logging.LogRecord = self._make(*given, **named)
        said = _message(record)
        if scrub(said) != said:
            record.msg, record.args = scrub(said), ()
        if record.exc_info and record.exc_info[0] is not None:
            told = logging.Formatter().formatException(record.exc_info)
            if scrub(told) != told:  # Without the exception itself, nobody can format it again.
                record.exc_text, record.exc_info = scrub(told), None
        if record.stack_info:
            record.stack_info = scrub(record.stack_info)
        return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        # `logging` would print message and arguments that do not fit as they are.
        record.msg, record.args = f"{record.msg} {record.args}", ()
        return str(record.msg)


def _hide(found: re.Match[str]) -> str:
    """Return the place of an address, or the text itself where it is a time or a name."""
    text = found[0]
    core = text.rstrip(".:") if not text.endswith("::") else text
    try:
        ip_address(core)
    except ValueError:
        return text
    return ADDRESS + text[len(core) :] if core.strip(":") else text


def _is_no_visit(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _tell(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.stderr.write(scrub("".join(traceback.format_exception(kind, error, where))))
