"""Dataclasses to canonical JSON and back, once for all.

Why: what is hashed and signed must have exactly one spelling. RFC 8785 gives it; with ASCII keys, no floats and
integers below 2^53, ``json.dumps`` with sorted keys writes the same bytes, and a test holds the two equal.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
_CONTAINERS: frozenset[Any] = frozenset({tuple, frozenset})  # empty, they are left out
Plain = Any  # what JSON can say: dict, list, str, int, bool, None
Hide = Callable[[str, Plain], str]  # takes a claim's name and value, returns the digest that stands for it
Writer = Callable[[Any, Hide | None], Plain]
Reader = Callable[[Plain], Any]

_LARGEST = 2**53 - 1  # RFC 8785 section 3.2.2.3: beyond it a reader may round
_dumps = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
    check_circular=False,  # what holds itself ends in a RecursionError; to watch for it is a tenth of the cost
).encode
_ours: set[str] = set()  # the names of fields of our own, known to be ASCII: most names that are ever read


class NotCanonical(ValueError):
    """A value has no canonical form, or bytes are not the canonical form of what they say."""


def dumps(value: Any) -> bytes:
    """The canonical bytes of a value (RFC 8785). Raises NotCanonical for floats, huge integers, lone surrogates."""
    try:
        return encode(plain(value))
    except RecursionError as fault:
        raise NotCanonical(str(fault)) from fault


def encode(written: Plain) -> bytes:
    """The canonical bytes of what ``plain`` wrote or ``loads`` read, not looked at again. What else it is handed is
    found out when it is read back."""
    try:
        return _dumps(written).encode()
    except (UnicodeEncodeError, RecursionError) as fault:
        raise NotCanonical(str(fault)) from fault


def loads(data: bytes) -> Plain:
    """Read canonical bytes. Raises NotCanonical unless writing the value again gives the same bytes."""
    value = parse(data)
    if encode(value) != data:
        raise NotCanonical("the bytes are not the canonical form of what they say")
    return value


def parse(data: bytes) -> Plain:
    """What ``loads`` reads, for who compares the spelling himself. Raises NotCanonical for what no spelling could say:
    floats, integers beyond 2^53, names that are not ASCII."""
    try:
        return _loads(data.decode())
    except (ValueError, RecursionError) as fault:
        raise NotCanonical(str(fault)) from fault


def _whole(digits: str) -> int:
    value = int(digits)
    if not -_LARGEST <= value <= _LARGEST:
        raise NotCanonical("an integer beyond 2^53")
    return value


def _no_float(text: str) -> float:
    raise NotCanonical(f"{text} is no integer")


def _named_in_ascii(value: dict[str, Any]) -> dict[str, Any]:
    """RFC 8785 sorts names by UTF-16; only of ASCII names is that the order of Python."""
    if not (_ours.issuperset(value) or all(map(str.isascii, value))):
        raise NotCanonical("a name that is not ASCII")
    return value


_loads = json.JSONDecoder(
    parse_int=_whole, parse_float=_no_float, parse_constant=_no_float, object_hook=_named_in_ascii
).decode


def instant(at: datetime) -> str:
    """RFC 3339 in UTC with six decimals: the one spelling of an instant in journal and certificates.

    Raises NotCanonical for an instant without offset (it would mean another one on another machine), or out of range.
    """
    if at.utcoffset() is None:
        raise NotCanonical("an instant without offset")
    try:
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError as fault:
        raise NotCanonical(str(fault)) from fault


def b64(data: bytes) -> str:
    """base64url without padding (RFC 4648 section 5, as JOSE uses it)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes of unpadded base64url. Raises NotCanonical unless encoding them again gives the same text."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError as fault:
        raise NotCanonical("not base64url") from fault
    if b64(data) != text:
        raise NotCanonical("base64url with stray bits or characters")
    return data


def plain(value: Any, hide: Hide | None = None) -> Plain:
    """What JSON can say of a value. Absent and empty fields are left out, so that a later field changes no old bytes.

    With ``hide``, every field declared ``personal()`` of an owner that is a person is replaced by a digest in the
    owner's ``_sd`` array (SD-JWT, RFC 9901 section 4.2.4.1).
    """
    return _writers[value.__class__](value, hide)


def personal(*, default: Any = dataclasses.MISSING, always: bool = False) -> Any:
    """Declare a dataclass field whose value never enters the journal in the clear when its owner is a person; with
    ``always``, also when it is not: whom to call at a company is a person."""
    return dataclasses.field(default=default, metadata={"personal": True, "always": always})


def written() -> Any:
    """Declare a dataclass field that holds what ``plain`` wrote or ``loads`` read, and is written as it stands."""
    return dataclasses.field(metadata={"written": True})


def build(kind: type[T], data: Plain) -> T:
    """The value of a dataclass from what ``plain`` wrote of it. Raises NotCanonical for anything else."""
    try:
        of: Any = kind
        built: T = _reader(of)(data)
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise NotCanonical(f"not a {getattr(kind, '__name__', kind)}: {fault}") from fault
    return built


def _integer(value: int, _: Hide | None) -> int:
    if not -_LARGEST <= value <= _LARGEST:
        raise NotCanonical("an integer beyond 2^53")
    return value


