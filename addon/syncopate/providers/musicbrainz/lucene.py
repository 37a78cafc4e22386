"""What is searched for, in the language of the service's search (Lucene)."""

import re

_SPECIAL = re.compile(r'[-+&|!(){}\[\]^"~*?:\\/]')


def phrase(field: str, text: str) -> str:
    """Return a condition: a field holds these words in this order; none of them means anything else."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", words)
    return f'{field}:"{escaped}"'


def all_of(*conditions: str) -> str:
    """Return what holds where all of them do."""
    return " AND ".join(conditions)


def any_of(*conditions: str) -> str:
    """Return what holds where one of them does."""
    return " OR ".join(conditions)


def barcodes(upc: str) -> str:
    """Return a condition for a barcode, whose leading zeros some write and some do not."""
    return any_of(*dict.fromkeys(phrase("barcode", upc.zfill(length)) for length in (0, 12, 13, 14)))
