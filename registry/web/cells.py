"""Tables for spreadsheets (CSV, RFC 4180) that stay tables when they are opened there.

Why: a cell that begins with one of these signs is a formula to a spreadsheet, and what stands in ours was typed by
others (OWASP ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """All of it, with the mark by which a spreadsheet knows that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return f"\ufeff{text.getvalue()}"


def _cell(value: object) -> str:
    """A sign that would begin a formula stands behind an apostrophe, which makes it text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
