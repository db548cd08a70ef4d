"""Plain builders of stock, crops, livestock and machines, as they stand in a filing's JSON and as assets."""

import itertools

from registry.schemas.collateral import ITEMS
from tests.samples import a_parcel_code

_serial = itertools.count(1)


def asset(body):
    """What a filing of the body would enter."""
    return ITEMS[body["kind"]].load(body).asset


def a_keeper(**changes):
    return {"name": "重庆示例仓储有限公司", "uscc": "91500112MA60ABCD5W"} | changes


def a_lot(name=None):
    return {"warehouse": "一号库", "slot": "A-03", "lot": name or f"2026-谷-{next(_serial)}"}


def a_supervisor(**changes):
    return a_keeper(appointed_by="creditor", agreement_number="JG-2026-1") | changes


def a_stock_body(address=None, **changes):
    """Rice in a store of its own, by name and weight."""
    given = {
        "kind": "inventory",
        "description": "库内全部稻谷",
        "categories": ["product"],
        "place": {"address": address or f"忠县示例镇示例村一组{next(_serial)}号库"},
        "commodity": "稻谷",
        "quantity": {"value": "120.000", "unit": "t"},
    }
    return given | changes


def a_float_body(address=None, **changes):
    """A floating mortgage over the products of a store, described and not listed."""
    described = a_stock_body(address, description="现有的以及将有的全部产品", interest="floating_mortgage")
    del described["commodity"], described["quantity"]
    return described | changes


def a_crop_body(parcel=None, **changes):
    """Oranges of a parcel of their own, insured."""
    given = {
        "kind": "crop",
        "plant": "柑橘",
        "season_year": 2027,
        "place": {"address": "忠县示例镇示例村一组", "parcel_code": parcel or a_parcel_code()},
        "area": {"value": "120.00", "unit": "mu"},
        "sown_on": "2020-03-01",
        "harvest_on": "2058-12-20",
        "expected_yield": {"value": "240.000", "unit": "t"},
        "policy": a_policy_of(),
    }
    return given | changes


def a_herd_body(address=None, **changes):
    """Pigs of one barn and batch, insured and certified."""
    given = {
        "kind": "livestock",
        "species": "pig",
        "breed": "荣昌猪",
        "head_count": 300,
        "place": {"address": address or f"忠县示例镇示例村二组{next(_serial)}号猪场"},
        "barn": "3号圈",
        "batch": "2026-09",
        "quarantine_certificate": "JY-2026-000117",
        "policy": a_policy_of(),
    }
    return given | changes


def a_tagged_body(*tags, **changes):
    """Animals known by their ear tags only."""
    named = a_herd_body(ear_tags=list(tags or (an_ear_tag(),)))
    return {name: each for name, each in named.items() if name not in ("barn", "batch")} | changes


def a_machine_body(serial=None, **changes):
    """A grain dryer."""
    given = {
        "kind": "machinery",
        "machine": "稻谷烘干机",
        "maker": "示例农机制造有限公司",
        "model": "5HX-15",
        "serial_number": serial or a_serial_number(),
        "invoice_number": "26502000000117",
    }
    return given | changes


def a_policy_of(number=None):
    return {"insurer_uscc": "91500000MA6DEM065Q", "policy_number": number or f"PX-2026-{next(_serial):06d}"}


def an_ear_tag(species="1"):
    return f"{species}500233{next(_serial):08d}"


def a_serial_number():
    return f"LX1204-{next(_serial):06d}"


def a_stock(address=None, **changes):
    return asset(a_stock_body(address, **changes))


def a_float(address=None, **changes):
    return asset(a_float_body(address, **changes))


def a_crop(parcel=None, **changes):
    return asset(a_crop_body(parcel, **changes))


def a_herd(address=None, **changes):
    return asset(a_herd_body(address, **changes))


def tagged(*tags, **changes):
    return asset(a_tagged_body(*tags, **changes))


def a_machine(serial=None, **changes):
    return asset(a_machine_body(serial, **changes))
