"""What must hold after a race, asked of the register itself (as superuser) and of its API. Each returns violations."""

import itertools
from collections import Counter

LIENS = """
    SELECT e.registration, j.seq, k.position, k.exclusive, k.recorded_from, k.recorded_until
      FROM encumbrance_key k JOIN encumbrance e ON e.id = k.encumbrance JOIN entry j ON j.id = e.entry
     WHERE k.key = :key ORDER BY k.recorded_from, j.seq"""
AFTER = """
    SELECT e.registration FROM encumbrance_key k JOIN encumbrance e ON e.id = k.encumbrance
     WHERE k.key = :key AND e.registration IS NOT NULL
       AND e.recorded_from > (SELECT s.recorded_from FROM encumbrance s WHERE s.act = :act)"""
ALREADY = (409, "collateral_already_pledged")


LEDGER = """
    SELECT number, pledged, change, capacity, recorded_from, recorded_until FROM quantity
     WHERE key LIKE :lot ORDER BY number"""
TAKEN = """
    SELECT k.takes, e.registration FROM encumbrance_key k JOIN encumbrance e ON e.id = k.encumbrance
     WHERE k.key LIKE :lot AND k.takes IS NOT NULL AND k.live"""
OF_A_SPLIT = {ALREADY, (409, "filing_in_progress"), (412, "stale_version")}


def never_overpledged(bench, lot, *, entered):
    """What stands on a lot is what was acknowledged, the totals say so row by row, and none that adds exceeds."""
    named = {"lot": f"lot/v1:%:{lot}"}
    taken, rows = bench.register.rows(TAKEN, **named), bench.register.rows(LEDGER, **named)
    if {row["registration"] for row in taken} != {reply.number for reply in entered}:
        yield f"{len(taken)} take of the lot, {len(entered)} were acknowledged"
    there = sum(row["takes"] for row in taken)
    if rows[-1]["pledged"] != there:
        yield f"the total is {rows[-1]['pledged']}, what takes of it comes to {there}"
    for row in rows:
        if row["capacity"] is not None and row["pledged"] > row["capacity"] and row["change"] > 0:
            yield f"{row['pledged']} pledged of {row['capacity']}"


def one_split_or_none(bench, number):
    """The registration stands as its versions say: it was split before it was discharged, or never."""
    query = "SELECT version, status FROM registration_version WHERE number = :number ORDER BY version"
    versions = [(row["version"], row["status"]) for row in bench.register.rows(query, number=number)]
    if versions not in ([(1, "active"), (2, "active")], [(1, "active"), (2, "discharged")]):
        yield f"versions {versions}"
    live = "SELECT id FROM encumbrance WHERE registration = :number AND recorded_until IS NULL"
    expected = 2 if versions[-1][1] == "active" else 0
    if len(bench.register.rows(live, number=number)) != expected:
        yield f"{versions[-1]}, and not {expected} liens"


def receipt_key(receipt):
    return f"receipt/v1:{receipt['keeper']['uscc']}:{receipt['receipt_number']}"


def one_winner(replies, *, of=None):
    """Exactly one entered, all others told by whom."""
    numbers = [reply.number for reply in replies if reply.number]
    if len(numbers) != 1:
        yield f"{len(numbers)} registrations were acknowledged: {summary(replies)}"
    yield from refused_by(numbers, [reply for reply in replies if not reply.number])


def one_was_not_stale(replies):
    """Of follow-ups that read one version, one was made."""
    if summary(replies) != {"201": 1, "412 stale_version": len(replies) - 1}:
        yield f"answered {summary(replies)}"


def refused_by(numbers, replies):
    """Refusals are 409 and name the registration that stands: what is refused behind the lock knows it."""
    for reply in replies:
        if (reply.status, reply.code) != ALREADY:
            yield f"answered {reply}"
        elif not reply.body["prior_registrations"] or not set(reply.body["prior_registrations"]) <= set(numbers):
            yield f"refused for {reply.body['prior_registrations']}, while {numbers} were entered"


def exclusive_at_every_instant(liens):
    """No two live at once, ever: the intervals of one asset do not overlap."""
    for before, after in itertools.pairwise(liens):
        if before["recorded_until"] is None or before["recorded_until"] > after["recorded_from"]:
            yield f"two liens at once: {before['registration']} and {after['registration']}"


