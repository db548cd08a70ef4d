"""Builders of rights and liens. Day 0 is a Monday far from every holiday; a lien is over one asset, entered when built."""

import itertools
from datetime import UTC, datetime, timedelta

from registry.domain.priority import Basis, Instant, Instants, Nature, Right
from registry.domain.proceeds import Lien, Part, Secured, Subordination
from registry.domain.waterfall import waterfall

START = datetime(2026, 6, 22, 4, 0, tzinfo=UTC)  # noon in Chongqing; day 60 is a Friday

_serial = itertools.count(1)


def day(number):
    return START + timedelta(days=number)


def on(number):
    return None if number is None else Instant(day(number))


def registered(number=None, **changes):
    """A mortgage, or what else is made public by registration; not registered where no day is named."""
    return Right(instants=Instants(registered=on(number)), **changes)


def delivered(number=None, **changes):
    return Right(instants=Instants(delivered=on(number)), ways=(Basis.DELIVERY,), **changes)


def over_a_receivable(*, registered=None, notified=None, **changes):
    instants = Instants(registered=on(registered), notified=on(notified))
    return Right(instants=instants, ways=(Basis.REGISTRATION, Basis.NOTICE), **changes)


def a_possessory_lien(number=None):
    return delivered(number, nature=Nature.POSSESSORY_LIEN)


def purchase_money(*, delivered, registered, **changes):
    return Right(instants=Instants(registered=on(registered)), goods_delivered=on(delivered), **changes)


def a_seizure(number=None):
    return Right(instants=Instants(served=on(number)), ways=(Basis.SERVICE,), nature=Nature.SEIZURE)


def a_claim(owed=60, name=None, **changes):
    return Secured(id=name or f"claim {next(_serial)}", owed=owed, **changes)


def a_lien(name, right=None, *, owed=60, **changes):
    given = {
        "id": name,
        "registration": name,
        "claim": a_claim(owed, name),
        "part": "asset",
        "right": right or registered(1),
        "recorded_from": day(0) + timedelta(seconds=next(_serial)),
    }
    return Lien(**(given | changes))


def a_part(proceeds, name="asset", **changes):
    return Part(name=name, proceeds=proceeds, **changes)


def stands_back(lien, *, behind, **changes):
    return Subordination(**({"lien": lien, "behind": behind, "recorded_from": day(1)} | changes))


def divided(liens, *proceeds, at=None, agreements=()):
    """The distribution of one sum over one asset, or of the parts given."""
    parts = [a_part(each) if isinstance(each, int) else each for each in proceeds]
    return waterfall(liens, parts, at=at or day(100), agreements=agreements)


def paid(liens, *proceeds, **options):
    """What each lien gets, over all parts."""
    totals = {}
    for share in divided(liens, *proceeds, **options).shares:
        totals[share.lien] = totals.get(share.lien, 0) + share.amount
    return totals


def the_share(of, distribution, *, part="asset"):
    (share,) = [each for each in distribution.shares if (each.lien, each.part) == (of, part)]
    return share


def codes(of, distribution, *, part="asset"):
    return list(the_share(of, distribution, part=part).reasons)
