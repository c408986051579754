"""A respondent's code: minted when its mail is sent, kept nowhere but in that mail."""

import base64
import hashlib
import re
import secrets

CODE_BYTES = 20
CODE_LETTERS = 32
_SHAPE = re.compile(rf"[A-Z2-7]{{{CODE_LETTERS}}}")


def mint() -> str:
    """Return a fresh code of 160 random bits, as 32 letters of base32."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii")


def tidy(typed: str) -> str | None:
    """Return a typed code as it was minted, or None where it cannot be one.

    Blanks, line breaks, small letters and a full stop behind it do no harm; neither does a whole link.
    """
    letters = "".join(typed.rpartition("#")[2].split()).strip(".,;:<>()\"'").upper()
    return letters if _SHAPE.fullmatch(letters) else None


def digest(code: str) -> bytes:
    """Return the 32 bytes by which a code is found."""
    return hashlib.sha256(code.encode("ascii")).digest()


def proof(code: str) -> bytes:
    """Return the 32 bytes that travel inside the envelope: only who held the code knows them."""
    return hashlib.sha256(b"proof" + code.encode("ascii")).digest()


def proof_mark(proof_of_code: bytes) -> bytes:
    """Return the 32 bytes by which a proof is recognised; they do not give the proof away."""
    return hashlib.sha256(proof_of_code).digest()
