"""Paper by typst: a template of ours reads data as JSON, never as markup; same data, same bytes."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal


def noon(day: date) -> datetime:
    """Return the time that a paper of a day bears: the same bytes all day long."""
    return datetime.combine(day, time(12, tzinfo=UTC))


def pdf(template: Path, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return a tagged PDF (PDF/UA-1) made from a template and its data, with the time its file shall bear."""
    import typst

    text = json.dumps(data)
    try:
        return _compile(template, text, made_at, "ua-1")
    except typst.TypstError:
        # The standard refuses a sign no font has, an emoji say; the paper is still worth reading.
        return _compile(template, text, made_at, None)


def _compile(template: Path, text: str, made_at: datetime, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return typst.compile(
        template.read_bytes(),
        format="pdf",
        # The fonts that typst carries: a paper looks the same, to the byte, on every machine.
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=standard,
        timestamp=made_at,
    )
