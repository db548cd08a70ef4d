"""What courts and exchanges file takes the one way every filing takes, in as few statements."""

import pytest

from registry.domain.party import InstitutionType
from tests.acts import a_hold, a_lifting, a_release, a_seizure, a_transfer, served_now
from tests.lender import Lender
from tests.register import today
from tests.samples import a_grantor, a_parcel, a_person, a_receipt
from tests.service.test_file import watched


@pytest.fixture(scope="module")
def court(register):
    return Lender(register, "示例法院", kind=InstitutionType.COURT)


@pytest.fixture(scope="module")
def exchange(register):
    return Lender(register, "示例交易所", kind=InstitutionType.EXCHANGE)


def statements(register, filing, *, by):
    """How many statements the filing takes, without BEGIN and COMMIT."""
    with watched(register.store) as seen:
        filed = by.file(filing)
    assert (seen[0], seen[-1]) == ("BEGIN", "COMMIT")
    return filed.entry.decided["number"], len(seen) - 2


@pytest.mark.parametrize(("made", "number"), [(a_receipt, 3), (a_parcel, 4)])
def test_an_act_takes_three_statements_four_where_there_may_be_other_names_and_what_ends_it_four(
    register, court, exchange, made, number
):
    seizure, taken = statements(register, a_seizure(made(), made(), **served_now()), by=court)
    assert (taken, statements(register, a_lifting(seizure), by=court)[1]) == (number, 4)
    hold, taken = statements(register, a_hold(made(), until=today()), by=exchange)
    assert (taken, statements(register, a_release(hold), by=exchange)[1]) == (number, 4)
    assert statements(register, a_transfer(made(), transferred_on=today()), by=exchange)[1] == number


@pytest.mark.parametrize(("made", "number"), [(a_receipt, 3), (a_parcel, 4)])
def test_a_registration_after_a_transfer_takes_no_more(register, exchange, made, number):
    asset = made()
    buyer = a_person()
    exchange.file(a_transfer(asset, holder=buyer, transferred_on=today()))
    bank = Lender(register)
    filing, submitted = bank.registration(asset, grantors=(a_grantor(buyer),)), bank.submitted()
    with watched(register.store) as seen:
        register.desk.file(filing, submitted)
    assert len(seen) == number + 2
