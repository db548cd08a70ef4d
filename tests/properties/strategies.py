"""Drawn at random: what may be sent, for any wire form there is.

The strategies follow the forms' own fields, so a new field, kind or verb is drawn as soon as it has a form; a field
whose type or reader nobody has said how to draw is an error here, not a gap. Only what a field cannot say of itself
stands below: which numbers check, which fields must fit each other, and what a good item of each kind is.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, partial

from hypothesis import strategies as st

from registry.domain import identifiers, rules
from registry.domain.collateral import CLASSES, CollectiveConstructionLand
from registry.domain.identifiers import IdentifierFault, Scheme, mod97_check_digits, registration_number
from registry.domain.measures import Currency, Money, Quantity
from registry.schemas import fields, queries, statistics
from registry.schemas.asking import AskedIn
from registry.schemas.client_keys import JwkIn
from registry.schemas.collateral import ITEMS, ItemField
from registry.schemas.geometry import Coordinates
from registry.schemas.payment import OwedIn
from registry.schemas.registrations import IdentifierIn, RegisterIn
from registry.schemas.searches import ByIn
from registry.schemas.verifications import Verbatim
from registry.signing.client_keys import generate_client_key
from registry.signing.keys import Algorithm
from tests.kinds import a_greenhouse_body, a_house_body, a_receivable_body, a_ticket_body, an_order_body
from tests.movables import a_crop_body, a_herd_body, a_machine_body, a_stock_body
from tests.samples import TODAY, a_body, a_forest_body, a_parcel_body, a_policy_body, a_receipt_body, a_site_body

GOOD = {
    made()["kind"]: made
    for made in (
        a_receipt_body, a_parcel_body, a_forest_body, a_site_body, a_policy_body, a_house_body, a_greenhouse_body,
        a_receivable_body, an_order_body, a_ticket_body, a_stock_body, a_crop_body, a_herd_body, a_machine_body,
    )
}  # fmt: skip
"""A good item of each kind: most of what is drawn is one of these with something drawn anew."""

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
TYPED = (str, str.lower, lambda text: text.translate(FULL_WIDTH), lambda text: f" \t{text}\u3000\r\n")
ISSUING_PARTIES = (*["50023310420301"] * 6, "50015100000000")  # few, so that parcel and contract often fit


def digits(length):
    return st.text("0123456789", min_size=length, max_size=length)


# --- numbers that check -----------------------------------------------------------------------------------------------


def credit_codes():
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    bodies = st.builds(
        "{}{}{}".format,
        st.sampled_from(["91", "92", "93", "11", "51", "N1", "N2", "N3", "Y1", "A1"]),
        digits(6),
        st.text(alphabet, min_size=9, max_size=9),
    )
    return bodies.map(lambda body: body + identifiers.uscc_check_character(body))


def citizen_ids():
    born = st.dates(date(1850, 1, 1), date(2026, 11, 21)).map("{:%Y%m%d}".format)
    bodies = st.builds("{}{}{}".format, digits(6), born, digits(3))
    return bodies.map(lambda body: body + identifiers.citizen_id_check_character(body))


def leis():
    bodies = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18)
    return bodies.map(lambda body: body + mod97_check_digits(body))


def unit_codes():
    ends = st.one_of(st.just("W00000000"), st.builds("{}{}".format, st.sampled_from("FLQ"), digits(8)))
    features = st.one_of(
        st.sampled_from(["JC", "JD", "GA", "ZW"]),
        st.builds("{}{}".format, st.sampled_from("GJZ"), st.sampled_from("ABSXDEFHGWY")),
    )
    return st.builds("{}{}{}{}".format, digits(12), features, digits(5), ends)


def titles():
    return st.builds(
        "渝{}{}{}{}不动产{}第{}号".format,
        st.sampled_from("(（〔"), st.integers(1990, 2026), st.sampled_from(")）〕"),
        st.sampled_from(["忠县", "渝北区", "石柱土家族自治县"]), st.sampled_from(["权", "证明"]),
        st.integers(7, 9).flatmap(digits),
    )  # fmt: skip


def registration_numbers():
    return st.builds(registration_number, st.dates(date(2026, 1, 1), date(2999, 12, 31)), st.integers(1, 10**12))


def _named_by_their_issuer():
    """Numbers of papers that have no one form: anything that can be seen."""
    visible = st.characters(exclude_categories=("C", "M", "Z"), exclude_characters="\u115f\u1160\u2800")
    return st.one_of(
        st.builds("{}-{}".format, st.sampled_from(["CD", "PZ", "渝忠林证字(2009)", "Ⅳ", "a b"]), digits(6)),
        st.text(visible, min_size=1, max_size=12),
    )


_BUILDING = CollectiveConstructionLand.__dataclass_fields__["buildings"].metadata["particular"].normalise
_DOCUMENTS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=5, max_size=20)

OF_SCHEME = {
    Scheme.USCC: credit_codes(),
    Scheme.CITIZEN_ID: citizen_ids(),
    Scheme.LEI: leis(),
    Scheme.MAINLAND_TRAVEL_PERMIT_HK_MACAO: _DOCUMENTS,
    Scheme.TAIWAN_COMPATRIOT_PERMIT: _DOCUMENTS,
    Scheme.FOREIGN_PERMANENT_RESIDENT_ID: _DOCUMENTS,
    Scheme.PASSPORT: _DOCUMENTS,
}
"""What is a number under each scheme."""

STANDARDISED = {
    identifiers.credit_code: credit_codes(),
    identifiers.parcel_code: st.builds("{}{}".format, st.sampled_from(ISSUING_PARTIES), digits(5)),
    identifiers.contract_code: st.builds(
        "{}{}{}".format, st.sampled_from(ISSUING_PARTIES), digits(4), st.sampled_from("JQ")
    ),
    identifiers.unit_code: unit_codes(),
    identifiers.certificate_of_title: titles(),
    identifiers.parse_registration_number: registration_numbers(),
}
"""What is read by a standard with a form of its own, so that most other texts are refused."""

READ_BY = STANDARDISED | {
    identifiers.warehouse_receipt_part: _named_by_their_issuer(),
    identifiers.policy_number_part: _named_by_their_issuer(),
    identifiers.forest_certificate: _named_by_their_issuer(),
    identifiers.subcompartment: _named_by_their_issuer(),
    identifiers.organisation_code: credit_codes(),
    identifiers.ear_tag: st.builds("{}{}".format, st.sampled_from("123"), digits(14)),
    **dict.fromkeys(
        (
            identifiers.land_ticket_number,
            identifiers.machine_number,
            identifiers.house_certificate,
            identifiers.trade_number_part,
            identifiers.facility_number,
            identifiers.invoice_number,
        ),
        _named_by_their_issuer(),
    ),
    _BUILDING: st.one_of(unit_codes(), _named_by_their_issuer()),
}


def typed(numbers):
    """As people type them: wide or narrow, in capitals or not, with blanks at the ends."""
    return st.builds(lambda text, way: way(text), numbers, st.sampled_from(TYPED))


# --- one field --------------------------------------------------------------------------------------------------------


def _readable(field, text):
    try:
        field.deserialize(text)
    except (IdentifierFault, fields.ma.ValidationError):
        return False
    return True


def texts(field):
    """Any text the field takes, the longest among them."""
    letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))
    drawn = st.one_of(
        st.text(letters, min_size=1, max_size=min(field._longest, 12)),
        st.sampled_from(["张三", "O'Brien; --", "稻谷 100%", "𠮷野家", "e\u0301", "ﬁ", "%s{0}${x}", "a/b~c"]),
        st.just("长" * field._longest),
    )
    return drawn.filter(partial(_readable, field))


def words(field):
    if among := field.metadata.get("enum"):
        return st.sampled_from(among)
    if pattern := field.metadata.get("pattern"):
        known = [code for code in rules.CATALOGUE if re.fullmatch(pattern, code)]
        matching = st.from_regex(pattern, fullmatch=True).filter(partial(_readable, field))
        return st.one_of(matching, st.sampled_from(known)) if known else matching
    if field._read is None:
        return texts(field)
    if field._read not in READ_BY:
        raise LookupError(f"say in READ_BY what {field._read.__name__} takes")
    return typed(READ_BY[field._read]).filter(partial(_readable, field))


def days():
    near = st.integers(-400, 4000).map(lambda days: TODAY + timedelta(days=days))
    return st.one_of(near, st.dates(date(1900, 1, 1), date(2200, 12, 31))).map(date.isoformat)


def instants():
    zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    moments = st.datetimes(datetime(1900, 1, 3), datetime(2199, 12, 29), timezones=zones)  # noqa: DTZ001
    return st.one_of(
        moments.map(datetime.isoformat),
        moments.map(lambda at: at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "z"),
    )


def rectangles():
    """Outlines in the county where the others lie, small enough for a field and never without ground."""

    def rings(corner, sides):
        (west, south), (width, height) = corner, sides
        east, north = west + width, south + height
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return [[[x / 10**5, y / 10**5] for x, y in corners]]

    corners = st.tuples(st.integers(10_790_000, 10_810_000), st.integers(3_020_000, 3_040_000))
    return st.builds(rings, corners, st.tuples(st.integers(20, 400), st.integers(20, 400)))


def many(field):
    most = min(field._most, field._least + 2)
    return st.lists(wire(field.inner), min_size=field._least, max_size=most)


DRAWN = (
    (statistics.Month, lambda _: st.sampled_from(("2026-11", "2026-01", "2199-12"))),
    (fields.Words, words),
    (Verbatim, lambda _: st.text(min_size=1, max_size=40)),
    (fields.Day, lambda _: days()),
    (fields.Instant, lambda _: instants()),
    (fields.Choice, lambda field: st.sampled_from(list(field._choices))),
    (fields.Truth, lambda _: st.booleans()),
    (fields.Index, lambda _: st.integers(0, 2)),
    (fields.Whole, lambda field: st.integers(0, field._largest)),
    (fields.Many, many),
    (fields.Part, lambda field: form(type(field.schema))),
    (Coordinates, lambda _: rectangles()),
    (queries.Limit, lambda _: st.integers(1, 100).map(str)),
    (ItemField, lambda _: items()),
)


@cache
def wire(field):
    """What one field takes."""
    drawn = next((draw for kinds, draw in DRAWN if isinstance(field, kinds)), None)
    if drawn is None:
        raise LookupError(f"say in DRAWN how a {type(field).__name__} is drawn")
    return st.none() | drawn(field) if field.allow_none else drawn(field)


# --- whole forms ------------------------------------------------------------------------------------------------------


@cache
def form(cls):
    """What a form takes, with any choice of what may be left out."""
    if named(cls()).keys() >= {"type", "identifier"}:
        return party(cls())
    own = next((draw for kinds, draw in OWN if issubclass(cls, kinds)), None)
    return own(cls()) if own else _fields(cls())


def named(schema):
    """The fields of a form by the names they have outside."""
    return {field.data_key or name: field for name, field in schema.fields.items()}


def _fields(schema):
    required = {name: wire(field) for name, field in named(schema).items() if field.required}
    optional = {name: wire(field) for name, field in named(schema).items() if not field.required}
    return st.fixed_dictionaries(required, optional=optional)


def identified(_schema):
    return st.one_of(
        st.fixed_dictionaries({"scheme": st.just(str(scheme)), "value": typed(numbers)})
        for scheme, numbers in OF_SCHEME.items()
    )


def party(schema):
    """Who is a person or an organisation, by a number of that sort."""

    def fitting(drawn):
        organisation = drawn["identifier"]["scheme"] in {Scheme.USCC, Scheme.LEI}
        return {**drawn, "type": "organization" if organisation else "natural_person"}

    return _fields(schema).map(fitting)


def _decimal(text, zeros):
    return text + (zeros if "." in text else "")


def money(_schema):
    return st.builds(
        lambda minor, zeros, currency: {"amount": _decimal(Money(minor).amount, zeros), "currency": str(currency)},
        st.integers(1, 10**12), st.sampled_from(["", "0", "0000000"]), st.sampled_from(list(Currency)),
    )  # fmt: skip


def quantity(schema):
    units = list(schema.fields["unit"]._choices.values())
    return st.builds(
        lambda steps, zeros, unit: {"value": _decimal(Quantity(steps, unit).value, zeros), "unit": str(unit)},
        st.integers(1, 10**9), st.sampled_from(["", "0", "000"]), st.sampled_from(units),
    )  # fmt: skip


def asked(_schema):
    """One of the three ways to ask, of something that could be there."""
    assets = st.one_of(st.builds(made) for made in GOOD.values())
    codes = typed(st.one_of(STANDARDISED[identifiers.parcel_code], unit_codes()))
    keys = assets.flatmap(lambda body: st.sampled_from(_identities(body)))
    return st.one_of(
        st.fixed_dictionaries({"asset": assets}),
        st.fixed_dictionaries({"code": codes}),
        keys.map(lambda key: dict(zip(("kind", "key"), key, strict=True))),
    )


def _identities(body):
    asset = ITEMS[body["kind"]].load(body).asset
    return [(body["kind"], key.key) for key in asset.asset_keys() if key.role == "identity"]


def one_way(schema):
    """One of the ways to search."""
    drawn = {name: wire(field) for name, field in named(schema).items()}
    drawn["registration_number"] = typed(registration_numbers())
    return st.one_of(st.fixed_dictionaries({name: each}) for name, each in drawn.items())


def owed(schema):
    """What is owed under a registration that could be."""
    amounts = form(type(schema.fields["amount"].schema))
    required = {"registration": typed(registration_numbers()), "amount": amounts}
    return st.fixed_dictionaries(required, optional={"further_claim": st.none() | st.integers(2, 99)})


def jwks(_schema):
    """Keys of either kind, with and without what they say of themselves besides."""
    keys = map(generate_client_key, Algorithm)
    return st.sampled_from([each for key in keys for each in (key.public_jwk, dict(key.public.jwk))])


OWN = (
    (JwkIn, jwks),
    (OwedIn, owed),
    (IdentifierIn, identified),
    (fields.MoneyIn, money),
    (fields._QuantityIn, quantity),
    (AskedIn, asked),
    (ByIn, one_way),
)


def items():
    """One item of any kind."""
    return st.one_of([item(kind) for kind in ITEMS])


@cache
def item(kind):
    """One item, under an interest its kind takes."""
    allowed = st.sampled_from([str(each) for each in CLASSES[kind].interests])
    return st.builds(lambda drawn, interest: drawn | {"interest": interest}, form(type(ITEMS[kind])), allowed)


# --- nearly good ------------------------------------------------------------------------------------------------------


def now_and_then(rare, usual, *, one_in):
    """Branches of `one_of` are all alike to it, and it merges those inside it; a die keeps its odds."""
    return st.integers(1, one_in).flatmap(lambda die: rare if die == one_in else usual)


@cache
def slips(cls):
    """A field of a form drawn, or mostly none: what a hand in haste changes."""
    fields_of = named(cls()).items()
    one = st.one_of([wire(field).map(lambda value, name=name: {name: value}) for name, field in fields_of])
    return now_and_then(one, st.just({}), one_in=3)


@cache
def good_items(kind):
    """A good item of a kind, now and then with something drawn anew."""
    return st.builds(lambda changed: GOOD[kind]() | changed, slips(type(ITEMS[kind])))


@cache
def registrations(today=TODAY):
    """A registration that mostly is one: around good items, with good dates, now and then with something drawn anew.
    One in six is drawn all through, and hardly ever fits together."""
    given = st.lists(st.one_of([good_items(kind) for kind in GOOD]), min_size=1, max_size=3)
    told = {"acknowledged": ["R-CQ44"]}  # of a house whose collective's consent is not on record
    nearly = st.builds(lambda items, changed: a_body(*items, today=today) | told | changed, given, slips(RegisterIn))
    return now_and_then(form(RegisterIn), nearly, one_in=6)
