"""Paper by typst: a template of ours reads data as JSON, never as markup; same data, same bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal


def pdf(template: Path, data: Mapping[str, Any], time: datetime) -> bytes:
    """Return a tagged PDF (PDF/UA-1) made from a template and its data, with the time its file shall bear."""
    import typst

    text = json.dumps(data)
    try:
        return _compile(template, text, time, "ua-1")
    except typst.TypstError:
        # The standard refuses a sign no font has, an emoji say; the paper is still worth reading.
        return _compile(template, text, time, None)


def _compile(template: Path, text: str, time: datetime, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return typst.compile(
        template.read_bytes(),
        format="pdf",
        # The fonts that typst carries: a paper looks the same, to the byte, on every machine.
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=standard,
        timestamp=time,
    )
