"""Keeps the public lists of how certificates stand, and signs them (Token Status List, `domain/status_list.py`).

What changed is taken from the log, leaf by leaf behind the place up to which the lists tell, and once a day from the
calendar; only registrations that were touched are looked at. Lists and place are written in one transaction, signed in
another: the process may die anywhere, and whoever comes next goes on from what is there. A list that was lost is made
again from the certificates that name it.

A list that cannot be of now is not signed: while an entry waits too long for the log, the lists of before run out by
themselves, and readers are told that nothing is known of now. To say "valid" of what was discharged would be worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from registry.domain import canon
from registry.domain.admission import FUSE
from registry.domain.calendar import day_of
from registry.domain.errors import Unavailable
from registry.domain.lifecycle import Status, status_on
from registry.domain.status_list import RENEWED_SECONDS, TYPE, Packed, claims, read, standing, uri
from registry.signing.encoding import parse_canonical_json
from registry.signing.jws import sign_compact, verify_compact
from registry.signing.keys import Use
from registry.signing.ring import KeyRing
from registry.store import Store
from registry.store.status_lists import Lists, Stood, Told, at_rest, holding

Watch = Callable[[str], None]
"""Told of every step; crash tests end the process there. Nothing in production listens."""

BATCH = 1000  # leaves looked at in one transaction
STEPS = ("held", "set", "told", "kept", "signed", "published", "issued")
_RENEWED = timedelta(seconds=RENEWED_SECONDS)


class StatusLists:
    """A store, the key of the lists, and the address at which the register serves them."""

    def __init__(self, store: Store, ring: KeyRing, *, origin: str, watch: Watch = lambda _: None) -> None:
        """Raises KeyRingError for a ring without a key for the lists."""
        self._store = store
        self._ring = ring
        self._origin = origin
        self._watch = watch
        ring.signer(Use.STATUS)

    def run(self, now: datetime) -> int:
        """Tell what changed and sign what is due; how many lists were signed. Nothing where another is at it."""
        now = now.astimezone(UTC).replace(microsecond=0)  # a token's instants are whole seconds (RFC 7519 section 2)
        day = day_of(now)
        if at_rest(self._store, day, before=now - _RENEWED, now=now):
            return 0
        while self._told_more(day):
            pass
        return self._sign(now)

    def rebuild(self, now: datetime) -> int:
        """Make every list again from the certificates, as of today; how many were not as they must be."""
        with holding(self._store, day_of(now), wait=True) as held:
            if held and held.behind_the_former():
                raise Unavailable("the log begun anew has not everything yet")
            return self._rebuilt(held, day_of(now)) if held else 0

    def _told_more(self, day: date) -> bool:
        """Whether there is still more to tell."""
        with holding(self._store, day) as held:
            if held is None:
                return False
            self._watch("held")
            more = self._follow(held, day) if held.log == held.told.log else self._begin(held, day)
            self._watch("told")
        self._watch("kept")
        return more

    def _follow(self, held: Lists, day: date) -> bool:
        end = min(held.told.place + BATCH, held.size)
        numbers, told = held.touched(end), held.told.day
        if end == held.size and day > told:  # the day turns behind the last leaf; it never turns back
            numbers, told = numbers | held.lapsed(day), day
        self._set(held, held.of_registrations(numbers, end=end), day=told, end=end)
        self._watch("set")
        held.tell(Told(held.log, end, told))
        return end < held.size

    def _begin(self, held: Lists, day: date) -> bool:
        """The first time, or with a log begun anew: all at once, and only when that has everything the former one had,
        or a discharge would be forgotten for as long as its leaf is still to come."""
        if not held.behind_the_former():
            self._rebuilt(held, day)
        return False

    def _rebuilt(self, held: Lists, day: date) -> int:
        lists = held.named()
        changed = [number for number in lists if self._made_again(held, number, day=day, end=held.size)]
        held.tell(Told(held.log, held.size, day))
        return len(changed)

    def _made_again(self, held: Lists, number: int, *, day: date, end: int) -> bool:
        """Whether a list was not what its certificates make of it."""
        made = bytes(_packed(Packed(), held.of_list(number, end=end), day=day))
        if made == held.bits([number]).get(number):
            return False
        held.keep(number, made)
        return True

    def _set(self, held: Lists, stood: Iterable[Stood], *, day: date, end: int) -> None:
        """Put what stands otherwise than before into its list; most filings change nothing, for a certificate that is
        new stands as every place does that was never used."""
        of_list = defaultdict[int, list[Stood]](list)
        for each in stood:
            of_list[each.list].append(each)
        for number, before in held.bits(of_list).items():
            made = bytes(_packed(Packed(before), of_list.pop(number), day=day))
            if made != before:
                held.keep(number, made)
        for number in of_list:  # new, or lost: then the others that name it count too
            self._made_again(held, number, day=day, end=end)

    def _sign(self, now: datetime) -> int:
        with holding(self._store, day_of(now)) as held:
            if held is None or held.log != held.told.log or held.waiting(longer=FUSE):
                return 0
            for number in held.lost():
                self._made_again(held, number, day=held.told.day, end=held.told.place)
            due = held.due(now - _RENEWED, now=now)
            for number, bits in due:
                token = self._signed(bits, uri=uri(self._origin, number), now=now)
                self._watch("signed")
                held.publish(number, token, uri=uri(self._origin, number), issued_at=now)
            self._watch("published")
        self._watch("issued")
        return len(due)

    def _signed(self, bits: bytes, *, uri: str, now: datetime) -> str:
        """The token of a list, read back as a stranger would before any stranger can."""
        issued_at = int(now.timestamp())
        payload = canon.encode(claims(Packed(bits), uri=uri, issued_at=issued_at))
        token = sign_compact(self._ring, payload, use=Use.STATUS, typ=TYPE)
        opened = verify_compact(token, key_of=self._ring.key_of(Use.STATUS), typ=TYPE)
        if bytes(read(parse_canonical_json(opened), uri=uri, now=issued_at)) != bits:
            raise RuntimeError("the signed list does not say what was signed")
        return token


def _packed(packed: Packed, stood: Iterable[Stood], *, day: date) -> Packed:
    for each in stood:
        status = status_on(Status(each.status), expires_on=each.expires_on, day=day)
        packed[each.index] = standing(status, version=each.version, newest=each.newest)
    return packed
