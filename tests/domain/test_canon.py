"""One value, one spelling: the bytes that are hashed and signed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import canon, entry
from registry.domain.canon import NotCanonical
from registry.domain.claim import Consent, ConsentKind, Document
from registry.domain.collateral import CLASSES, Collateral, LandManagementRight, TransferRestriction
from registry.domain.filings import EnrolInstitution, EnrolKey, Filing, Genesis
from registry.domain.ids import uuid7
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money, Quantity
from registry.domain.party import GrantorCategory, GrantorRole, InstitutionType
from registry.domain.registration import SearchBy
from tests.acts import a_hold, a_lifting, a_release, a_seizure, a_transfer
from tests.attestations import ATTESTATIONS
from tests.enrolments import EACH as ENROLMENTS
from tests.enrolments import OWN_KEY
from tests.follow_ups import FOLLOW_UPS
from tests.samples import (
    NOON,
    a_claim,
    a_discharge,
    a_draft,
    a_filing,
    a_grantor,
    a_parcel,
    a_person,
    a_receipt,
    a_search,
    a_sole_trader,
    a_statutory_registration,
    a_transferred_parcel,
    a_unit_code,
    an_electronic_receipt,
    an_item,
    counting,
)
from tests.whole import a_whole_filing, an_agents_word

LARGEST = 2**53 - 1
texts = st.text(st.characters(codec="utf-8"))
ascii_keys = st.text(st.characters(codec="ascii"))
said = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ascii_keys, inner, max_size=4),
    max_leaves=12,
)

FILINGS = [
    pytest.param(a_filing(), id="a receipt"),
    pytest.param(a_search(), id="a search by a key"),
    pytest.param(a_seizure(a_parcel(), a_receipt(), amount=Money(1_000_000)), id="a seizure"),
    pytest.param(a_lifting("seiz_1"), id="a lifting"),
    pytest.param(a_hold(a_parcel()), id="a hold"),
    *(pytest.param(each, id=f"an attestation: {each.statement}") for each in ATTESTATIONS),
    pytest.param(a_release("hold_1"), id="a release"),
    pytest.param(a_transfer(a_parcel(), acknowledged=frozenset({"R-JS43C"})), id="a transfer"),
    pytest.param(
        a_search(by=SearchBy.GRANTOR_NAME, keys=(), grantor_name="张三", reference="1", as_of=NOON), id="by name"
    ),
    pytest.param(
        a_search(by=SearchBy.GRANTOR_IDENTIFIER, keys=(), grantor_identifier=a_person().identifier), id="by number"
    ),
    pytest.param(
        a_filing(
            an_item(a_transferred_parcel(unit_code=a_unit_code()), contract_effective_at=NOON),
            an_item(
                an_electronic_receipt(floor_quantity=Quantity.parse("1", "t")),
                delivered_at=NOON,
                statutory_registration=a_statutory_registration(),
                transfer_restriction=TransferRestriction.PROHIBITED,
            ),
            grantors=(
                a_grantor(share="1/2", role=GrantorRole.CO_OWNER, category=GrantorCategory.FARM_HOUSEHOLD),
                a_grantor(a_sole_trader(), contact="13800000000"),
            ),
            secured_claim=a_claim(maximum_amount=Money(60_000_000)),
            client_reference="LOAN-1",
            acknowledged=frozenset({"R-47b", "R-CQ21"}),
            consents=(Consent(kind=ConsentKind.KEEPER, collateral=(1,), given_by="王五", given_on=date(2026, 11, 1)),),
            documents=(Document(kind="contract", reference="1", sha256="00", original_seen_by="赵六"),),
        ),
        id="everything a registration of one creditor can say",
    ),
    pytest.param(a_whole_filing(), id="everything a registration of several can say"),
    pytest.param(a_whole_filing(co_creditors=(), filed_as=an_agents_word()), id="an agent's"),
    pytest.param(a_discharge("CQ1"), id="a discharge"),
    pytest.param(
        a_discharge("CQ1", ended_on=date(2027, 1, 1), documents=(Document(kind="d", reference="1"),)),
        id="everything a discharge can say",
    ),
    *(pytest.param(filing, id=f"everything a {filing.verb} can say") for filing in FOLLOW_UPS),
    pytest.param(Genesis(issuer="示例", origin="log.example", livemode=False), id="genesis"),
    pytest.param(
        EnrolInstitution(name="示例银行", identifier="91500000", type=InstitutionType.FINANCIAL_INSTITUTION),
        id="an institution",
    ),
    pytest.param(
        EnrolKey(institution="i", client="c", role="lender", key_id="k", jwk={"kty": "OKP", "x": "…", "nbf": 1}),
        id="a key",
    ),
    *(pytest.param(filing, id=f"everything a {filing.verb} can say") for filing, _ in ENROLMENTS),
    pytest.param(OWN_KEY, id="a client's own key"),
]


class TestTheBytes:
    @given(said)
    @settings(max_examples=150, deadline=None)
    def test_are_those_of_rfc_8785(self, value):
        assert canon.dumps(value) == rfc8785.dumps(value)

    @given(said)
    @settings(max_examples=100, deadline=None)
    def test_read_back_are_the_value(self, value):
        assert canon.loads(canon.dumps(value)) == value

    @given(st.integers())
    @settings(max_examples=50, deadline=None)
    def test_of_any_integer_are_those_of_rfc_8785_or_refused_by_both(self, value):
        try:
            expected = rfc8785.dumps(value)
        except rfc8785.IntegerDomainError:
            with pytest.raises(NotCanonical):
                canon.dumps(value)
        else:
            assert canon.dumps(value) == expected

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(1.0, id="a float"),
            pytest.param(float("nan"), id="not a number"),
            pytest.param(LARGEST + 1, id="an integer too large"),
            pytest.param(-LARGEST - 1, id="an integer too small"),
            pytest.param("\ud800", id="a lone surrogate"),
            pytest.param({"\ud800": 1}, id="a lone surrogate as key"),
            pytest.param({"键": 1}, id="a key beyond ASCII"),
            pytest.param({1: 1}, id="a key that is no text"),
            pytest.param(object(), id="something JSON cannot say"),
            pytest.param(Money, id="a class"),
            pytest.param(datetime(2026, 1, 1), id="an instant without offset"),  # noqa: DTZ001
            pytest.param(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))), id="an instant before the calendar"),
        ],
    )
    def test_are_refused_to(self, value):
        for nested in (value, [value], {"a": value}):
            with pytest.raises(NotCanonical):
                canon.dumps(nested)

    def test_are_refused_to_what_has_no_bottom(self):
        endless = []
        endless.append(endless)
        with pytest.raises(NotCanonical):
            canon.dumps(endless)

    @pytest.mark.parametrize(
        "data",
        [b"", b"{", b"1.0", b"1e1", b"-0", b"NaN", b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'"\\u5f20"',
         b"\xef\xbb\xbf1", b" 1", b'"\xed\xa0\x80"', b"\xff", b'"\\ud800"', b"[" * 100_000, b"9" * 5_000,
         "1".encode("utf-16"), b'{"a":1.5}', b"[0.1]", b"9007199254740992", b"-9007199254740992",
         '{"键":1}'.encode(), b"-Infinity"],
    )  # fmt: skip
    def test_are_not_read_in_any_other_spelling(self, data):
        with pytest.raises(NotCanonical):
            canon.loads(data)

    @pytest.mark.parametrize(
        "data", [b"1.5", b'{"a":1e2}', b"9007199254740992", '{"键":1}'.encode(), b"NaN", b"{", b"\xff"]
    )
    def test_that_nobody_compares_are_refused_all_the_same_to_what_has_none(self, data):
        with pytest.raises(NotCanonical):
            canon.parse(data)

    @pytest.mark.parametrize("unsaid", [1.5, LARGEST + 1])
    def test_of_an_entry_with_what_cannot_be_said_do_not_read_back(self, unsaid):
        """What an entry holds is written as it stands, so it is in reading back that a float is found."""
        made = a_draft().entry
        with pytest.raises(NotCanonical):
            entry.read(replace(made, decided={**made.decided, "share": unsaid}).payload())


class TestAnEntryAboutToBeSigned:
    def test_is_what_its_bytes_say(self):
        made = a_draft().entry
        assert entry.says(made.payload(), made)

    @pytest.mark.parametrize(
        "change",
        [
            {"version": 2}, {"nonce": bytes(16)}, {"request": None}, {"filing": {}}, {"decided": {"share": (1, 2)}},
            {"decided": {1: "named by a number"}},
        ],
    )  # fmt: skip
    def test_is_not_what_other_bytes_say(self, change):
        made = a_draft().entry
        other = replace(made, **change)
        assert not entry.says(made.payload(), other)
        assert not entry.says(other.payload(), made)

    @pytest.mark.parametrize("decided", [{"share": (1, 2)}, {1: "named by a number"}])
    def test_that_would_be_read_as_something_else_is_not_what_its_own_bytes_say(self, decided):
        made = replace(a_draft().entry, decided=decided)
        assert not entry.says(made.payload(), made)

    @pytest.mark.parametrize("unsaid", [1.5, LARGEST + 1, {"键": 1}])
    def test_with_what_cannot_be_said_is_refused(self, unsaid):
        made = replace(a_draft().entry, decided={"share": unsaid})
        with pytest.raises(NotCanonical):
            entry.says(made.payload(), made)

    @given(decided=st.dictionaries(ascii_keys, said, max_size=4))
    @settings(max_examples=50, deadline=None)
    def test_that_reads_back_has_the_only_spelling(self, decided):
        """What ``says`` leaves out: writing it again would have given the same bytes."""
        made = replace(a_draft().entry, decided=decided)
        payload = made.payload()
        assert entry.says(payload, made)
        assert entry.read(payload) == made


class TestASpelling:
    def test_of_an_instant_is_utc_with_six_digits(self):
        noon_in_chongqing = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=8)))
        assert canon.instant(noon_in_chongqing) == canon.instant(NOON) == "2026-11-22T04:00:00.000000Z"
        assert canon.instant(datetime(999, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) == "0999-01-01T00:00:00.000001Z"

    @given(st.binary(max_size=40))
    @settings(max_examples=50, deadline=None)
    def test_of_bytes_is_read_back(self, data):
        assert canon.unb64(canon.b64(data)) == data

    @pytest.mark.parametrize("text", ["A", "AB", "QQ==", "QR", "Q Q", "Q+", "张", "Q\n"])
    def test_of_bytes_is_the_only_one(self, text):
        with pytest.raises(NotCanonical):
            canon.unb64(text)

    def test_leaves_out_what_is_absent_or_empty(self):
        assert set(canon.plain(a_discharge("CQ1"))) == {"registration", "based_on", "reason"}

    def test_of_a_set_is_sorted(self):
        assert canon.plain(frozenset({"b", "a"})) == ["a", "b"]


class TestAValue:
    @pytest.mark.parametrize("filing", FILINGS)
    def test_of_every_filing_comes_back_as_it_was(self, filing: Filing):
        bytes_ = canon.dumps(filing)
        assert canon.build(type(filing), canon.loads(bytes_)) == filing

    def test_of_every_verb_is_among_them(self):
        assert {param.values[0].verb for param in FILINGS} == set(Verb)

    @pytest.mark.parametrize("asset", [a_receipt(), an_electronic_receipt(), a_parcel(), a_transferred_parcel()])
    def test_of_an_asset_says_its_own_kind(self, asset):
        said = canon.plain(asset)
        assert said["kind"] == asset.kind
        assert canon.build(Collateral, said) == asset
        assert {asset.kind} <= set(CLASSES)

    def test_of_an_asset_may_be_built_by_its_own_class(self):
        parcel = a_parcel()
        assert canon.build(LandManagementRight, canon.plain(parcel)) == parcel

    @pytest.mark.parametrize(
        "data",
        [None, 1, "text", [], {}, {"kind": "moon"}, {"kind": []}, canon.plain(a_parcel()) | {"stray": 1},
         canon.plain(a_parcel()) | {"layer": "third"}, canon.plain(a_parcel()) | {"right_ends_on": "soon"},
         canon.plain(a_parcel()) | {"area": 12}],
    )  # fmt: skip
    def test_of_an_asset_comes_of_nothing_else(self, data):
        with pytest.raises(NotCanonical):
            canon.build(Collateral, data)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Owned:
    colour: Colour
    note: str | None = None
    secret: str | None = canon.personal(default=None)
    extra: Mapping[str, int] | None = None


class TestAHiddenField:
    def test_is_replaced_by_what_hides_it(self):
        owned = Owned(colour=Colour.RED, secret="s")
        assert canon.plain(owned, lambda name, value: f"{name}={value}") == {"colour": "red", "_sd": ["secret=s"]}

    def test_is_written_in_the_clear_where_nothing_hides_it(self):
        assert canon.plain(Owned(colour=Colour.RED, secret="s")) == {"colour": "red", "secret": "s"}

    def test_that_is_absent_leaves_no_trace(self):
        assert canon.plain(Owned(colour=Colour.RED), lambda *_: "digest") == {"colour": "red"}

    def test_may_be_absent_in_so_many_words(self):
        assert canon.build(Owned, {"colour": "red", "note": None}) == Owned(colour=Colour.RED)


class TestAnId:
    def test_is_a_uuid_of_version_seven_that_sorts_by_its_instant(self):
        earlier, later = uuid7(NOON, counting()), uuid7(NOON + timedelta(milliseconds=1), counting())
        assert (earlier[14], earlier[19] in "89ab") == ("7", True)
        assert int(earlier.replace("-", "")[:12], 16) == int(NOON.timestamp() * 1000)
        assert earlier < later

    def test_draws_its_random_part(self):
        fresh = counting()
        assert uuid7(NOON, fresh) != uuid7(NOON, fresh)
        assert uuid7(NOON, lambda length: b"\xff" * length).endswith("-7fff-bfff-ffffffffffff")
        assert uuid7(NOON, bytes).endswith("-7000-8000-000000000000")


def test_a_value_that_differs_in_one_field_has_other_bytes():
    filing = a_filing()
    assert canon.dumps(filing) != canon.dumps(replace(filing, client_reference="LOAN-2"))
