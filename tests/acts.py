"""Builders of what courts and exchanges file (see ``samples``): dull defaults, no clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from registry.domain.calendar import SHANGHAI
from registry.domain.filings import (
    EnteredFrom,
    LiftSeizure,
    PlaceHold,
    ReleaseHold,
    ReleaseReason,
    Seize,
    SeizureKind,
    TransferTitle,
)
from registry.domain.party import Filer, InstitutionType
from registry.domain.registration import Hold, Seizure, Transfer
from tests.samples import NOON, a_citizen_id, a_ground, a_person, a_standing, a_uscc, decided

COURT = replace(
    a_standing(kind=InstitutionType.COURT, role="court"), institution="inst_court", identifier=a_uscc("11500233")
)
EXCHANGE = replace(
    a_standing(kind=InstitutionType.EXCHANGE, role="exchange"), institution="inst_exchange", identifier=a_uscc()
)
OTHER_EXCHANGE = replace(EXCHANGE, institution="inst_other_exchange")
OTHER_COURT = replace(COURT, institution="inst_other_court")


def a_seizure(*assets, **changes):
    """Served an hour before noon, for a year."""
    given = {
        "court": "重庆示例人民法院",
        "case_number": "（2026）渝0233执123号",
        "document_number": "（2026）渝0233执123号之一",
        "kind": SeizureKind.SEAL,
        "served_at": NOON - timedelta(hours=1),
        "assets": assets,
        "until": date(2027, 11, 22),
        "entered_from": EnteredFrom.SERVED_PAPER,
    }
    return Seize(**(given | changes))


def served_now(days=365):
    """The days of a seizure around the day of a register's own clock."""
    now = datetime.now(UTC)  # noqa: TID251
    return {"served_at": now - timedelta(hours=1), "until": now.date() + timedelta(days=days)}


def a_lifting(seizure, **changes):
    return LiftSeizure(**({"seizure": seizure, "document_number": "（2026）渝0233执123号之二"} | changes))


def a_hold(*assets, **changes):
    """Over the weekend to Tuesday: noon is a Sunday's."""
    return PlaceHold(**({"case_number": "JY-2026-0117", "assets": assets, "until": date(2026, 11, 24)} | changes))


def a_release(hold, **changes):
    return ReleaseHold(**({"hold": hold, "reason": ReleaseReason.COMPLETED} | changes))


def a_transfer(*assets, former=None, holder=None, **changes):
    """Of yesterday, from one person to another."""
    given = {
        "former_holders": (former or a_person(),),
        "holders": (holder or a_person(name="李四"),),
        "case_number": "JY-2026-0117",
        "transferred_on": date(2026, 11, 21),
        "assets": assets,
    }
    return TransferTitle(**(given | changes))


def by(standing):
    return Filer(institution=standing.institution, client=standing.client, role=standing.role)


def act_ground(*held, seizures=(), holds=(), standing=COURT, **changes):
    """What a court or an exchange finds: liens, seizures and holds, each later than the one before."""
    positions, acts = {}, (*seizures, *holds)
    for key in (key for each in (*held, *acts) for key in each.keys):
        positions[key.key] = max(positions.get(key.key, 0), key.position)
    given = {
        "standing": standing,
        "seizures": seizures,
        "holds": holds,
        "positions": positions,
        "at": NOON + timedelta(minutes=len(held) + len(acts)),
    }
    return a_ground(*held, **(given | changes))


def acted(filing, ground=None, **of_ground):
    """The decision on what a court or an exchange files."""
    ground = ground or act_ground(**of_ground)
    return decided(filing, ground, by=by(ground.standing)).decided


def all_seized(filing, ground=None):
    """The seizures, one on each asset, that a filing becomes."""
    ground = ground or act_ground()
    return tuple(
        Seizure(**entered, served_at=filing.served_at, until=filing.until) for entered in as_entered(filing, ground)
    )


def as_entered(filing, ground):
    """What every act says of each of its assets once it stands."""
    made = acted(filing, ground)
    for asset, became in zip(filing.assets, made.assets, strict=True):
        yield {
            "id": became.id,
            "act": made.number,
            "institution": ground.standing.institution,
            "asset": asset,
            "keys": became.keys,
            "recorded_from": ground.at,
        }


def seized(filing, ground=None):
    """The seizure that a filing on one asset becomes."""
    (seizure,) = all_seized(filing, ground)
    return seizure


def held(filing, ground=None):
    """The hold that a filing on one asset becomes."""
    (entered,) = as_entered(filing, ground or act_ground(standing=EXCHANGE))
    return Hold(**entered, until=filing.until)


def moved(filing, ground=None, *, hashed=lambda party: f"#{party.identifier.value}"):
    """The transfer that a filing on one asset becomes, its parties known by what stands for a hash here."""
    (entered,) = as_entered(filing, ground or act_ground(standing=EXCHANGE))
    return Transfer(
        **entered,
        transferred_on=filing.transferred_on,
        former=frozenset(map(hashed, filing.former_holders)),
        holders=frozenset(map(hashed, filing.holders)),
    )


# --- the wire ---------------------------------------------------------------------------------------------------------


def a_seizure_body(*assets, served_at=None, **changes):
    """A seizure's JSON, served an hour ago on the day of the register's own clock, for a year."""
    now = datetime.now(UTC)  # noqa: TID251
    given = {
        "court": "重庆示例人民法院",
        "case_number": "（2026）渝0233执123号",
        "document_number": "（2026）渝0233执123号之一",
        "kind": "seal",
        "served_at": (served_at or now - timedelta(hours=1)).isoformat(),
        "assets": list(assets),
        "until": (now.date() + timedelta(days=365)).isoformat(),
        "entered_from": "served_paper",
    }
    return given | changes


LIFTING = {"document_number": "（2026）渝0233执123号之二"}


def a_hold_body(*assets, **changes):
    """A hold's JSON, to the end of today."""
    given = {"case_number": "JY-2026-0117", "assets": list(assets), "until": datetime.now(SHANGHAI).date().isoformat()}  # noqa: TID251
    return given | changes


RELEASE = {"reason": "completed"}


def a_person_body(name="张三", number=None):
    identifier = {"scheme": "citizen_id", "value": number or a_citizen_id()}
    return {"type": "natural_person", "name": name, "identifier": identifier}


def a_transfer_body(*assets, former=None, holder=None, **changes):
    """A transfer's JSON, from one person to another."""
    given = {
        "from": [former or a_person_body()],
        "to": [holder or a_person_body("李四")],
        "case_number": "JY-2026-0117",
        "transferred_on": "2026-11-20",
        "assets": list(assets),
    }
    return given | changes
