"""Findings to files, exactly as released: the same release gives the same bytes."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rmfeedback.errors import N_, Refused
from rmfeedback.reports import columnar, content, fixed, paper, slides, workbook
from rmfeedback.reports.content import LANGUAGES, Content
from rmfeedback.reports.tables import tables
from rmfeedback.reports.wording import summary
from rmfeedback.staff import audit

__all__ = ["FORMATS", "LANGUAGES", "ExtraMissing", "File", "FormatUnknown", "LanguageUnknown", "as_bytes"]
__all__ += ["export", "summary", "write"]


class FormatUnknown(Refused):
    message = N_("Findings are not written as “%(suffix)s”. Choose a file that ends in %(known)s.")


class LanguageUnknown(Refused):
    message = N_("Findings are not told in “%(language)s”. Choose en for English or de for German.")


class ExtraMissing(Refused):
    status = 501
    message = N_(
        "A file that ends in .%(suffix)s needs the package %(package)s, which is not installed here. Whoever "
        "runs the server installs it with: python -m pip install %(package)s. All others work without it."
    )


@dataclass(frozen=True)
class Format:
    """How a file of a suffix is made, and the package it needs that not every installation has."""

    make: Callable[[Content], bytes]
    package: str = ""
    module: str = ""

    @property
    def is_installed(self) -> bool:
        return not self.module or find_spec(self.module) is not None


@dataclass(frozen=True)
class File:
    """A file for whoever asked: its name, what is in it, and the SHA-256 of that."""

    name: str
    content: bytes
    sha256: str


def write(wave_key: str, path: Path, language: str = "") -> Path:
    """Write the released findings of a wave to a file, in the format its suffix names, and enter who did.

    Raises: FormatUnknown, LanguageUnknown, ExtraMissing, NotFound, NotReleased, QuestionnaireChanged.
    """
    made = export(wave_key, path.suffix.lower().lstrip("."), language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.content)
    return path


def export(wave_key: str, suffix: str, language: str = "") -> File:
    """Return the released findings of a wave as a file, once the audit log holds who took it.

    Raises: as `write`.
    """
    made = as_bytes(wave_key, suffix, language)
    sha256 = hashlib.sha256(made).hexdigest()
    audit.enter("exported", wave_key, format=suffix, sha256=sha256)
    spoken = f"-{language}" if language else ""
    return File(f"findings-{wave_key}{spoken}.{suffix}", made, sha256)


def as_bytes(wave_key: str, suffix: str, language: str = "") -> bytes:
    """Return the released findings of a wave as a file's content; what is read on paper, in a language.

    Raises: as `write`.
    """
    if suffix not in FORMATS:
        raise FormatUnknown(suffix=f".{suffix}", known=", ".join(f".{known}" for known in FORMATS))
    if language not in ("", *LANGUAGES):
        raise LanguageUnknown(language=language)
    chosen = FORMATS[suffix]
    if not chosen.is_installed:
        raise ExtraMissing(suffix=suffix, package=chosen.package)
    return chosen.make(content.of(wave_key, language))


def amounts(findings: Mapping[str, Any]) -> str:
    """Return how much of what there is to export."""
    counted = {name: len(findings.get(name) or []) for name in ("constructs", "items", "gaps", "themes")}
    counted["quotes"] = sum(len(theme["quotes"]) for theme in findings["themes"])
    return ", ".join(f"{n} {name if n != 1 else name[:-1]}" for name, n in counted.items()) + "."


def _json(given: Content) -> bytes:
    return given.text


def _csv(given: Content) -> bytes:
    """Return one table: a line per row of every table, a column per column of any, the table's name first."""
    every = tables(given)
    columns = list(dict.fromkeys(column for table in every for column in table.columns))
    text = io.StringIO()
    writer = csv.DictWriter(text, ["table", *columns], lineterminator="\r\n")
    writer.writeheader()
    for table in every:
        for row in table.rows:
            told = (str(value).upper() if isinstance(value, bool) else value for value in row)
            writer.writerow({"table": table.name} | dict(zip(table.columns, told, strict=True)))
    # The mark at the beginning makes spreadsheets read umlauts right.
    return text.getvalue().encode("utf-8-sig")


def _zip(given: Content) -> bytes:
    """Return every format in one archive, with a list of their SHA-256 as `sha256sum --check` reads it."""
    name = f"findings-{given.findings['wave']}"
    files = {f"{name}.{suffix}": each.make(given) for suffix, each in _apart().items() if each.is_installed}
    sums = "".join(f"{hashlib.sha256(made).hexdigest()}  {file}\n" for file, made in files.items())
    return fixed.archive(files | {"MANIFEST": sums.encode()})


def _apart() -> Mapping[str, Format]:
    return {suffix: each for suffix, each in FORMATS.items() if suffix != "zip"}


FORMATS: dict[str, Format] = {
    "csv": Format(_csv),
    "xlsx": Format(workbook.xlsx),
    "json": Format(_json),
    "pdf": Format(paper.pdf),
    "parquet": Format(columnar.parquet, "pyarrow", "pyarrow"),
    "pptx": Format(slides.pptx, "python-pptx", "pptx"),
    "zip": Format(_zip),
}
