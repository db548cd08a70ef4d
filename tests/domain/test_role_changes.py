"""Who may give a person a role, or take it away."""

import pytest

from registry.domain.errors import NotPermitted
from registry.domain.party import InstitutionType
from registry.domain.people.refusals import TwoAdministratorsNeeded
from registry.domain.people.roles import (
    PersonRole,
    RoleChange,
    change_faults,
    require_change,
    require_change_proposal,
    require_signing_out,
)
from tests.domain.test_people import AUDIT, CLERK, SECURITY, SYSTEM, a_person, codes

GIVES_REGISTRAR = RoleChange(PersonRole.REGISTRAR, gives=True)
TAKES_CLERK = RoleChange(PersonRole.CLERK, gives=False)
GIVES_AUDIT = RoleChange(PersonRole.AUDIT_ADMINISTRATOR, gives=True)
TAKES_AUDIT = RoleChange(PersonRole.AUDIT_ADMINISTRATOR, gives=False)


class TestARoleOfStaff:
    @pytest.mark.parametrize("change", [GIVES_REGISTRAR, TAKES_CLERK])
    def test_is_changed_by_the_security_administrator(self, change):
        require_change(change, CLERK, by=SECURITY, second=None, administrators=3)
        for other in (SYSTEM, AUDIT, a_person(PersonRole.REGISTRAR)):
            with pytest.raises(NotPermitted):
                require_change(change, CLERK, by=other, second=SECURITY, administrators=3)

    def test_is_never_ones_own(self):
        with pytest.raises(NotPermitted):
            require_change(GIVES_REGISTRAR, SECURITY, by=SECURITY, second=None, administrators=3)


class TestAnAdministratorsRole:
    @pytest.mark.parametrize("change", [GIVES_AUDIT, TAKES_AUDIT])
    def test_is_changed_by_any_two(self, change):
        require_change(change, CLERK, by=SYSTEM, second=SECURITY, administrators=3)

    @pytest.mark.parametrize("change", [GIVES_AUDIT, TAKES_AUDIT])
    @pytest.mark.parametrize(("by", "second"), [(SECURITY, None), (SECURITY, SECURITY), (SECURITY, CLERK)])
    def test_is_changed_by_no_fewer(self, change, by, second):
        with pytest.raises(TwoAdministratorsNeeded):
            require_change(change, a_person(login="x"), by=by, second=second, administrators=3)

    def test_is_changed_by_two_others(self):
        for by, second in ((AUDIT, SYSTEM), (SYSTEM, AUDIT)):
            with pytest.raises(NotPermitted):
                require_change(TAKES_AUDIT, AUDIT, by=by, second=second, administrators=3)

    def test_is_not_the_last_but_one(self):
        require_change(TAKES_AUDIT, AUDIT, by=SYSTEM, second=SECURITY, administrators=3)
        with pytest.raises(TwoAdministratorsNeeded):
            require_change(TAKES_AUDIT, AUDIT, by=SYSTEM, second=SECURITY, administrators=2)

    def test_is_proposed_by_an_administrator_of_somebody_else(self):
        require_change_proposal(CLERK, by=AUDIT)
        for person, by in ((CLERK, CLERK), (CLERK, a_person(login="x")), (AUDIT, AUDIT)):
            with pytest.raises(TwoAdministratorsNeeded):
                require_change_proposal(person, by=by)


class TestTheRolesHeWouldHave:
    def test_are_such_as_one_person_may_have(self):
        assert codes(change_faults(GIVES_REGISTRAR, CLERK, of=None)) == []
        assert codes(change_faults(GIVES_AUDIT, SYSTEM, of=None)) == ["one_administrator"]
        assert codes(change_faults(GIVES_REGISTRAR, CLERK, of=InstitutionType.COURT)) == ["role_not_allowed"] * 2
        assert codes(change_faults(TAKES_CLERK, CLERK, of=None)) == ["missing"], "whoever has none is disabled"

    def test_are_others_than_he_has(self):
        for change in (RoleChange(PersonRole.CLERK, gives=True), RoleChange(PersonRole.REGISTRAR, gives=False)):
            assert codes(change_faults(change, CLERK, of=None)) == ["unchanged"]

    def test_are_said_of_the_role_that_is_changed(self):
        assert {each.pointer for each in change_faults(GIVES_AUDIT, SYSTEM, of=None)} == {"/role"}


def test_sessions_of_others_are_ended_by_the_security_administrator():
    require_signing_out(CLERK, by=SECURITY)
    for person, by in ((CLERK, SYSTEM), (CLERK, CLERK), (SECURITY, SECURITY)):
        with pytest.raises(NotPermitted):
            require_signing_out(person, by=by)
