"""A claim that several registrations secure is one institution's: of two that name it first at once, one sees the other."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from contextlib import suppress
from dataclasses import replace

import pytest

from registry.domain.errors import InvalidParticulars
from registry.service.file import Desk, Filed
from tests.lender import Lender
from tests.register import RegisterUnderTest
from tests.samples import a_receipt
from tests.whole import CLAIM_ID

A_WHILE = 0.5  # seconds in which a filing that nothing holds up has long been entered


def file_for(lender: Lender, desk: Desk) -> Filed:
    filing = lender.registration(a_receipt())
    named = replace(filing, secured_claim=replace(filing.secured_claim, claim_id=CLAIM_ID))
    return desk.file(named, lender.submitted())


def test_of_two_that_name_a_claim_at_once_one_has_it(register: RegisterUnderTest):
    first, second = Lender(register), Lender(register, "另一银行")
    others: list[Future[Filed]] = []
    with ThreadPoolExecutor(1) as pool:

        def watch(step: str) -> None:
            """Between the first's look at the register and its entry, the second does all it can."""
            if step == "read":
                others.append(pool.submit(file_for, second, register.desk))
                with suppress(Waiting):
                    others[0].result(timeout=A_WHILE)

        file_for(first, Desk(register.store, register.authority, watch=watch))
        with pytest.raises(InvalidParticulars, match="unknown_claim"):
            others[0].result()
    holders = register.rows("SELECT DISTINCT institution FROM registration WHERE claim_id = :claim", claim=CLAIM_ID)
    assert [row["institution"] for row in holders] == [first.enrolled.institution]
