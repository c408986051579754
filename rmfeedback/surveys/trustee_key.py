"""The trustee's key: the private half is on the disk only wrapped by six words that the trustee alone has.

Argon2id and ChaCha20-Poly1305 of `cryptography`. Everything the trustee has confirmed is bound to the
wrapping: the wave, the public half, the list of those invited, and the name people know the trustee by.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import key_files, keys, sealing, words

# RFC 9106, section 4, the second recommended set: 64 MiB, 3 passes, 4 lanes.
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


class WordsWrong(Refused):
    status = 422
    message = N_(
        "These six words do not open it. Look at the slip: is it the one of this wave, and are the words in "
        "their order? Nothing has changed; try again."
    )


class WrappedKeyLost(Refused):
    status = 500
    message = N_(
        "The wrapped key of wave “%(wave)s” is not in the instance's folder keys/. Put the folder back where "
        "it was; without it the trustee's words open nothing."
    )


@dataclass(frozen=True)
class Held:
    """What the trustee has confirmed; `invited`: digest of the list of those invited."""

    public: bytes
    name: str
    account: str
    invited: str


def offer(wave_key: str, held_by: tuple[str, str], invited: str, language: str) -> tuple[list[str], bytes]:
    """Make a key and return its six words, which are nowhere else, and its public half.

    `held_by`: the trustee's name for people, and his account. The key counts once it is confirmed; one that
    counted before it counts no more, for its words may be the ones that were lost.
    """
    pair, drawn = sealing.make_key_pair(), words.draw(language)
    name, account = held_by
    bound = _bound(wave_key, Held(pair.public, name, account, invited))
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = ChaCha20Poly1305(_stretch(drawn, salt)).encrypt(nonce, pair.private, bound)
    kept = {
        "public_key": _text(pair.public),
        "name": name,
        "account": account,
        "invited": invited,
        "argon2id": [_MEMORY_KIB, _PASSES, _LANES],
        **{"salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)},
    }
    key_files.write(keys.OFFERED.format(wave_key), json.dumps(kept).encode(), 0o600)
    key_files.remove(keys.WRAPPED.format(wave_key))
    return drawn, pair.public


def offered(wave_key: str) -> Held | None:
    """Return what waits for the trustee to show that the words are written down."""
    return _held(keys.OFFERED.format(wave_key))


def confirm(wave_key: str, typed: str) -> None:
    """Make the offered key the one that counts; the words prove that they were written down.

    Raises: WordsMissing, WordUnknown, WordsWrong, WrappedKeyLost.
    """
    name = keys.OFFERED.format(wave_key)
    _unlock(wave_key, name, typed)
    key_files.rename(name, keys.WRAPPED.format(wave_key))


def held(wave_key: str) -> Held | None:
    """Return what the trustee has confirmed; None before that."""
    return _held(keys.WRAPPED.format(wave_key))


def unlock(wave_key: str, typed: str) -> bytes:
    """Return the private key.

    Raises: WordsMissing, WordUnknown, WordsWrong, WrappedKeyLost.
    """
    return _unlock(wave_key, keys.WRAPPED.format(wave_key), typed)


def _unlock(wave_key: str, name: str, typed: str) -> bytes:
    given, kept = words.read(typed), _kept(name)
    if kept is None:
        raise WrappedKeyLost(wave=wave_key)
    salt, nonce, sealed = (base64.b64decode(kept[part]) for part in ("salt", "nonce", "sealed"))
    try:
        bound = _bound(wave_key, _held_in(kept))
        return ChaCha20Poly1305(_stretch(given, salt)).decrypt(nonce, sealed, bound)
    except InvalidTag:
        words.check(given)
        raise WordsWrong() from None


def _held(name: str) -> Held | None:
    kept = _kept(name)
    return _held_in(kept) if kept else None


def _held_in(kept: dict[str, Any]) -> Held:
    return Held(base64.b64decode(kept["public_key"]), kept["name"], kept["account"], kept["invited"])


def _kept(name: str) -> dict[str, Any] | None:
    found = key_files.read_if_there(name)
    try:
        return json.loads(found) if found else None
    except ValueError:
        return None  # Another process is closing the wave, and has overwritten the file already.


def _bound(wave_key: str, there: Held) -> bytes:
    parts = [wave_key, there.public.hex(), there.name, there.account, there.invited]
    return json.dumps(["rmfeedback/trustee", *parts]).encode()


def _stretch(given: list[str], salt: bytes) -> bytes:
    made = Argon2id(salt=salt, length=_KEY_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return made.derive(words.secret(given))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
