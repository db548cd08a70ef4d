"""The press at its work: a process of its own that draws a page, has it signed, and hands it back (``press_process``).

Here stands all that loads what draws and signs PDFs. The same job gives the same page in whichever process it is done,
but for the signature, which has dice in it.
"""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from registry.paper.draw import draw
from registry.paper.letters import Letters
from registry.service.press_process import FAILED, PRINTED, TO_SIGN, UNSTAMPED, Job, Seat
from registry.signing.pdf import NoTimeStamp, PdfSeal


class Printing:
    """Letters and seal, made once for all pages. ``sign`` is the key for paper at work, wherever it is kept."""

    def __init__(self, seat: Seat, *, sign: Callable[[bytes], bytes]) -> None:
        self._letters = Letters(seat.fallback)
        self._seal = PdfSeal(sign, seat.chain, tsa_url=seat.tsa_url)

    def page(self, job: Job) -> bytes:
        """The signed PDF. Raises NoTimeStamp."""
        return self._seal.sign(draw(job.sheet, job.codes, attached=job.attached, letters=self._letters))

    def answer(self, job: Job) -> bytes:
        """What the worker is told of a page. A fault is told by its kind and place: its words may hold what is
        printed."""
        try:
            return PRINTED + self.page(job)
        except NoTimeStamp:
            return UNSTAMPED
        except (EOFError, OSError):  # the worker has gone
            raise
        except Exception as fault:  # noqa: BLE001 -- the next page is another
            return FAILED + _where(fault).encode()


def _where(fault: Exception) -> str:
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {last.name}, {last.filename}:{last.lineno}"


def main() -> None:
    """Print until the worker is gone, or has asked for nothing for long."""
    line: Connection[Any, Any] = Connection(sys.stdin.fileno())

    def sign(data: bytes) -> bytes:
        line.send_bytes(TO_SIGN + data)
        return line.recv_bytes()

    with suppress(EOFError, OSError):  # it is gone
        seat: Seat = line.recv()
        printing = Printing(seat, sign=sign)
        while line.poll(seat.idle):
            job: Job = line.recv()
            signal.alarm(seat.longest)
            line.send_bytes(printing.answer(job))
            signal.alarm(0)


if __name__ == "__main__":
    main()
