"""Two drafts that wait in the demo for whoever signs in as their second person: a bank's and one of the counter's."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from registry.demo.filings import an_example_mortgage
from registry.demo.folder import Folder
from registry.demo.institutions import RURAL_BANK, VILLAGE_BANK
from registry.domain.calendar import day_of
from registry.domain.drafts.draft import Paper, Wanted
from registry.domain.lifecycle import Verb
from registry.schemas.drafted import target_of
from registry.service import drafts
from registry.service.authority import SERVING, Authority
from registry.signing import ring
from registry.store import Store
from registry.store.reads import drafts as read
from registry.store.reads.people import known

_APPLICATION = "演示申请书：本件为虚构。\n"
_NUMBER = 900_000  # of their contracts: no filing of the plan has it


def make_drafts(folder: Folder, database_url: str, *, at: datetime) -> None:
    """Written and put before a second person once; what has become of them since is not undone."""
    authority = Authority(ring.open_ring(folder.keys, passphrase=folder.secret("passphrase"), uses=SERVING))
    store = Store(database_url, pool_size=1)
    try:
        for login, wanted in _wanted(at).items():
            _put_before(store, authority, login=login, wanted=wanted, at=at)
    finally:
        store.close()


def _put_before(store: Store, authority: Authority, *, login: str, wanted: Wanted, at: datetime) -> None:
    found = known(store, login)
    if found is None:
        return
    maker, institution = found.person, drafts.whose(found.person)
    if any(row["maker"] == maker.id for row in read.listing(store, institution=institution, limit=100, filters={})):
        return
    draft = drafts.write(store, authority, by=maker, wanted=wanted, at=at)
    seen = drafts.opened(store, authority, draft=draft, institution=institution).seen
    drafts.submit(store, by=maker, seen=seen, at=at)


def _wanted(at: datetime) -> dict[str, Wanted]:
    """By the login of who makes it."""
    today = day_of(at)
    own = an_example_mortgage(today, RURAL_BANK, number=_NUMBER)
    brought = an_example_mortgage(today, VILLAGE_BANK, number=_NUMBER + 1)
    paper = Paper(sha256=sha256(_APPLICATION.encode()).hexdigest())
    return {
        "maker": _registration(own),
        "clerk": _registration(brought, behalf=VILLAGE_BANK.uscc, paper=paper),
    }


def _registration(body: dict[str, Any], **more: Any) -> Wanted:
    spelled = json.dumps(body, ensure_ascii=False).encode()
    return Wanted(verb=Verb.REGISTER, target=target_of(Verb.REGISTER, None), body=spelled, **more)
