"""What each role sees of a person and of an amount that is not its own: one table, read by every answer.

Why: others need to know that something stands, of whom and roughly how much, to lend or to trade with care; they do not
need the person (个人信息保护法第6条: the least that the purpose takes). What is an institution's own it filed itself.
Whoever must see more says why, and it is written down before he sees it (``unmasking``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.access import Role
from registry.domain.measures import Money
from registry.domain.text import Text

STAR = "*"
_HEAD, _TAIL = 3, 4  # of a number at most
_LEAST_HIDDEN = 8  # digits; of a shorter number too little would be left to guess
_YUAN = 100  # fen


class Datum(StrEnum):
    """What there is to be seen."""

    NAME = "name"
    IDENTIFIER = "identifier"
    ADDRESS = "address"
    CONTACT = "contact"
    AMOUNT = "amount"


class Seen(StrEnum):
    """How much of it."""

    MASKED = "masked"  # a surname, the ends of a number
    BAND = "band"  # between which two amounts
    NOTHING = "nothing"


_OF_A_PERSON: Mapping[Datum, Seen] = dict.fromkeys(
    (Datum.NAME, Datum.IDENTIFIER, Datum.ADDRESS, Datum.CONTACT), Seen.NOTHING
)
_NOTHING: Mapping[Datum, Seen] = {**_OF_A_PERSON, Datum.AMOUNT: Seen.NOTHING}
_BANDS: Mapping[Datum, Seen] = {**_OF_A_PERSON, Datum.AMOUNT: Seen.BAND}
_MASKED: Mapping[Datum, Seen] = {**_BANDS, Datum.NAME: Seen.MASKED, Datum.IDENTIFIER: Seen.MASKED}

OF_ANOTHER: Mapping[Role, Mapping[Datum, Seen]] = {
    Role.LENDER: _BANDS,  # it ranks behind them
    Role.COURT: _BANDS,  # what it seizes is worth something, or not
    Role.AUDITOR: _MASKED,
    Role.REGULATOR: _MASKED,
    Role.EXCHANGE: _NOTHING,  # whether anything stands, in which order, under which number
    Role.KEEPER: _NOTHING,
    Role.INSURER: _NOTHING,
    Role.PUBLIC: _NOTHING,
    Role.REGISTER: _MASKED,  # its clerks and registrars: who needs all of it asks for it with a reason
}
"""What is seen of a registration of another institution's."""


class AmountBand(StrEnum):
    BELOW_100K = "below_100k"
    FROM_100K = "100k_to_500k"
    FROM_500K = "500k_to_1m"
    FROM_1M = "1m_to_5m"
    FROM_5M = "5m_to_10m"
    FROM_10M = "10m_and_above"


BAND_WORDS: Mapping[str, Text] = {
    AmountBand.BELOW_100K: Text("10 万元以下", "below CNY 100,000"),
    AmountBand.FROM_100K: Text("10 万元以上不足 50 万元", "from CNY 100,000 to below 500,000"),
    AmountBand.FROM_500K: Text("50 万元以上不足 100 万元", "from CNY 500,000 to below 1,000,000"),
    AmountBand.FROM_1M: Text("100 万元以上不足 500 万元", "from CNY 1,000,000 to below 5,000,000"),
    AmountBand.FROM_5M: Text("500 万元以上不足 1000 万元", "from CNY 5,000,000 to below 10,000,000"),
    AmountBand.FROM_10M: Text("1000 万元以上", "CNY 10,000,000 and above"),
}


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands in force from a day on: each with the yuan it begins at, the lowest first."""

    since: date
    begins: tuple[tuple[int, AmountBand], ...]

    def of(self, minor: int) -> AmountBand:
        return next(band for yuan, band in reversed(self.begins) if minor >= yuan * _YUAN)


CATALOGUE: tuple[Bands, ...] = (
    Bands(
        date(2026, 1, 1),
        (
            (0, AmountBand.BELOW_100K),
            (100_000, AmountBand.FROM_100K),
            (500_000, AmountBand.FROM_500K),
            (1_000_000, AmountBand.FROM_1M),
            (5_000_000, AmountBand.FROM_5M),
            (10_000_000, AmountBand.FROM_10M),
        ),
    ),
)
"""Oldest first. An answer as of an earlier day is given in the bands of that day; before the first there were none, and
the first are taken."""


def amount_band(amount: Money, *, on: date) -> AmountBand:
    """Between which two amounts it lies, by the bands of the day."""
    return next((bands for bands in reversed(CATALOGUE) if bands.since <= on), CATALOGUE[0]).of(amount.minor)


def seen(role: str, datum: Datum) -> Seen:
    """How much the role sees of it where it is another's."""
    return OF_ANOTHER[Role(role)][datum]


def masked(datum: Datum, value: str, *, role: str) -> str | None:
    """What the role sees of a person's value; None where it sees nothing."""
    return _MASKS[datum](value) if seen(role, datum) is Seen.MASKED else None


def masked_name(name: str) -> str:
    """The surname and one star, whatever the length of the rest: it, too, would tell. Of one character alone the star.
    A compound surname is shown as one only where something is left to hide."""
    said = name.strip()
    if len(said) <= 1:
        return STAR
    head = said[:2] if said[:2] in _COMPOUND and len(said) > 2 else said[:1]  # noqa: PLR2004 -- two characters
    return head + STAR


def masked_identifier(number: str) -> str:
    """The first three and the last four characters, where enough is left between them; of a shorter number nothing."""
    hidden = len(number) - _HEAD - _TAIL
    if hidden < _LEAST_HIDDEN:
        return STAR * len(number)
    return number[:_HEAD] + STAR * hidden + number[-_TAIL:]


_MASKS: Mapping[Datum, Callable[[str], str]] = {Datum.NAME: masked_name, Datum.IDENTIFIER: masked_identifier}
_COMPOUND = frozenset(
    (
        "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
        "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文",
        "司徒", "鲜于", "司空", "闾丘", "令狐", "轩辕", "拓跋", "呼延", "百里", "东郭", "西门", "第五", "左丘", "梁丘",
    )
)  # fmt: skip
