"""What the register's own rows say of an order of payment, and who would get what of given proceeds.

The register knows what was registered and not what is still owed: whoever asks says that, for every right on record, so
that nobody learns another's amounts here. What comes out is reckoned (推算清偿顺序), not adjudicated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from registry.domain.burden import Burden
from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.lien_status import Lien, LienStatus
from registry.domain.measures import Money
from registry.domain.proceeds import Distribution, Part, Secured, Subordination
from registry.domain.proceeds import Lien as Entitled
from registry.domain.text import Text
from registry.domain.waterfall import waterfall

_PROCEEDS = "proceeds"


def claim_name(registration: str, further: int | None) -> str:
    """A registration's first claim goes by its number, a further one by number and version."""
    return f"{registration}/{further}" if further else registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is owed under one registration today: principal, interest, penalties and costs in one sum. Of a further
    claim it is said apart, under the version that entered it."""

    registration: str
    amount: Money
    further_claim: int | None = None

    @property
    def claim(self) -> str:
        return claim_name(self.registration, self.further_claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Who is on record for an asset, in order of rank, and what each would be paid."""

    liens: tuple[Lien, ...]
    distribution: Distribution


def estimate(status: LienStatus, *, owed: Mapping[str, int], proceeds: int) -> Estimate:
    """Divide the proceeds of one asset among the security on record as of the instant of its status, who agreed to
    stand behind another behind him (民法典第409条). A seizure has no share here, although what was entered after
    it cannot be set against it: the status tells of it. Raises InvalidParticulars unless what is owed is said of
    exactly the claims on record (see ``claim_name``)."""
    liens = status.liens
    _check(owed, on_record={_named(lien.burden) for lien in liens})
    parts = (Part(name=_PROCEEDS, proceeds=proceeds),)
    entitled = [_entitled(lien, owed[_named(lien.burden)]) for lien in liens]
    distribution = waterfall(entitled, parts, at=status.as_of, agreements=_agreements(liens))
    return Estimate(liens=liens, distribution=distribution)


def _named(burden: Burden) -> str:
    return claim_name(burden.registration, burden.claim)


def _agreements(liens: Sequence[Lien]) -> Iterator[Subordination]:
    """As far as both stand on the asset."""
    here = {lien.burden.id: _named(lien.burden) for lien in liens}
    for burden in (lien.burden for lien in liens):
        for each in burden.agreements:
            if each.behind in here:
                yield Subordination(
                    lien=_named(burden),
                    behind=here[each.behind],
                    recorded_from=each.recorded_from,
                    recorded_until=each.recorded_until,
                )


def _entitled(lien: Lien, owed: int) -> Entitled:
    burden = lien.burden
    return Entitled(
        id=_named(burden),
        registration=burden.registration,
        claim=Secured(id=_named(burden), owed=owed),
        part=_PROCEEDS,
        right=replace(lien.right, instants=replace(lien.right.instants, entered=burden.recorded_from)),
        recorded_from=burden.recorded_from,
        recorded_until=burden.recorded_until,
    )


def _check(owed: Mapping[str, int], *, on_record: set[str]) -> None:
    missing, stray = (", ".join(sorted(each)) for each in (on_record - owed.keys(), owed.keys() - on_record))
    if missing:
        text = Text(f"须填写下列登记的债权余额：{missing}。", f"Say what is owed under: {missing}.")
        raise InvalidParticulars(Fault("/owed", "owed_missing", text))
    if stray:
        text = Text(f"下列登记不在该财产上：{stray}。", f"Not on record for this asset: {stray}.")
        raise InvalidParticulars(Fault("/owed", "not_on_record", text))
