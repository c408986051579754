"""Gives replies one length, so that the wire does not tell a sent form from an opened one."""

import struct
import zlib

# What a packed reply measures; longer ones go to its next multiple. The script pads what is sent likewise.
PACKED_BYTES = 20_480
# The same for the rare browser that does not unpack.
PLAIN_BYTES = 65_536
_GZIP_WITH_EXTRA = b"\x1f\x8b\x08\x04" + bytes(4) + b"\x00\xff"
_FRAME_BYTES = len(_GZIP_WITH_EXTRA) + 2 + 4 + 8


def pack(body: bytes) -> bytes:
    """Return the body in gzip, filled with zeros in the header's extra field (RFC 1952, 2.3.1.1)."""
    return _framed(_deflated(body), zlib.crc32(body), len(body))


def fill(body: bytes) -> bytes:
    """Return the body with blanks after its end."""
    return body.ljust(-(-len(body) // PLAIN_BYTES) * PLAIN_BYTES)


class Around:
    """A page but for one place in it, packed once for all who get it."""

    def __init__(self, page: bytes, place: bytes) -> None:
        self._before, _, self._after = page.partition(place)
        # Closed with a full byte, so that another block can follow.
        self._start, self._end = _deflated(self._before, zlib.Z_FULL_FLUSH), _deflated(self._after)
        self._crc = zlib.crc32(self._before)

    def whole(self, put: bytes) -> bytes:
        """Return the page with this in the place."""
        return self._before + put + self._after

    def pack(self, put: bytes) -> bytes:
        """Return what `pack` makes of the whole page; what is put, up to 65,535 bytes, stays as it is."""
        # A stored block (RFC 1951, 3.2.4), not the last one.
        stored = b"\0" + struct.pack("<HH", len(put), len(put) ^ 0xFFFF) + put
        crc = zlib.crc32(self._after, zlib.crc32(put, self._crc))
        length = len(self._before) + len(put) + len(self._after)
        return _framed(self._start + stored + self._end, crc, length)


def _deflated(body: bytes, flush: int = zlib.Z_FINISH) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush(flush)


def _framed(packed: bytes, crc: int, length: int) -> bytes:
    filling = -(_FRAME_BYTES + len(packed)) % PACKED_BYTES
    extra = b"rm" + struct.pack("<H", filling) + bytes(filling)
    end = struct.pack("<II", crc, length & 0xFFFFFFFF)
    return _GZIP_WITH_EXTRA + struct.pack("<H", len(extra)) + extra + packed + end
