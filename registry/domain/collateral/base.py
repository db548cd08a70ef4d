"""What every kind of collateral must be able to say about itself. Nothing outside this folder asks for a kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

from registry.domain.canon import personal
from registry.domain.claim import Claim, ConsentKind
from registry.domain.errors import Fault
from registry.domain.identifiers import IdentifierFault, parse_unit_code
from registry.domain.measures import Money, Taken, Unit
from registry.domain.outline import Outline
from registry.domain.party import Giver, InstitutionType
from registry.domain.pilots import Pilot
from registry.domain.rules.base import Finding, Rule
from registry.domain.rules.effects import Effect, StatutoryRegistry
from registry.domain.rules.register_rules import SAME_SITE
from registry.domain.text import Text

CELLS = "cell/v1:"  # what the keys of cells begin with


class KeyRole(StrEnum):
    IDENTITY = "identity"  # two items sharing one are the same collateral
    SITE = "site"  # linked: same parcel, same lot; or a cell of the grid


class Mode(StrEnum):
    EXCLUSIVE = "exclusive"  # one live encumbrance
    RANKED = "ranked"


class Statement(StrEnum):
    """What a keeper or insurer can say of his own receipt, policy, or goods in his keeping."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"  # not issued by him, or not stood by
    DELIVERED = "delivered"  # out of the lot
    SPLIT = "split"
    REISSUED = "reissued"
    CANCELLED = "cancelled"


ENDING = frozenset({Statement.CANCELLED, Statement.SPLIT, Statement.REISSUED})
"""What its issuer says of a document that is no more."""
DISOWNING = ENDING | {Statement.REFUSED}
"""What its issuer says of a document that nobody should trade or lend upon any more."""


class Interest(StrEnum):
    MORTGAGE = "mortgage"
    PLEDGE = "pledge"
    FLOATING_MORTGAGE = "floating_mortgage"
    RETENTION_OF_TITLE = "retention_of_title"
    FINANCE_LEASE = "finance_lease"
    FACTORING = "factoring"
    ASSIGNMENT = "assignment"


_KEEPING_TITLE = frozenset({Interest.RETENTION_OF_TITLE, Interest.FINANCE_LEASE})


class TransferRestriction(StrEnum):
    NONE = "none"
    CONSENT = "consent"
    PROHIBITED = "prohibited"


