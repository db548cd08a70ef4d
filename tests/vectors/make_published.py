"""Writes the published vectors: documents of every kind, and what a verifier must say of each.

    .venv/bin/python -m tests.vectors.make_published [--pages]

Keys and contents are fixed, and Ed25519 has no dice: the same files come out every time. The pages are signed on P-256,
which has; they are made again only with ``--pages``, and ``SHA256SUMS`` pins them.
"""

import sys
from hashlib import sha256
from pathlib import Path

from registry.domain import paper_code
from tests.vectors.cases import cases
from tests.vectors.paper_cases import printed
from tests.vectors.publisher import trust_note

FOLDER = Path(__file__).with_name("published")


def texts():
    """The name of every file that comes out the same each time, and what stands in it."""
    yield "trust.note", trust_note()
    yield "codes.dictionary", paper_code.KNOWN.decode()
    for case in cases():
        yield f"{case.name}.json", case.written()


def digests():
    """What pins the pages, as sha256sum writes it."""
    return "".join(f"{sha256(page.read_bytes()).hexdigest()}  {page.name}\n" for page in sorted(FOLDER.glob("*.pdf")))


def main(*, pages):
    for name, text in texts():
        FOLDER.joinpath(name).write_text(text, encoding="utf-8")
    if pages:
        for name, data in printed():
            FOLDER.joinpath(f"{name}.pdf").write_bytes(data)
        FOLDER.joinpath("SHA256SUMS").write_text(digests(), encoding="ascii")


if __name__ == "__main__":
    main(pages="--pages" in sys.argv)
