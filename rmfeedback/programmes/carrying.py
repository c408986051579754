"""Carry what a page has shown through the browser and back, signed: what is stored is what was seen."""

from dataclasses import asdict
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from rmfeedback.errors import N_, Refused
from rmfeedback.programmes.pairing_match import Proposal, ProposedPair
from rmfeedback.programmes.roster_file import Reading, RosterTooLarge
from rmfeedback.programmes.roster_mending import Mend
from rmfeedback.programmes.roster_upload import Upload

# A form as a whole may have 8 MB. Lists of people pack to a fifth or less, workbooks hardly.
LARGEST_FIELD = 7_500_000


class PreviewStale(Refused):
    status = 409
    message = N_("What came back is not what this page showed, so nothing is stored. Begin again.")


def pack_upload(secret: str, upload: Upload) -> str:
    """Return an upload as one signed text for a hidden field.

    Raises: RosterTooLarge.
    """
    # Latin-1 has a letter for each byte, so any file passes through whole, and packs better than base64.
    packed = _pack(secret, "roster", asdict(upload) | {"content": upload.content.decode("latin-1")})
    if len(packed) > LARGEST_FIELD:
        raise RosterTooLarge(filename=upload.filename)
    return packed


def unpack_upload(secret: str, packed: str) -> Upload:
    """Return the upload that was packed.

    Raises: PreviewStale.
    """
    shown = _unpack(secret, "roster", packed)
    reading = Reading(**shown["reading"] | {"fields": tuple(shown["reading"]["fields"])})
    mends = tuple(Mend(*mend) for mend in shown["mends"])
    content = shown["content"].encode("latin-1")
    return Upload(**shown | {"content": content, "reading": reading, "mends": mends})


def pack_proposal(secret: str, cohort_key: str, proposal: Proposal) -> str:
    """Return the pairs of a proposal as one signed text for a hidden field."""
    return _pack(secret, f"pairs.{cohort_key}", {"pairs": proposal.as_json()["pairs"], "mark": proposal.mark})


def unpack_proposal(secret: str, cohort_key: str, packed: str) -> Proposal:
    """Return the pairs that were proposed for this cohort.

    Raises: PreviewStale.
    """
    shown = _unpack(secret, f"pairs.{cohort_key}", packed)
    return Proposal([ProposedPair(**pair) for pair in shown["pairs"]], mark=shown["mark"])


def _pack(secret: str, purpose: str, shown: dict[str, Any]) -> str:
    return str(_serializer(secret, purpose).dumps(shown))


def _unpack(secret: str, purpose: str, packed: str) -> dict[str, Any]:
    try:
        return dict(_serializer(secret, purpose).loads(packed))
    except BadData:
        raise PreviewStale() from None


def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"rmfeedback.programmes.{purpose}")
