"""Tables for spreadsheet programs (RFC 4180), in which no cell is a formula.

A cell that begins with one of ``= + - @``, with their full-width forms, or with a tabulator or a line break is
calculated by such programs when the file is opened, and of a number they keep fifteen digits (OWASP ASVS 5.0, 1.2.10);
an apostrophe before it makes it a text. The file begins with a byte order mark, without which they read Chinese as if
it were written in GBK.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DIGITS_KEPT = 15  # of a number (IEEE 754): codes and numbers of registrations have more
MEDIA_TYPE = "text/csv"


def csv_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A head and its rows, in UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def plain(cell: str) -> str:
    """The text as no program calculates it; a number stays one, while none of its digits is lost."""
    is_formula = _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    is_code = cell.isdecimal() and len(cell) > _DIGITS_KEPT
    return f"'{cell}" if is_formula or is_code else cell
