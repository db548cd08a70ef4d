"""The demo's administrators: two, openly named so. The demo holds their keys itself, as no register in earnest does."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any

from registry.demo.folder import Folder
from registry.demo.institutions import INSTITUTIONS, Institution
from registry.domain.access import FILES
from registry.domain.allowance import Allowance
from registry.domain.errors import AlreadyEnrolled
from registry.domain.filings import Administrator, EnrolAdministrators, EnrolInstitution, Filing, Genesis
from registry.domain.measures import Money
from registry.service.enrolment import NewKey, approved, by_the_register, enter, first_key, proposed
from registry.service.file import Desk
from registry.signing.client_keys import ClientKey, generate_client_key
from registry.signing.possession import Challenge, prove_possession
from registry.store import Store
from registry.store.reads.clients import administrators

NAMES = ("demo-administrator-1", "demo-administrator-2")
CEILING = Money(10_000_000_000)  # a hundred million yuan: above what the plan lends, below what a visitor may try
_LETTER = "演示函件：{name}申请为其系统 {client} 登记密钥。本函件为虚构。\n"


class Administration:
    """Whatever is entered here, the demo's two administrators have approved."""

    def __init__(self, folder: Folder, store: Store, *, desk: Desk, at: datetime) -> None:
        self._folder, self._store, self._desk, self._at = folder, store, desk, at
        self._keys = {name: administrator_key(folder, name) for name in NAMES}

    def begin(self) -> None:
        """The journal's first entry. A demo from before there were administrators is told of them now."""
        named = tuple(
            Administrator(name=name, key_id=key.key_id, jwk=key.public.jwk) for name, key in self._keys.items()
        )
        folder = self._folder
        with suppress(AlreadyEnrolled):
            genesis = Genesis(issuer=folder.issuer, origin=folder.origin, livemode=False, administrators=named)
            self._desk.file(genesis, by_the_register())
        if not administrators(self._store):
            self._desk.file(EnrolAdministrators(administrators=named), by_the_register())

    def enrol_all(self) -> None:
        """The invented institutions, and a key for each of their systems."""
        for each in INSTITUTIONS:
            with suppress(AlreadyEnrolled):
                self.enter(EnrolInstitution(name=each.name, identifier=each.uscc, type=each.type, licence=each.licence))
            with suppress(AlreadyEnrolled):
                self._enrol(each, client_key(folder=self._folder, name=each.client))

    def _enrol(self, institution: Institution, key: ClientKey) -> None:
        """With all that its role files: whoever tries the demo wants to try everything; and a ceiling, above which a
        filing waits for a person."""
        client = f"demo-{institution.client}"
        challenge = _challenge(self._folder, institution)
        filing = first_key(
            self._store,
            NewKey(jwk=key.public_jwk, possession=prove_possession(key, challenge)),
            identifier=institution.uscc,
            client=client,
            letter=sha256(_LETTER.format(name=institution.name, client=client).encode()).hexdigest(),
            allowance=Allowance(verbs=FILES[institution.role], ceiling=CEILING),
        )
        self.enter(filing)

    def enter(self, filing: Filing) -> None:
        """What both of them approve."""
        paper = proposed(filing, register=self._folder.origin, at=self._at)
        for key in self._keys.values():
            paper = approved(paper, key)
        enter(self._desk, self._store, paper=paper)


def administrator_key(folder: Folder, name: str) -> ClientKey:
    """The key of one of them, made the first time it is asked for, in a file that its own passphrase opens."""
    path, passphrase = folder.administrator_key(name), folder.secret(name)
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        generate_client_key().save(path, passphrase=passphrase)
    return ClientKey.load(path, passphrase=passphrase)


def client_key(*, folder: Folder, name: str) -> ClientKey:
    path = folder.client_key(name)
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        generate_client_key().save(path)
    return ClientKey.load(path)


def a_further_key(folder: Folder, institution: Institution) -> dict[str, Any]:
    """What the system of an institution would send to enrol a key that nobody has: to be rehearsed."""
    key = generate_client_key()
    return {"jwk": key.public_jwk, "possession": prove_possession(key, _challenge(folder, institution))}


def _challenge(folder: Folder, institution: Institution) -> Challenge:
    return Challenge(institution=institution.uscc, client=f"demo-{institution.client}", register=folder.origin)
