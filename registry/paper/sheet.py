"""What stands on a certificate, in reading order, for every face that shows one: paper, the terminal, a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.domain.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A fact under its name. ``gloss`` is the English of a value that is a word; what ``begins`` is the first of those
    about one party, and stands beside nothing of another."""

    label: Text
    value: str
    gloss: str = ""
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the catalogue, in full and in both languages: what an entry does is never cut short."""

    text: Text
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    heading: Text
    lines: tuple[Row | Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A certificate as it is read."""

    title: Text
    number: str
    issuer: str
    livemode: bool
    sections: tuple[Section, ...]
    foot: Text
    check_code: str

    def texts(self) -> Iterator[str]:
        """Everything that is printed in Chinese, or is a fact."""
        yield from (self.title.zh, self.number, self.issuer, self.foot.zh, self.check_code)
        for section in self.sections:
            yield section.heading.zh
            for line in section.lines:
                yield from (line.label.zh, line.value) if isinstance(line, Row) else (line.mark, line.text.zh)
