"""From an empty folder to a register with its first entry and its clients; every step may be repeated."""

from __future__ import annotations

import json
from datetime import date, datetime
from random import Random
from typing import Any

from registry.demo import staff
from registry.demo.acts import A_LIFTING, A_RELEASE, a_hold, a_seizure, a_transfer, an_attestation
from registry.demo.administrators import Administration, a_further_key
from registry.demo.filings import an_example_mortgage, an_example_parcel, an_example_pledge
from registry.demo.folder import Folder
from registry.demo.houses import PILOTS
from registry.demo.institutions import DEVELOPMENT_BANK, INSTITUTIONS, KEEPER, RURAL_BANK, VILLAGE_BANK
from registry.domain.calendar import day_of
from registry.domain.filings import DischargeReason
from registry.domain.rules.register_rules import SIMILAR
from registry.engine import Cluster
from registry.service.authority import SERVING, Authority
from registry.service.file import Desk
from registry.signing import ring, trust
from registry.signing.keys import LATER_USES, PUBLISHED_USES, WORKER_USES, RingListing, Use
from registry.store import Store, migrate

DATABASE = "registry"
OFFICERS = 3
SIGNING_OFFICERS = 2


def make_keys(folder: Folder, at: datetime) -> None:
    """The register's key ring, three offline roots, and the trust file two of them sign."""
    passphrase = folder.secret("passphrase")
    if not folder.keys.exists():
        ring.create_ring(
            folder.keys, passphrase=passphrase, issuer=folder.issuer, origin=folder.origin, livemode=False, at=at
        )
    if all(key.use is not Use.LOG for key in _listing(folder).keys):
        ring.make_log_key(folder.keys, passphrase=folder.secret("log_passphrase"), at=at)
    _add_later_keys(folder, at=at)
    if not folder.roots.exists():
        trust.create_roots(folder.roots, OFFICERS, passphrase=passphrase, name=folder.origin)
    listing = _listing(folder)
    version = _next_version(folder, listing)
    if version is not None:
        officers = [trust.load_root(folder.roots, n, passphrase=passphrase) for n in range(1, OFFICERS + 1)]
        note = trust.make_trust_note(
            listing,
            signers=officers[:SIGNING_OFFICERS],
            threshold=SIGNING_OFFICERS,
            version=version,
            roots=[officer.vkey for officer in officers],
        )
        folder.write_private(folder.trust, note)


def _listing(folder: Folder) -> RingListing:
    return ring.open_ring(folder.keys, passphrase=folder.secret("passphrase"), uses=frozenset()).listing()


def _add_later_keys(folder: Folder, *, at: datetime) -> None:
    """Keys of uses that came later than a demo that goes on."""
    there = {key.use for key in _listing(folder).keys}
    for use in sorted(LATER_USES - there):
        secret = "log_passphrase" if use in WORKER_USES else "passphrase"
        ring.rotate(folder.keys, use, passphrase=folder.secret(secret), at=at)


def _next_version(folder: Folder, listing: RingListing) -> int | None:
    """The version of the trust file to write; None while the one that is there lists every published key."""
    if not folder.trust.exists():
        return 1
    there = trust.open_trust_note(folder.trust.read_text(encoding="utf-8"), pinned=None)
    published = {key.kid for key in listing.keys if key.use in PUBLISHED_USES}
    return None if published <= there.keys.keys() else there.version + 1


def make_database(folder: Folder, cluster: Cluster) -> None:
    """Roles with passwords of this demo, and the newest migration."""
    password = folder.secret("registry_migrate")
    migrate.provision(cluster.superuser_url(), database=DATABASE, password=password)
    migrate.upgrade(url(folder, cluster, role="registry_migrate"), passwords=folder.passwords())


def url(folder: Folder, cluster: Cluster, *, role: str) -> str:
    return migrate.as_role(cluster.superuser_url(DATABASE), role, password=folder.secret(role))


def make_clients(folder: Folder, database_url: str, *, at: datetime) -> None:
    """The journal's first entry, the invented institutions, and a key for each of their systems."""
    authority = Authority(ring.open_ring(folder.keys, passphrase=folder.secret("passphrase"), uses=SERVING))
    store = Store(database_url, pool_size=1)
    administration = Administration(folder, store, desk=Desk(store, authority), at=at)
    administration.begin()
    administration.enrol_all()
    store.close()


def write_credentials(folder: Folder, *, origin: str) -> None:
    """What a newcomer needs to act as an institution, or to sign in as a person."""
    clients = {
        each.client: {
            "role": str(each.role),
            "institution": each.name,
            "client_id": f"demo-{each.client}",
            "key": str(folder.client_key(each.client).relative_to(folder.path)),
        }
        for each in INSTITUTIONS
    }
    people = staff.credentials(folder)
    folder.write_json(folder.credentials, {"register": origin, "clients": clients, "people": people})