def _mapping(value: Mapping[Any, Any], hide: Hide | None) -> Plain:
    for key in value:
        if not (isinstance(key, str) and key.isascii()):
            raise NotCanonical(f"a key that is not ASCII text: {key!r}")
    return {key: plain(each, hide) for key, each in value.items()}


# Ordered: bool before int, datetime before date, StrEnum before Enum, Enum before str, str before Sequence.
_WRITERS: tuple[tuple[Any, Writer], ...] = (
    ((bool, type(None)), lambda value, _: value),
    (StrEnum, lambda value, _: str.__str__(value)),  # its value, without a call of Python
    (Enum, lambda value, _: value.value),
    (str, lambda value, _: value),
    (int, _integer),
    (datetime, lambda value, _: instant(value)),
    (date, lambda value, _: value.isoformat()),
    (bytes, lambda value, _: b64(value)),
    (Mapping, _mapping),
    ((set, frozenset), lambda value, hide: sorted(plain(each, hide) for each in value)),
    (Sequence, lambda value, hide: [_writers[each.__class__](each, hide) for each in value]),
)


def _writer(kind: Any) -> Writer:
    for kinds, write in _WRITERS:
        if issubclass(kind, kinds):
            return write
    if not hasattr(kind, "__dataclass_fields__"):
        raise NotCanonical(f"{kind.__name__} has no canonical form")
    shape = _shape(kind)
    return _marked_fields if shape.personal or shape.written else _fields_of(shape)


class _Writers(dict[Any, Writer]):
    """How values of each type are written. Asked for every value of every entry, so the answer is kept."""

    def __missing__(self, kind: Any) -> Writer:
        self[kind] = found = _writer(kind)
        return found


_writers: dict[Any, Writer] = _Writers()


def _fields_of(shape: _Shape) -> Writer:
    """Of a dataclass that says nothing of its fields, as most do."""
    begun, names = {"kind": shape.kind} if shape.kind else {}, shape.names

    def write(value: Any, hide: Hide | None) -> dict[str, Plain]:
        written: dict[str, Plain] = begun.copy()
        for name in names:
            content = getattr(value, name)
            of = content.__class__
            if of is str:
                written[name] = content
            elif content is not None and (of not in _CONTAINERS or content):
                written[name] = _writers[of](content, hide)
        return written

    return write


def _marked_fields(value: Any, hide: Hide | None) -> dict[str, Plain]:
    shape = _shape(value.__class__)
    written: dict[str, Plain] = {"kind": shape.kind} if shape.kind else {}
    hidden: list[str] = []
    marked = shape.personal if hide is not None and getattr(value, "is_person", True) else shape.always
    for name in shape.names:
        content = getattr(value, name)
        of = content.__class__
        if content is None or (of in _CONTAINERS and not content):
            continue
        if hide is not None and name in marked:
            hidden.append(hide(name, plain(content)))
        elif of is str or name in shape.written:
            written[name] = content
        else:
            written[name] = _writers[of](content, hide)
    if hidden:
        written["_sd"] = sorted(hidden)
    return written


@dataclasses.dataclass(frozen=True, slots=True)
class _Shape:
    """What the fields of a dataclass declare of themselves. Worked out once for each type."""

    kind: str | None
    names: tuple[str, ...]
    personal: frozenset[str]
    always: frozenset[str]
    written: frozenset[str]


@cache
def _shape(kind: Any) -> _Shape:
    def marked(mark: str) -> frozenset[str]:
        return frozenset(field.name for field in _fields(kind) if field.metadata.get(mark))

    named, names = getattr(kind, "kind", None), tuple(field.name for field in _fields(kind))
    _ours.update(filter(str.isascii, names))
    return _Shape(
        kind=str(named) if isinstance(named, str) else None,
        names=names,
        personal=marked("personal"),
        always=marked("always"),
        written=marked("written"),
    )


@cache
def _fields(kind: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(kind)


@cache
def _reader(kind: Any) -> Reader:
    """How a type is made from what JSON says of it. Worked out once for each type: rows are read by the thousand."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(_reader(_present(arguments)))
    if origin in (tuple, frozenset):
        return _several(origin, _reader(arguments[0]))
    if chooser := getattr(kind, "variant", None):
        return lambda data: _of_dataclass(chooser(data))(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {each.value: each for each in kind}.__getitem__  # asking the class is a call of Python
    return _READERS.get(kind) or (_of_dataclass(kind) if hasattr(kind, "__dataclass_fields__") else _as_it_is)


def _as_it_is(data: Plain) -> Any:
    return data


def _optional(read: Reader) -> Reader:
    return lambda data: None if data is None else read(data)


def _several(made: Reader, read: Reader) -> Reader:
    return lambda data: made(map(read, data))


def _present(arguments: Sequence[Any]) -> Any:
    """Which of the types of an optional field it has when it is there."""
    return next(each for each in arguments if each is not type(None))


_READERS: Mapping[Any, Reader] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    bytes: unb64,
}


@cache
def _of_dataclass(kind: Any) -> Reader:
    hints = typing.get_type_hints(kind)
    readers: dict[str, Reader] = {field.name: _reader(hints[field.name]) for field in _fields(kind)}

    def read(data: Plain) -> Any:
        given = {name: readers[name](value) for name, value in data.items() if name in readers}
        if len(given) < len(data) and (stray := set(data) - set(readers) - {"kind"}):
            raise ValueError(f"unknown fields {sorted(stray)}")
        return kind(**given)

    return read
