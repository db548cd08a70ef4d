"""Drawn at random: what a filer may send, for any wire form there is, and the domain's values written back as one.

The strategies follow the forms' own fields, so a new kind or a new verb is drawn as soon as it has a form. Only what a
field cannot say of itself stands here: which numbers check, and which fields must fit each other.
"""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from functools import partial

from hypothesis import strategies as st

from registry.domain import identifiers, rules
from registry.domain.collateral import CLASSES
from registry.domain.identifiers import IdentifierFault, Scheme, mod97_check_digits
from registry.domain.measures import Currency, Money, Quantity
from registry.domain.registration import Item
from registry.schemas import fields
from registry.schemas.collateral import ITEMS, ItemField
from registry.schemas.registrations import IdentifierIn, PartyIn, RegisterIn
from tests.samples import TODAY

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


OF_SCHEME = {Scheme.USCC: credit_codes(), Scheme.CITIZEN_ID: citizen_ids(), Scheme.LEI: leis()}
_DOCUMENTS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=5, max_size=20)

READ_BY = {
    identifiers.credit_code: credit_codes(),
    identifiers.parcel_code: st.builds("{}{}".format, st.sampled_from(ISSUING_PARTIES), digits(5)),
    identifiers.contract_code: st.builds(
        "{}{}{}".format, st.sampled_from(ISSUING_PARTIES), digits(4), st.sampled_from("JQ")
    ),
    identifiers.unit_code: unit_codes(),
    identifiers.certificate_of_title: titles(),
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
    """Any text the field takes; those in brackets around it are its longest and shortest."""
    letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))
    drawn = st.one_of(
        st.text(letters, min_size=1, max_size=min(field._longest, 24)),
        st.sampled_from(["张三", "O'Brien; --", "稻谷 100%", "𠮷野家", "e\u0301", "ﬁ", "%s{0}${x}", "a/b~c"]),
        st.just("长" * field._longest),
    )
    return drawn.filter(partial(_readable, field))


def words(field):
    if among := field.metadata.get("enum"):
        return st.sampled_from(among)
    if field._pattern:
        known = [code for code in rules.CATALOGUE if field._pattern.fullmatch(code)]
        matching = st.from_regex(field._pattern, fullmatch=True).filter(partial(_readable, field))
        return st.one_of(matching, st.sampled_from(known)) if known else matching
    if field._read in READ_BY:
        return typed(READ_BY[field._read])
    if field._read and "examples" in field.metadata:
        return typed(st.sampled_from(field.metadata["examples"]))
    return texts(field)


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


def many(field):
    most = min(field._most, field._least + 2)
    return st.lists(wire(field.inner), min_size=field._least, max_size=most)


DRAWN = (
    (fields.Words, words),
    (fields.Day, lambda _: days()),
    (fields.Instant, lambda _: instants()),
    (fields.Choice, lambda field: st.sampled_from(list(field._choices))),
    (fields.Truth, lambda _: st.booleans()),
    (fields.Index, lambda _: st.integers(0, 2)),
    (fields.Whole, lambda field: st.integers(0, field._largest)),
    (fields.Many, many),
    (fields.Part, lambda field: form(field.schema)),
    (ItemField, lambda _: items()),
)


def wire(field):
    """What one field takes."""
    drawn = next((draw for kinds, draw in DRAWN if isinstance(field, kinds)), None)
    if drawn is None:
        raise LookupError(f"say in DRAWN how a {type(field).__name__} is drawn")
    return st.none() | drawn(field) if field.allow_none else drawn(field)


# --- whole forms ------------------------------------------------------------------------------------------------------


def form(schema):
    """What one form takes, with any choice of what may be left out."""
    own = next((draw for kinds, draw in OWN if isinstance(schema, kinds)), None)
    return own(schema) if own else _fields(schema)


def _fields(schema):
    required = {field.data_key or name: wire(field) for name, field in schema.fields.items() if field.required}
    optional = {field.data_key or name: wire(field) for name, field in schema.fields.items() if not field.required}
    return st.fixed_dictionaries(required, optional=optional)


