"""A table as CSV (RFC 4180) that does in a spreadsheet what it does on the page: nothing but be read.

A cell that a spreadsheet would take for a formula, or for a number of which it keeps fifteen digits, is a text with an
apostrophe before it. The byte order mark tells it that the file is UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # a wide sign is read as the narrow one
_DIGITS_KEPT = 15  # of a number, by spreadsheets (IEEE 754)


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """The table; its first row is the heading."""
    text = io.StringIO()
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerows([_cell(each) for each in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def download(rows: Iterable[Sequence[str]], *, name: str) -> Response:
    """The table as a file of this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(written(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _cell(text: str) -> str:
    long_number = text.isdecimal() and len(text) > _DIGITS_KEPT
    return f"'{text}" if text.startswith(_FORMULA) or long_number else text
