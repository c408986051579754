"""Key pairs, sealing and opening. HPKE of `cryptography`, with one length for every plaintext."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from rmfeedback.errors import N_, Refused

# The first byte of a key and of a sealed value.
X25519 = 1
MLKEM768_X25519 = 2
NEWEST = MLKEM768_X25519

PLAINTEXT_BYTES = 16_384
_LENGTH_BYTES = 4
_X25519_BYTES = 32
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1184
_KEMS = {X25519: KEM.X25519, MLKEM768_X25519: KEM.MLKEM768_X25519}
_INFO = b"rmfeedback/l1/"


class EnvelopeDamaged(Exception):
    """A sealed value that does not open; it is counted, and never blocks the others."""


class AnswersTooLong(Refused):
    status = 422
    message = N_("Together your comments are too long to be sealed. Please shorten the longest one.")


@dataclass(frozen=True)
class KeyPair:
    """Both halves as bytes, each with its suite's number in front."""

    private: bytes
    public: bytes


def make_key_pair(suite: int = NEWEST) -> KeyPair:
    """Return a fresh pair for one wave."""
    x25519 = X25519PrivateKey.generate()
    private = bytes([suite])
    public = bytes([suite])
    if suite == MLKEM768_X25519:
        mlkem = MLKEM768PrivateKey.generate()
        private += mlkem.private_bytes_raw()  # The 64-byte seed.
        public += mlkem.public_key().public_bytes_raw()
    return KeyPair(private + x25519.private_bytes_raw(), public + x25519.public_key().public_bytes_raw())


def is_pair(private: bytes, public: bytes) -> bool:
    """Tell whether what is sealed for one half opens with the other."""
    try:
        return bool(private) and open_sealed(seal({}, public, _INFO), private, _INFO) == {}
    except EnvelopeDamaged:
        return False


def info(wave_key: str, envelope_id: bytes, cell: str) -> bytes:
    """Return what binds a sealed value to its place: copied elsewhere, it does not open."""
    return _INFO + wave_key.encode() + envelope_id + cell.encode()


def seal(payload: Mapping[str, Any], public: bytes, bound_to: bytes) -> bytes:
    """Return the payload sealed for the holder of the private key.

    Raises: AnswersTooLong.
    """
    suite = public[0]
    return bytes([suite]) + _suite(suite).encrypt(_pad(payload), _public(public), bound_to)


def open_sealed(sealed: bytes, private: bytes, bound_to: bytes) -> dict[str, Any]:
    """Return what was sealed.

    Raises: EnvelopeDamaged.
    """
    if not sealed or sealed[0] != private[0]:
        raise EnvelopeDamaged
    try:
        return _unpad(_suite(sealed[0]).decrypt(sealed[1:], _private(private), bound_to))
    except (InvalidTag, ValueError, UnicodeDecodeError):
        raise EnvelopeDamaged from None


def _pad(payload: Mapping[str, Any]) -> bytes:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > PLAINTEXT_BYTES - _LENGTH_BYTES:
        raise AnswersTooLong()
    return (len(text).to_bytes(_LENGTH_BYTES, "big") + text).ljust(PLAINTEXT_BYTES, b"\0")


def _unpad(plaintext: bytes) -> dict[str, Any]:
    length = int.from_bytes(plaintext[:_LENGTH_BYTES], "big")
    payload = json.loads(plaintext[_LENGTH_BYTES : _LENGTH_BYTES + length])
    if not isinstance(payload, dict):
        raise EnvelopeDamaged
    return payload


def _suite(number: int) -> Suite:
    return Suite(_KEMS[number], KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@lru_cache(maxsize=64)
def _public(key: bytes) -> X25519PublicKey | MLKEM768X25519PublicKey:
    x25519 = X25519PublicKey.from_public_bytes(key[-_X25519_BYTES:])
    if key[0] == X25519:
        return x25519
    mlkem = MLKEM768PublicKey.from_public_bytes(key[1 : 1 + _MLKEM_PUBLIC_BYTES])
    return MLKEM768X25519PublicKey(mlkem, x25519)


def _private(key: bytes) -> X25519PrivateKey | MLKEM768X25519PrivateKey:
    x25519 = X25519PrivateKey.from_private_bytes(key[-_X25519_BYTES:])
    if key[0] == X25519:
        return x25519
    mlkem = MLKEM768PrivateKey.from_seed_bytes(key[1 : 1 + _MLKEM_SEED_BYTES])
    return MLKEM768X25519PrivateKey(mlkem, x25519)