def register_agrees(bench, key, *, numbers):
    """What stands on the key is what was acknowledged, never two at once; lien status says the same."""
    liens = bench.register.rows(LIENS, key=key)
    stored = [lien["registration"] for lien in liens]
    if sorted(stored) != sorted(numbers):
        yield f"stored {stored}, acknowledged {sorted(numbers)}"
    yield from exclusive_at_every_instant(liens)
    live = [lien["registration"] for lien in liens if lien["recorded_until"] is None]
    named = key.partition("/")[0]  # a receipt has a second key, without its platform
    said = lien_status(bench, kind="warehouse_receipt" if named.endswith("receipt") else named, key=key)
    if said != live:
        yield f"lien status says {said}, live are {live}"


def lien_status(bench, *, kind, key):
    """The liens that lien status names once everything has settled."""
    bench.register.settle()
    reply = bench.exchange.get("/v1/lien-status", kind=kind, key=key)
    return [lien["registration"] for lien in reply.body["liens"]] if reply.status == 200 else [str(reply)]


def ranked_in_order_of_entry(bench, replies):
    """Positions are dense, and positions, instants, order in the journal and what filers were told agree."""
    if {reply.status for reply in replies} != {201}:
        yield f"answered {summary(replies)}"
        return
    key = replies[0].body["collateral"][0]["identity_keys"][0]
    liens = bench.register.rows(LIENS, key=key)
    yield from _in_one_order(liens, len(replies))
    order = [lien["registration"] for lien in liens]
    yield from _told_of_those_ahead(replies, order)
    said = lien_status(bench, kind="land_management_right", key=key)
    if said != order:
        yield f"lien status ranks {said}, entered {order}"


def in_one_line(bench, replies, *, key):
    """Everybody entered, by a registration or a further claim, has the place he was told of."""
    entered = [reply.body["collateral"][0]["rank"] for reply in replies if reply.number]
    liens = bench.register.rows(LIENS, key=key)
    yield from _in_one_order(liens, len(entered))
    if sorted(entered) != list(range(1, len(liens) + 1)):
        yield f"told ranks {sorted(entered)}"
    said = lien_status(bench, kind="land_management_right", key=key)
    if said != [lien["registration"] for lien in liens]:
        yield f"lien status ranks {said}"


def burdened(bench, number):
    """The ids of what a registration burdens now."""
    query = "SELECT id FROM encumbrance WHERE registration = :number AND recorded_until IS NULL"
    return {row["id"] for row in bench.register.rows(query, number=number)}


def _in_one_order(liens, expected):
    if [lien["position"] for lien in liens] != list(range(1, expected + 1)):
        yield f"positions in order of instants: {[lien['position'] for lien in liens]}"
    if [lien["seq"] for lien in liens] != sorted(lien["seq"] for lien in liens):
        yield "the order of instants is not that of the journal"


def _told_of_those_ahead(replies, order):
    ahead = {reply.number: reply.body["collateral"][0]["ahead"] for reply in replies}
    for place, number in enumerate(order):
        if ahead.get(number) != order[:place]:
            yield f"{number} entered as {place + 1}. was told of {ahead.get(number)} ahead"


def stopped_by_a_seizure(bench, seized, *, replies):
    """Nothing was entered after the seizure, and both sides were told the truth."""
    entered = [reply.number for reply in replies if reply.number]
    yield from _told_of_the_law(reply for reply in replies if not reply.number)
    (asset,) = seized.body["assets"]
    if sorted(asset["precedes"] + asset["since_service"]) != sorted(entered):
        yield f"the court was told of {asset['since_service']}, entered were {entered}"
    after = bench.register.rows(AFTER, act=seized.body["id"], key=asset["identity_keys"][0])
    if after:
        yield f"entered after the seizure: {[row['registration'] for row in after]}"


def _told_of_the_law(refused):
    told = {(reply.status, reply.code, reply.body["rule"]["code"]) for reply in refused}
    if not told <= {(422, "prohibited_by_law", "R-399.5")}:
        yield f"refused as {told}"


def identity_key(replies):
    """The key under which a receipt is one asset, with its platform or without."""
    return next((reply.body["collateral"][0]["identity_keys"][-1] for reply in replies if reply.number), None)


def summary(replies):
    return dict(Counter(f"{reply.status} {reply.code or ''}".strip() for reply in replies))
