"""One round each of the races that filers can run. Every round is on fresh collateral and returns its violations.

Which kinds of requests meet matters more than how often they meet: without one that makes a key known before the race,
a register that does not lock known keys passes any number of rounds.
"""

import itertools
from functools import partial

from tests.kinds import a_ticket_body
from tests.races import checks
from tests.races.bench import THREADS
from tests.races.callers import all_at_once, tonnes
from tests.samples import a_forest_body, a_parcel_body, a_parcel_code, a_receipt_body


def fresh_receipt(bench):
    """Twenty file an exclusive pledge of one receipt that nobody knows yet."""
    return _raced(bench, [a_receipt_body()] * THREADS)


def known_receipt(bench):
    """The receipt was pledged and released before: its key exists and nothing lives on it."""
    return _known(bench, a_receipt_body())


def known_ticket(bench):
    """The same of a land ticket, behind whose lock no running total of a lot stands."""
    return _known(bench, a_ticket_body())


def _known(bench, item):
    former = bench.banks[0].send(bench.banks[0].registration(item))
    released = bench.banks[0].send(bench.banks[0].discharge(former.number))
    if released.status != 201:
        return [f"a registration just acknowledged is discharged: {released}"]
    return _raced(bench, [item] * THREADS, former=[former.number])


def lot_known_meanwhile(bench):
    """Among the twenty, other receipts over the same goods: they share the lot's key and take no receipt from anybody."""
    item = a_receipt_body()
    others = [a_receipt_body(lot=item["lot"]) for _ in range(4)]
    mixed = [item] * (THREADS - len(others)) + others
    bench.random.shuffle(mixed)
    replies = _sent(bench, bench.contenders(mixed))
    mine = [reply for reply, each in zip(replies, mixed, strict=True) if each is item]
    rest = [reply for reply, each in zip(replies, mixed, strict=True) if each is not item]
    yield from _settled(bench, mine)
    if {reply.status for reply in rest} != {201}:
        yield f"other receipts of the lot: {checks.summary(rest)}"


def refused_meanwhile(bench):
    """Some of the twenty take the lock first, are refused behind it, and leave nothing."""
    item = a_receipt_body()
    filings = bench.contenders([item] * THREADS)
    for index in bench.random.sample(range(THREADS), 5):
        bank, stranger = bench.bank(index), bench.bank(index + 1)
        filings[index] = (bank, bank.registration(body=stranger.body(item)))
    replies = _sent(bench, filings)
    strays = [reply for reply in replies if reply.code == "creditor_is_not_the_filer"]
    if len(strays) != 5:
        yield f"of five who filed for another, {len(strays)} were told so: {checks.summary(replies)}"
    yield from _settled(bench, [reply for reply in replies if reply not in strays])


