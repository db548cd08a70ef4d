"""Filings that say what few filings say: several creditors, an agent, a debtor who gives nothing, a maximum with its
period. Built like ``samples``, as values and on the wire."""

from datetime import date, timedelta

from registry.domain.claim import ClaimPart, Determination, MainClaim
from registry.domain.collateral import PriorLease
from registry.domain.measures import Money
from registry.domain.party import AgentFor, Capacity, CoCreditor, FiledAs, SecuredCreditor
from tests.samples import (
    TODAY,
    a_bank,
    a_body,
    a_citizen_id,
    a_claim,
    a_filing,
    a_grantor,
    a_parcel,
    a_parcel_body,
    a_person,
    a_uscc,
    an_item,
    an_organization,
    another_bank,
)

CLAIM_ID = "claim_01a20169-2e00-7646-bbe1-8ceb2c083650"
PEOPLE = ("欠债之人", "得益之人", "承租之人", "放贷之人", "同贷之人")


def a_co_creditor(share="1/3", party=None):
    return CoCreditor(party=party or an_organization(name="重庆第三示例银行"), share=share)


def a_trustee(*beneficiaries, capacity=Capacity.TRUSTEE):
    bank = a_bank()
    return SecuredCreditor(
        type=bank.type, name=bank.name, identifier=bank.identifier, capacity=capacity, beneficiaries=beneficiaries
    )


def an_agents_word(agent_for=AgentFor.SECURED_CREDITOR):
    return FiledAs(agent_for=agent_for, authority="授权委托书 2026-18")


def a_maximum(**changes):
    given = {
        "maximum_amount": Money(80_000_000),
        "determination": Determination(starts_on=date(2026, 11, 1), ends_on=date(2028, 10, 31)),
    }
    return a_claim(**(given | changes))


def a_main_claim(creditor=None):
    return MainClaim(creditor=creditor or another_bank(), contract_number="JK-2026-9")


def a_lease(**changes):
    return PriorLease(**({"since": date(2024, 3, 1), "until": date(2029, 2, 28)} | changes))


def a_whole_filing(**changes):
    """Everything the filing of a creditor for himself and others may say; every person has a name of his own."""
    debtor, beneficiary, lessee, lender, partner = PEOPLE
    lease = a_lease(evidence="租赁合同 2024-3", lessee=lessee)
    given = {
        "secured_creditor": a_trustee(a_person(name=beneficiary)),
        "grantors": (a_grantor(share="1/2"),),
        "debtors": (a_person(name=debtor), an_organization()),
        "co_creditors": (a_co_creditor("1/3"), a_co_creditor("1/6", a_person(name=partner))),
        "secured_claim": a_maximum(
            scope=frozenset({ClaimPart.PRINCIPAL, ClaimPart.INTEREST}),
            main_claim=a_main_claim(a_person(name=lender)),
            claim_id=CLAIM_ID,
        ),
    }
    item = an_item(a_parcel(), allocated_amount=Money(40_000_000), prior_lease=lease)
    return a_filing(item, **(given | changes))


# --- the wire ---------------------------------------------------------------------------------------------------------


def a_person_body(name="李四", number=None, **changes):
    identifier = {"scheme": "citizen_id", "value": number or a_citizen_id()}
    return {"type": "natural_person", "name": name, "identifier": identifier} | changes


def a_company_body(name="重庆第三示例银行", number=None, **changes):
    identifier = {"scheme": "uscc", "value": number or a_uscc()}
    return {"type": "organization", "name": name, "identifier": identifier} | changes


def a_whole_claim_body(today=TODAY, **changes):
    """A maximum with its period, the guaranteed claim and a scope."""
    given = a_body(today=today)["secured_claim"] | {
        "kind": "guarantee_recourse",
        "maximum_amount": {"amount": "800000.00", "currency": "CNY"},
        "scope": ["principal", "interest"],
        "main_claim": {"creditor": a_company_body("重庆另一示例银行"), "contract_number": "JK-2026-9"},
        "determination": {
            "from": today.isoformat(),
            "until": (today + timedelta(days=700)).isoformat(),
            "includes_prior_claims": True,
        },
        "claim_id": CLAIM_ID,
    }
    return given | changes


def a_whole_body(creditor, *items, today=TODAY, **changes):
    """A registration that says everything a creditor who files for himself and others may say."""
    lease = {"lessee": "王五", "since": "2024-03-01", "until": "2029-02-28", "evidence": "租赁合同 2024-3"}
    item = a_parcel_body(allocated_amount={"amount": "400000.00", "currency": "CNY"}, prior_lease=lease)
    given = {
        "secured_creditor": creditor | {"capacity": "trustee", "beneficiaries": [a_person_body("赵六")]},
        "debtors": [a_person_body(), a_company_body("重庆示例农业有限公司")],
        "co_creditors": [
            {"party": a_company_body(), "share": "1/3"},
            {"party": a_person_body("钱七"), "share": "1/6"},
        ],
        "secured_claim": a_whole_claim_body(today),
    }
    return a_body(*(items or (item,)), today=today, **(given | changes))
