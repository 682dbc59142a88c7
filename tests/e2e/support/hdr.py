# SPDX-License-Identifier: MIT
"""Reads what the reports say of distributions: HdrHistogram's V2 encoding, compressed, in Base64."""
import base64
import collections
import math
import struct
import zlib

COMPRESSED, PLAIN = 0x1C849304 | 0x10, 0x1C849303 | 0x10


def _counts(payload):
    """(place of the cell, count) of ZigZag LEB128 words; a negative one skips so many cells."""
    at = place = 0
    while at < len(payload):
        word = shift = 0
        for octet in range(9):
            byte = payload[at]
            at += 1
            word |= (byte & (0x7F if octet < 8 else 0xFF)) << shift
            shift += 7
            if octet == 8 or not byte & 0x80:
                break
        value = (word >> 1) ^ -(word & 1)
        if value < 0:
            place -= value
        else:
            if value:
                yield place, value
            place += 1


def decode(text):
    """A Counter of how often each value (the lowest of its cell) was seen."""
    raw = base64.b64decode(text)
    cookie, size = struct.unpack_from(">ii", raw)
    assert cookie == COMPRESSED, hex(cookie)
    raw = zlib.decompress(raw[8:8 + size])
    cookie, size, _, digits, lowest, _, _ = struct.unpack_from(">iiiiqqd", raw)
    assert cookie == PLAIN, hex(cookie)
    half = 1 << (math.ceil(math.log2(2 * 10 ** digits)) - 1)
    unit = int(math.log2(lowest))
    values = collections.Counter()
    for place, count in _counts(raw[40:40 + size]):
        bucket, cell = place // half - 1, place % half + half
        values[place << unit if bucket < 0 else cell << (bucket + unit)] += count
    return values


def quantile(values, share):
    """Nearest rank."""
    rank, seen = max(1, math.ceil(share * values.total())), 0
    for value in sorted(values):
        seen += values[value]
        if seen >= rank:
            return value
    raise ValueError("nothing was counted")