@dataclass(frozen=True, slots=True)
class AssetKey:
    """A string that is locked, searched and held. ``exclusive``: the database admits one live holder of it; ``takes``:
    so much of what there is under it, which all its holders together never exceed."""

    key: str
    role: KeyRole
    exclusive: bool = False
    takes: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryRegistration:
    """What the filer declares of the registration at the legal registry."""

    registry: str
    number: str
    registered_at: datetime | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorLease:
    """A lease in possession before the security (民法典第405条)."""

    since: date
    until: date | None = None
    evidence: str | None = None
    lessee: str | None = personal(default=None)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules of a kind look at besides the asset itself."""

    pointer: str
    today: date
    creditor: InstitutionType | None  # what the register's own record says; None where it has none
    claim: Claim
    expires_on: date
    consents: frozenset[ConsentKind]
    terms: Terms
    creditor_is_person: bool = False
    pilots: tuple[Pilot, ...] = ()
    grantors: tuple[Giver, ...] = ()  # as the first filing names them, with the category it says they are of
    creditor_number: str | None = None  # None: a person's
    same: tuple[Collateral, ...] = ()  # the asset as it was entered before and stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is agreed about one asset in this filing, beside the asset's own particulars."""

    interest: Interest
    statutory_registration: StatutoryRegistration | None = None
    transfer_restriction: TransferRestriction = TransferRestriction.NONE
    delivered_at: datetime | None = None
    contract_effective_at: datetime | None = None
    allocated_amount: Money | None = None
    prior_lease: PriorLease | None = None

    @property
    def keeps_title(self) -> bool:
        """Whether the asset stays the creditor's until its price or the rent is paid."""
        return self.interest in _KEEPING_TITLE

    def faults(self, pointer: str, claim: Claim) -> Iterator[Fault]:
        maximum, lease = claim.maximum_amount, self.prior_lease
        if self.allocated_amount and maximum and self.allocated_amount.minor > maximum.minor:
            yield Fault(
                f"{pointer}/allocated_amount", "allocated_above_maximum",
                Text("分配到该财产的担保金额超过最高债权额。", "The asset is allocated more than the maximum amount."),
            )  # fmt: skip
        if lease and lease.until and lease.until < lease.since:
            yield Fault(
                f"{pointer}/prior_lease/until", "lease_ends_before_it_begins",
                Text("租赁届满日早于起始日。", "The lease ends before it begins."),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Particular:
    """How one field of a kind is written, checked and explained; forms and OpenAPI are derived from it."""

    zh: str
    en: str
    example: Any = None
    normalise: Callable[[str], str] | None = None
    units: tuple[Unit, ...] = ()
    longest: int = 200
    largest: int = 0  # of a whole number
    most: int = 100  # of a list
    wire: str | None = None  # its name outside, where that is a word Python keeps for itself


def particular(zh: str, en: str, *, optional: bool = False, personal: bool = False, **rest: Any) -> Any:
    """Declare a field of a kind of collateral. A list is ``several``. What is ``personal`` is optional too: an entry
    says it of nobody who is a person (``canon.personal``)."""
    metadata = {"particular": Particular(zh, en, **rest), "personal": personal}
    optional = optional or personal
    return field(default=None, metadata=metadata) if optional else field(metadata=metadata)


def several(zh: str, en: str, **rest: Any) -> Any:
    """Declare a list of texts; left out and empty mean the same, so that both are written in one way."""
    return field(default=(), metadata={"particular": Particular(zh, en, **rest)})


class Collateral:
    """One asset offered as security. Subclasses are frozen dataclasses, listed in ``CLASSES``."""

    __slots__ = ()

    kind: ClassVar[str]
    name: ClassVar[Text]
    mode: ClassVar[Mode]
    interests: ClassVar[tuple[Interest, ...]]  # the first is the default
    registry: ClassVar[StatutoryRegistry]
    basis: ClassVar[tuple[str, ...]]  # articles the kind rests on
    rules: ClassVar[tuple[Rule, ...]]  # what its ``findings`` may yield
    linked_rule: ClassVar[Rule]  # said when a site key is shared with a live encumbrance of the kind
    titled: ClassVar[bool] = False  # a unit code or a certificate says whose it is: given by two, their titles conflict
    attested: ClassVar[frozenset[Statement]] = frozenset()  # what its issuer can say of it
    several_names: ClassVar[bool] = False  # each of its identity keys is the whole asset's: who gives two ties them
    movable: ClassVar[bool] = False  # a thing that is neither land nor a right
    kinds: ClassVar[Mapping[str, type[Collateral]]]  # set where the classes are listed

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """The keys that are locked and held, normalised; frozen in the entry."""
        raise NotImplementedError

    def same_as(self, _other: Collateral) -> bool:
        """Whether two assets that share an identity key are one. Kinds with looser keys refine this."""
        return True

    def faults(self, pointer: str) -> Iterator[Fault]:
        """What cannot be true of any such asset."""
        raise NotImplementedError

    def findings(self, case: Case) -> Iterator[Finding]:
        """What the law says to giving this asset in this case."""
        raise NotImplementedError

    @property
    def issuer(self) -> str | None:
        """The number of the keeper or insurer who issued it or keeps it, and so may attest to it."""
        return None

    @classmethod
    def issuer_in(cls, key: str) -> str | None:  # noqa: ARG003
        """The same, as far as one of its keys tells."""
        return None

    @property
    def is_movable(self) -> bool:
        """Whether courts seize it as a thing that is neither land nor a right. A kind that may be either refines it."""
        return self.movable

    @property
    def outline(self) -> Outline | None:
        """Where it lies, if the filer has drawn it."""
        return None

    def competes_with(self, other: Collateral) -> bool:
        """Whether both are rights of one kind and layer, so that on ground they share only one comes first."""
        return other.kind == self.kind

    def linked_to(self, _other: Collateral) -> bool:
        """Whether what shares a site key is worth telling of. Kinds with wide sites refine this; either may say no."""
        return True

    def rule_of_link(self, other: Collateral) -> Rule:
        """What is said of a live encumbrance on another asset at the same site."""
        return self.linked_rule if other.kind == self.kind else other.rule_towards(self)

    def rule_towards(self, _other: Collateral) -> Rule:
        """What is said of this asset to one of another kind at the same site."""
        return SAME_SITE

    def publicised(self, terms: Terms) -> tuple[str, datetime] | None:
        """Basis and instant of publicity the law ranks by (law.md section 1.2), as far as declared."""
        declared = terms.statutory_registration
        if declared and declared.registered_at:
            return "statutory_registration", declared.registered_at
        return None

    def goods_delivered(self, terms: Terms) -> datetime | None:
        """When the buyer or lessee got the asset, if the right secures its price (民法典第416条), as far as declared:
        as it does where title is kept until the price is paid (担保制度解释第57条). A kind may say more."""
        return terms.delivered_at if terms.keeps_title else None

    def restriction(self, terms: Terms) -> TransferRestriction:
        """What stands in the way of a transfer while the security stands: what was registered (担保制度解释第43条), or
        more where the law itself asks for more."""
        return terms.transfer_restriction

    @property
    def statutory_registry(self) -> StatutoryRegistry:
        """Where the law has this asset registered. A kind that is fixed or movable refines what it is listed under."""
        return self.registry

    @property
    def unpublicised_rule(self) -> Rule:
        """What is said when no instant of publicity is on record."""
        raise NotImplementedError

    @property
    def statutory_effect(self) -> Effect:
        """The effect of registration at the statutory registry (law.md table (a))."""
        raise NotImplementedError

    @property
    def effect_text(self) -> Text:
        raise NotImplementedError

    @property
    def region(self) -> str:
        """Six digits of GB/T 2260, for statistics and a later split by region."""
        raise NotImplementedError

    @classmethod
    def search_keys(cls, text: str) -> tuple[str, ...]:
        """The keys under which a code typed by a person is looked up; empty when it is none of this kind."""
        return (text,) if text.startswith(f"{cls.kind}/v1:") else ()

    @classmethod
    def named_by(cls, code: str) -> tuple[str, ...]:
        """The keys under which a bare code is looked up when nobody says of which kind. Kinds that are also found by
        another asset's code, such as their parcel's, refine this."""
        return cls.search_keys(code)

    @staticmethod
    def typed(text: str) -> str:
        """A code as a person types it, in the form codes are written in."""
        return "".join(unicodedata.normalize("NFKC", text).split()).upper()

    @classmethod
    def variant(cls, data: Mapping[str, Any]) -> type[Collateral]:
        return cls.kinds[data["kind"]] if cls is Collateral else cls


@lru_cache(maxsize=512)  # a filing asks for each of its keys a dozen times
def make_key(family: str, *parts: str) -> str:
    """``family/v1:part:part``. The separator inside a part is escaped, so that no two lists of parts share a key."""
    return f"{family}/v1:" + ":".join(_part(part) for part in parts)


def unit_sites(code: str | None) -> tuple[AssetKey, ...]:
    """What a real estate unit is linked by: its own code, and the parcel it stands on (GB/T 37346-2019: 19 of 28)."""
    if code is None:
        return ()
    return (
        AssetKey(make_key("unit", code), KeyRole.SITE),
        AssetKey(make_key("cadastral", parse_unit_code(code).parcel), KeyRole.SITE),
    )


def cells_of(outline: Outline | None) -> tuple[AssetKey, ...]:
    """What a parcel that is drawn is locked and looked for by: the cells of the grid it may reach."""
    if outline is None:
        return ()
    return tuple(AssetKey(f"{CELLS}{column}:{row}", KeyRole.SITE) for column, row in outline.cells)


def is_cell(key: str) -> bool:
    """Whether a key is a cell's: its holders may share ground, and only their outlines say whether they do."""
    return key.startswith(CELLS)


def is_unit_code(text: str) -> bool:
    """Whether a text is a well-formed real estate unit code."""
    try:
        parse_unit_code(text)
    except IdentifierFault:
        return False
    return True


def _part(text: str) -> str:
    if text.isalnum() and text.isascii() and text.isupper():
        return text  # as most codes are written; the rest of this would leave it as it is
    squeezed = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    squeezed = unicodedata.normalize("NFKC", squeezed)  # again: capitals can bring together what composes
    return squeezed.replace("%", "%25").replace(":", "%3A")