def write_examples(folder: Folder, *, at: datetime) -> None:
    """What to file first: a pledge of a receipt nobody has pledged yet and another lender's pledge of the same; a
    mortgage of a parcel and another lender's of the same; a discharge; a court's and an exchange's acts. And what the
    samples of /docs file: a mortgage that knows it may be a duplicate and acts of its own assets, so that a reader can
    try them all, and again."""
    today, number = day_of(at), int(at.timestamp())
    pledge = an_example_pledge(today, number=number)
    sample = an_example_mortgage(today, RURAL_BANK, number=number + 2)
    examples = {
        "pledge": pledge,
        "rival-pledge": {**pledge, "secured_creditor": VILLAGE_BANK.as_creditor()},
        "mortgage": an_example_mortgage(today, RURAL_BANK, number=number),
        "second-mortgage": an_example_mortgage(today, DEVELOPMENT_BANK, number=number + 1),
        **_sample_filings(sample, today, number=number + 3),
        "discharge": {"reason": str(DischargeReason.CLAIM_EXTINGUISHED)},
        "sample-key": a_further_key(folder, RURAL_BANK),
        "lost": {"reason": "演示 | a trial"},
        **_example_acts(today, number=number),
    }
    for name, body in examples.items():
        folder.write_json(folder.path / f"{name}.json", body)


def _sample_filings(body: dict[str, Any], today: date, *, number: int) -> dict[str, Any]:
    """A mortgage of two parcels, and what may follow on it; whoever files that says of which item."""
    other = an_example_parcel(today, number=number)
    sample = {
        **body,
        "grantors": [*body["grantors"], *other.grantors],
        "collateral": [*body["collateral"], other.item],
        "acknowledged": [*body.get("acknowledged", ()), SIMILAR.code],
    }
    claim = {**body["secured_claim"], "contract_number": f"HT-{number}"}
    large = {**body["secured_claim"], "principal": {"amount": "200000000.00", "currency": "CNY"}}
    return {
        "sample": sample,
        "sample-large": {**sample, "secured_claim": large},
        "sample-further-claim": {"secured_claim": claim, "collateral": [{"id": "ITEM"}]},
        "sample-report": {
            "collateral": ["ITEM"],
            "statutory_registration": {"registry": "不动产登记机构", "number": str(number)},
        },
        "sample-subordination": {"collateral": ["ITEM"], "behind": "OTHER"},
        "sample-release": {"collateral": ["ITEM"], "reason": str(DischargeReason.WAIVED)},
    }


def _example_acts(today: date, *, number: int) -> dict[str, Any]:
    """What a court and the exchange would file of one more parcel."""
    dice, offer = Random(number), an_example_parcel(today, number=number)
    return {
        "hold": a_hold(dice, [offer.item], today=today),
        "release": A_RELEASE,
        "transfer": a_transfer(dice, {"grantors": offer.grantors, "collateral": [offer.item]}, today=today),
        "seizure": a_seizure(dice, [offer.item], today=today),
        "lift": A_LIFTING,
        **_sample_acts(today, number=number + 1),
    }


def _sample_acts(today: date, *, number: int) -> dict[str, Any]:
    """Each of something else than the others, so that none is in another's way."""
    dice = Random(number)
    (receipt,) = an_example_pledge(today, number=number)["collateral"]
    moved, seized = (an_example_parcel(today, number=number + each) for each in range(2))
    kept = {"name": KEEPER.name, "uscc": KEEPER.uscc}
    return {
        "sample-hold": a_hold(dice, [{**receipt, "receipt_number": "CD-SAMPLE"}], today=today),
        "sample-transfer": a_transfer(dice, {"grantors": moved.grantors, "collateral": [moved.item]}, today=today),
        "sample-seizure": a_seizure(dice, [seized.item], today=today),
        "sample-attestation": an_attestation({**receipt, "keeper": kept}, today=today),
    }


def write_environment(folder: Folder, cluster: Cluster, *, origin: str) -> dict[str, dict[str, str]]:
    """The variables of each part, so that `registry audit` and the others work beside a running demo."""
    shared = {
        "REGISTRY_PUBLIC_ORIGIN": origin,
        "REGISTRY_KEY_FOLDER": str(folder.keys),
        "REGISTRY_KEY_PASSPHRASE_FILE": str(folder.secret_file("passphrase")),
        "REGISTRY_PILOTS": json.dumps(PILOTS),
        "REGISTRY_PUBLISHED_TRUST": str(folder.trust),
    }
    of_the_log = {
        "REGISTRY_PUBLIC_ORIGIN": origin,
        "REGISTRY_KEY_FOLDER": str(folder.keys),
        "REGISTRY_LOG_KEY_PASSPHRASE_FILE": str(folder.secret_file("log_passphrase")),
        "REGISTRY_LOG_STATE_FOLDER": str(folder.log_state),
    }
    roles = {
        "serve": "registry_app",
        "worker": "registry_sequencer",
        "audit": "registry_auditor",
        "erase": "registry_eraser",
        "migrate": "registry_migrate",
    }
    parts = {
        part: {
            **(of_the_log if part == "worker" else shared),
            "REGISTRY_DATABASE_URL": url(folder, cluster, role=role),
        }
        for part, role in roles.items()
    }
    folder.write_json(folder.environment, parts)
    return parts
