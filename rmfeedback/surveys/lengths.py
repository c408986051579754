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
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(body) + packer.flush()
    filling = -(_FRAME_BYTES + len(packed)) % PACKED_BYTES
    extra = b"rm" + struct.pack("<H", filling) + bytes(filling)
    end = struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return _GZIP_WITH_EXTRA + struct.pack("<H", len(extra)) + extra + packed + end


def fill(body: bytes) -> bytes:
    """Return the body with blanks after its end."""
    return body.ljust(-(-len(body) // PLAIN_BYTES) * PLAIN_BYTES)
