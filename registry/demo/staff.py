"""One person of each role in the demo register, invented, who came in as everybody does: by an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.demo.folder import Folder
from registry.demo.institutions import REGULATOR, RURAL_BANK, Institution
from registry.domain.people.one_time_code import code_of, spelled, step_of
from registry.domain.people.roles import ADMINISTRATORS, Person, PersonRole
from registry.service.authority import SERVING, Authority
from registry.service.people.entering import Accepted, Wanted, accept, enter, opened
from registry.signing import ring
from registry.store import Store
from registry.store.reads.people import known, listing


@dataclass(frozen=True, slots=True)
class Somebody:
    """A login of ``.demo/credentials.json``."""

    login: str
    name: str
    role: PersonRole
    institution: Institution | None = None


SECURITY = Somebody("security", "安全管理员（演示）", PersonRole.SECURITY_ADMINISTRATOR)
STAFF = (
    SECURITY,
    Somebody("system", "系统管理员（演示）", PersonRole.SYSTEM_ADMINISTRATOR),
    Somebody("audit", "审计管理员（演示）", PersonRole.AUDIT_ADMINISTRATOR),
    Somebody("maker", "经办甲（演示）", PersonRole.MAKER, RURAL_BANK),
    Somebody("checker", "复核乙（演示）", PersonRole.CHECKER, RURAL_BANK),
    Somebody("clerk", "窗口人员丙（演示）", PersonRole.CLERK),
    Somebody("registrar", "登记员丁（演示）", PersonRole.REGISTRAR),
    Somebody("auditor", "审计人员戊（演示）", PersonRole.AUDITOR),
    Somebody("regulator", "监管人员己（演示）", PersonRole.AUDITOR, REGULATOR),
)


def make_staff(folder: Folder, database_url: str, *, at: datetime) -> None:
    """Everybody who is not there yet is entered, and sets what stands in the folder."""
    authority = Authority(ring.open_ring(folder.keys, passphrase=folder.secret("passphrase"), uses=SERVING))
    store = Store(database_url, pool_size=1)
    try:
        there = {row["login"] for row in listing(store)}
        for each in STAFF:
            if each.login not in there:
                _comes_in(folder, store, authority=authority, who=each, at=at)
    finally:
        store.close()


def credentials(folder: Folder) -> dict[str, dict[str, Any]]:
    """What each signs in with."""
    return {
        each.login: {
            "role": str(each.role),
            "institution": each.institution.name if each.institution else None,
            "password": folder.secret(_password(each)),
            "totp": folder.secret(_totp(each)),
        }
        for each in STAFF
        if folder.secret_file(_totp(each)).exists()
    }


def _comes_in(folder: Folder, store: Store, *, authority: Authority, who: Somebody, at: datetime) -> None:
    of = who.institution.uscc if who.institution else None
    wanted = Wanted(login=who.login, name=who.name, roles=frozenset({who.role}), identifier=of)
    code = enter(store, authority, wanted=wanted, by=_entering(store, who), second=None, at=at)
    secret = opened(store, authority, code=code, at=at).secret
    folder.write_private(folder.secret_file(_totp(who)), spelled(secret))
    # With the code before this one, so that the one a newcomer sees is not used up.
    given = Accepted(invitation=code, password=folder.secret(_password(who)), code=code_of(secret, step_of(at) - 1))
    accept(store, authority, given=given, at=at)


def _entering(store: Store, who: Somebody) -> Person | None:
    """Nobody for the first administrators."""
    found = None if who.role in ADMINISTRATORS else known(store, SECURITY.login)
    return found.person if found else None


def _password(who: Somebody) -> str:
    return f"person-{who.login}"


def _totp(who: Somebody) -> str:
    return f"person-{who.login}-totp"