def identified(_schema):
    return st.sampled_from(list(Scheme)).flatmap(
        lambda scheme: st.fixed_dictionaries(
            {"scheme": st.just(str(scheme)), "value": typed(OF_SCHEME.get(scheme, _DOCUMENTS))}
        )
    )


def party(schema):
    def fitting(drawn):
        organisation = drawn["identifier"]["scheme"] in {Scheme.USCC, Scheme.LEI}
        return {**drawn, "type": "organization" if organisation else "natural_person"}

    return _fields(schema).map(fitting)


def _decimal(text, zeros):
    return text + (zeros if "." in text else "")


def money(_schema):
    return st.builds(
        lambda minor, zeros, currency: {
            "amount": _decimal(Money(minor).amount, zeros), "currency": str(currency)
        },
        st.integers(1, 10**12), st.sampled_from(["", "0", "0000000"]), st.sampled_from(list(Currency)),
    )  # fmt: skip


def quantity(schema):
    units = list(schema.fields["unit"]._choices.values())
    return st.builds(
        lambda steps, zeros, unit: {"value": _decimal(Quantity(steps, unit).value, zeros), "unit": str(unit)},
        st.integers(1, 10**9), st.sampled_from(["", "0", "000"]), st.sampled_from(units),
    )  # fmt: skip


OWN = (
    (IdentifierIn, identified),
    (PartyIn, party),
    (fields.MoneyIn, money),
    (fields._QuantityIn, quantity),
)


def items():
    """One item of any kind, mostly under an interest its kind takes."""
    return st.sampled_from(list(ITEMS)).flatmap(item)


def item(kind):
    allowed = st.sampled_from([str(each) for each in CLASSES[kind].interests])
    return st.builds(
        lambda drawn, interest, keep: drawn if keep else {**drawn, "interest": interest},
        form(ITEMS[kind]), allowed, st.integers(0, 9).map(lambda one: one == 9),
    )  # fmt: skip


@st.composite
def registrations(draw):
    """A registration; mostly one whose days and references can be, for otherwise few would ever be decided."""
    drawn = draw(form(RegisterIn()))
    if draw(st.integers(0, 4)) == 4:
        return drawn
    begins = TODAY + timedelta(days=draw(st.integers(-400, 0)))
    due = begins + timedelta(days=draw(st.integers(0, 2000)))
    claim = drawn["secured_claim"] | {"contract_effective_on": begins.isoformat(), "due_on": due.isoformat()}
    claim.pop("maximum_amount", None)
    for paper in (*drawn.get("consents", ()), *drawn.get("documents", ())):
        if "collateral" in paper:
            paper["collateral"] = [each for each in paper["collateral"] if each < len(drawn["collateral"])]
    expires = TODAY + timedelta(days=draw(st.integers(20, 9000)))
    items = [in_order(each) for each in drawn["collateral"]]
    return drawn | {"secured_claim": claim, "expires_on": expires.isoformat(), "collateral": items}


ENDS = ("_from", "_until"), ("_starts_on", "_ends_on")


def in_order(item):
    """The item with every pair of days that begin and end something in their order."""
    ordered = dict(item)
    for name in item:
        for first, last in ENDS:
            other = name.removesuffix(first) + last
            if name.endswith(first) and other in item:
                ordered[name], ordered[other] = sorted((item[name], item[other]))
    return ordered


# --- back to the wire -------------------------------------------------------------------------------------------------


def written(value):
    """A domain value as a filer would send it: the inverse of loading."""
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": str(value.currency)}
    if isinstance(value, Quantity):
        return {"value": value.value, "unit": str(value.unit)}
    if isinstance(value, Item):
        return {"kind": value.asset.kind, **written(value.asset), **written(value.terms)}
    if dataclasses.is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: written(each) for name, each in given.items() if each not in (None, (), frozenset())}
    return _simple(value)


def _simple(value):
    if isinstance(value, (tuple, frozenset)):
        return [written(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, Enum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