def platform_left_out(bench):
    """Half the filers leave out the platform. Their exclusive keys differ, so that only the lock stands between them."""
    item = a_receipt_body(platform="示例平台")
    bare = {name: value for name, value in item.items() if name != "platform"}
    return _raced(bench, [item, bare] * (THREADS // 2))


def released_meanwhile(bench):
    """The standing pledge is discharged while nineteen ask: at most one of them follows, none beside it."""
    item = a_receipt_body()
    former = bench.banks[0].send(bench.banks[0].registration(item))
    filings = bench.contenders([item] * (THREADS - 1))
    filings.insert(bench.random.randrange(THREADS), (bench.banks[0], bench.banks[0].discharge(former.number)))
    replies = _sent(bench, filings)
    ended, entered, refused = _by_outcome(replies)
    if len(ended) != 1 or len(entered) > 1:
        yield f"{len(ended)} discharges and {len(entered)} registrations: {checks.summary(replies)}"
    numbers = [former.number, *(reply.number for reply in entered)]
    yield from checks.refused_by(numbers, refused)
    yield from checks.register_agrees(bench, checks.identity_key([former]), numbers=numbers)


def discharged_twice(bench):
    """Twenty discharges of one registration: one ends it, the others are told that it has ended."""
    bank = bench.banks[0]
    standing = bank.send(bank.registration(a_receipt_body()))
    asked = [bank.discharge(standing.number) for _ in range(THREADS)]
    replies = bench.seen(all_at_once(partial(bank.send, each) for each in asked))
    expected = {"201": 1, "409 registration_ended": THREADS - 1}
    if checks.summary(replies) != expected:
        yield f"answered {checks.summary(replies)}"
    yield from checks.register_agrees(bench, checks.identity_key([standing]), numbers=[standing.number])


def released_by_many(bench):
    """Twenty releases of one registration, of one item or the other: one is made, the others read an old version."""
    bank = bench.banks[0]
    standing = bank.send(bank.registration(*(a_receipt_body() for _ in range(3))))
    items = [item["id"] for item in standing.body["collateral"]]
    asked = [bank.release(standing.number, items[index % 2]) for index in range(THREADS)]
    replies = bench.seen(all_at_once(partial(bank.send, each) for each in asked))
    yield from checks.one_was_not_stale(replies)
    made = next((reply.body["released"] for reply in replies if reply.number), None)
    if checks.burdened(bench, standing.number) != set(items).difference(made or ()):
        yield f"{made} of {items} was released, and something else is free"


def added_meanwhile(bench):
    """Half file the same bank's further claim on its parcel, half mortgage the parcel behind it: one further claim is
    entered, and whoever is entered has a place of his own."""
    bank, code = bench.banks[0], a_parcel_code()
    standing = bank.send(bank.registration(a_parcel_body(code)))
    (item,) = standing.body["collateral"]
    filings = bench.contenders([a_parcel_body(code) for _ in range(THREADS)])
    filings[::2] = [(bank, bank.further_claim(standing.number, item["id"])) for _ in filings[::2]]
    replies = _sent(bench, filings)
    if checks.summary(replies) != {"201": THREADS // 2 + 1, "412 stale_version": THREADS // 2 - 1}:
        yield f"answered {checks.summary(replies)}"
    yield from checks.in_one_line(bench, [standing, *replies], key=item["identity_keys"][0])


def everything_mixed(bench):
    """Register, discharge, register by others, dry runs and lien status, all on one receipt, each again and again."""
    item = a_receipt_body()
    seeds = [bench.random.random() for _ in range(THREADS)]
    replies = list(itertools.chain(*all_at_once(
        partial(_busy_bank, bench.bank(index), item, choice=seed) for index, seed in enumerate(seeds)
    )))  # fmt: skip
    bench.seen(replies)
    entered = [reply for reply in replies if reply.status == 201 and reply.body["object"] == "registration"]
    numbers = [reply.number for reply in entered]
    refused = [reply for reply in replies if reply.status not in (200, 201)]
    yield from checks.refused_by(numbers, refused)
    yield from checks.register_agrees(bench, checks.identity_key(entered), numbers=numbers)


def several_in_any_order(bench):
    """Each filing takes three of five receipts, in any order: all three or none, and nobody waits in a circle."""
    items = [a_receipt_body() for _ in range(5)]
    taken = [bench.random.sample(items, 3) for _ in range(THREADS)]
    filings = [(bench.bank(index), bench.bank(index).registration(*each)) for index, each in enumerate(taken)]
    replies = _sent(bench, filings)
    yield from checks.one_winner(replies)  # any three of five share one with any other three
    winner = next((reply for reply in replies if reply.number), None)
    for each in winner.body["collateral"] if winner else ():
        yield from checks.register_agrees(bench, each["identity_keys"][-1], numbers=[winner.number])


def ranked_parcel(bench):
    """Twenty mortgage one parcel: all are entered, one behind the other."""
    code = a_parcel_code()
    filings = bench.contenders([a_parcel_body(code) for _ in range(THREADS)])
    replies = _sent(bench, filings)
    return checks.ranked_in_order_of_entry(bench, replies)


def lot_filled(bench):
    """Twenty pledge ten tonnes each out of a lot in which a hundred are attested: ten are entered."""
    lot = _counted_lot(bench, 100)
    replies = _sent(bench, bench.contenders([bench.keeper.receipt(lot) for _ in range(THREADS)]))
    if checks.summary(replies) != {"201": 10, "409 quantity_exceeded": THREADS - 10}:
        yield f"answered {checks.summary(replies)}"
    yield from checks.never_overpledged(bench, lot, entered=[reply for reply in replies if reply.number])


def lot_counted_meanwhile(bench):
    """The keeper finds fifty tonnes while nineteen pledge ten each: what was entered before he said so stands, and
    after it nothing is entered that does not fit."""
    lot = f"LOT-{bench.random.random()}"
    filings = bench.contenders([bench.keeper.receipt(lot) for _ in range(THREADS - 1)])
    said = bench.keeper.attestation(bench.keeper.receipt(lot), quantity=tonnes(50))
    filings.insert(bench.random.randrange(THREADS), (bench.keeper, said))
    replies = _sent(bench, filings)
    if not set(checks.summary(replies)) <= {"201", "409 quantity_exceeded"}:
        yield f"answered {checks.summary(replies)}"
    entered = [reply for reply in replies if reply.status == 201 and reply.body["object"] == "registration"]
    yield from checks.never_overpledged(bench, lot, entered=entered)


def split_meanwhile(bench):
    """The keeper splits a pledged receipt while others pledge one of the two it is split into, and its creditor
    discharges: at every instant each has one pledge at most, and no lien is on the parts that was not on the whole."""
    lot, bank = f"LOT-{bench.random.random()}", bench.banks[0]
    whole, one, two = (bench.keeper.receipt(lot, weight) for weight in (10, 6, 4))
    standing = bank.send(bank.registration(whole))
    filings = bench.contenders([one] * (THREADS - 2))
    filings.append((bench.keeper, bench.keeper.attestation(whole, "split", into=[one, two])))
    filings.append((bank, bank.discharge(standing.number)))
    bench.random.shuffle(filings)
    replies = _sent(bench, filings)
    for status, code in {(reply.status, reply.code) for reply in replies if reply.status != 201}:
        if (status, code) not in checks.OF_A_SPLIT:
            yield f"answered {status} {code}"
    for each in (whole, one, two):
        yield from checks.exclusive_at_every_instant(bench.register.rows(checks.LIENS, key=checks.receipt_key(each)))
    yield from checks.one_split_or_none(bench, standing.number)


def seized_meanwhile(bench):
    """A court seizes a forest while nineteen mortgage it: who is entered stood there before the seizure, whoever comes
    behind it is refused, and the court's receipt names the former and nobody else."""
    item = a_forest_body()
    filings = bench.contenders([item] * (THREADS - 1))
    filings.insert(bench.random.randrange(THREADS), (bench.court, bench.court.seizure(item)))
    replies = _sent(bench, filings)
    (seized,) = [reply for reply in replies if reply.status == 201 and reply.body["object"] == "seizure"] or [None]
    if seized is None:
        return [f"no seizure was entered: {checks.summary(replies)}"]
    return checks.stopped_by_a_seizure(bench, seized, replies=[reply for reply in replies if reply is not seized])


def lifted_once(bench):
    """Twenty lift one seizure at the same instant: one does."""
    item = a_forest_body()
    seized = bench.court.send(bench.court.seizure(item)).body["id"]
    replies = bench.seen(all_at_once(
        partial(bench.court.send, bench.court.lifting(seized)) for _ in range(THREADS)
    ))  # fmt: skip
    if checks.summary(replies) != {"201": 1, "409 act_ended": THREADS - 1}:
        yield f"answered {checks.summary(replies)}"


def read_at_once(bench):
    """Whoever was told 201 finds the registration when he looks, at once."""

    def file_and_look(bank):
        made = bank.send(bank.registration(a_receipt_body()))
        return made, bank.get(f"/v1/registrations/{made.number}")

    for made, seen in all_at_once(partial(file_and_look, bench.bank(index)) for index in range(THREADS)):
        bench.seen([made, seen])
        if (made.status, seen.status) != (201, 200):
            yield f"filed: {made}, looked: {seen.status} {seen.code}"


def same_request(bench):
    """One request, sent twenty times at once: one registration, and everybody gets the same bytes."""
    bank, key = bench.banks[0], f"same-{bench.random.random()}"
    body = bank.body(a_receipt_body())
    asked = [bank.registration(body=body, key=key) for _ in range(THREADS)]
    replies = bench.seen(all_at_once(partial(bank.send, each) for each in asked))
    if {reply.status for reply in replies} != {201} or len({reply.data for reply in replies}) != 1:
        yield f"{len({reply.data for reply in replies})} different answers: {checks.summary(replies)}"
    yield from _recorded_once(bench, bank, key=key, replies=replies)


def one_key_two_requests(bench):
    """One once-only token under two bodies: one body wins, the other is told that the token is taken."""
    bank, key = bench.banks[0], f"two-{bench.random.random()}"
    bodies = [bank.body(a_receipt_body()), bank.body(a_receipt_body())]
    asked = [bank.registration(body=bodies[index % 2], key=key) for index in range(THREADS)]
    replies = bench.seen(all_at_once(partial(bank.send, each) for each in asked))
    for winners, losers in ((replies[::2], replies[1::2]), (replies[1::2], replies[::2])):
        told = {(reply.status, reply.code) for reply in losers}
        if len({reply.data for reply in winners if reply.number}) == 1 and told == {(422, "idempotency_key_reused")}:
            break
    else:
        yield f"no body won: {checks.summary(replies)}"
    yield from _recorded_once(bench, bank, key=key, replies=replies)


def _counted_lot(bench, weight):
    """A lot nobody has used yet, with so many tonnes attested."""
    lot = f"LOT-{bench.random.random()}"
    said = bench.keeper.attestation(bench.keeper.receipt(lot), quantity=tonnes(weight))
    bench.seen([bench.keeper.send(said)])
    return lot


def _sent(bench, filings):
    """What each of the filings, sent by its bank at the same instant, was answered."""
    return bench.seen(all_at_once(partial(bank.send, signed) for bank, signed in filings))


def _by_outcome(replies):
    """Those that ended a registration, those that made one, and those that were refused."""
    outcomes = {"discharge": [], "registration": [], "refused": []}
    for reply in replies:
        outcomes[reply.body["object"] if reply.status == 201 else "refused"].append(reply)
    return outcomes.values()


def _raced(bench, items, *, former=()):
    replies = _sent(bench, bench.contenders(items))
    return _settled(bench, replies, former=former)


def _settled(bench, replies, *, former=()):
    yield from checks.one_winner(replies)
    if key := checks.identity_key(replies):
        numbers = [*former, *(reply.number for reply in replies if reply.number)]
        yield from checks.register_agrees(bench, key, numbers=numbers)


def _busy_bank(bank, item, *, choice):
    """Try to register; who succeeds discharges again, or not, as the dice fall."""
    replies = []
    for step in range(4):
        luck = (choice * 997 + step * 0.37) % 1
        if luck < 0.2:
            replies.append(bank.send(bank.registration(item, dry_run=True)))
            continue
        made = bank.send(bank.registration(item))
        replies.append(made)
        if made.number and luck < 0.8:
            replies.append(bank.send(bank.discharge(made.number)))
    return replies


def _recorded_once(bench, bank, *, key, replies):
    query = """SELECT e.registration FROM idempotency i JOIN entry e ON e.id = i.entry
                WHERE i.client = :client AND i.key = :key"""
    stored = [row["registration"] for row in bench.register.rows(query, client=bank.enrolled.client, key=key)]
    if stored != sorted({reply.number for reply in replies if reply.number}):
        yield f"recorded {stored}, acknowledged {sorted({reply.number for reply in replies if reply.number})}"
