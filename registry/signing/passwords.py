"""Passwords, hashed so that a stolen table is not a list of passwords: argon2id (RFC 9106), each with its own salt.

The cost is OWASP's first choice: 19 MiB, two passes, one lane. A hash says its own cost, so that it can be raised.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.domain.people.password import normalised


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs."""

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


COST = Cost()  # of passwords set from now on; each hash says its own


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher(COST).hash(normalised(password))


def matches(password: str, *, kept: str | None) -> bool:
    """Whether this is the password. Where none is kept the same work is done all the same, so that the time an answer
    takes does not tell whether somebody has that login."""
    try:
        _hasher(COST).verify(kept or _nobodys(COST), normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_cheap(kept: str) -> bool:
    """Whether a hash was made at another cost than today's: at the next sign-in it is made anew."""
    return _hasher(COST).check_needs_rehash(kept)


@lru_cache(maxsize=2)
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)


@lru_cache(maxsize=2)
def _nobodys(cost: Cost) -> str:
    """A hash of what nobody will ever type."""
    return _hasher(cost).hash(secrets.token_urlsafe(32))
