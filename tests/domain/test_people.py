"""Who may be what in the register, who may enter, disable and give a new start to whom."""

import pytest

from registry.domain.errors import NotPermitted
from registry.domain.party import InstitutionType
from registry.domain.people.login import login_faults, normalised
from registry.domain.people.refusals import TwoAdministratorsNeeded
from registry.domain.people.roles import (
    ADMINISTRATORS,
    WORDS,
    Person,
    PersonRole,
    require_confirmation,
    require_disabling,
    require_entry,
    require_proposal,
    role_faults,
)


def a_person(*roles, login="somebody"):
    return Person(id=f"per_{login}", login=login, name="某人", institution=None, roles=frozenset(roles))


SYSTEM = a_person(PersonRole.SYSTEM_ADMINISTRATOR, login="system")
SECURITY = a_person(PersonRole.SECURITY_ADMINISTRATOR, login="security")
AUDIT = a_person(PersonRole.AUDIT_ADMINISTRATOR, login="audit")
CLERK = a_person(PersonRole.CLERK, login="clerk")
ALL = frozenset(PersonRole)


def codes(faults):
    return [fault.code for fault in faults]


class TestARole:
    def test_has_a_word_in_both_languages(self):
        assert set(WORDS) == set(PersonRole)

    @pytest.mark.parametrize("role", [PersonRole.MAKER, PersonRole.CHECKER])
    @pytest.mark.parametrize("kind", [InstitutionType.FINANCIAL_INSTITUTION, InstitutionType.COURT])
    def test_of_an_institution_is_to_draft_or_to_check(self, role, kind):
        assert codes(role_faults({role}, of=kind)) == []
        assert codes(role_faults({role}, of=None)) == ["role_not_allowed"]

    @pytest.mark.parametrize("role", sorted({PersonRole.CLERK, PersonRole.REGISTRAR, *ADMINISTRATORS}))
    def test_of_the_register_is_nobody_elses(self, role):
        assert codes(role_faults({role}, of=None)) == []
        for kind in InstitutionType:
            assert codes(role_faults({role}, of=kind)) == ["role_not_allowed"]

    def test_of_an_auditor_is_to_read(self):
        for kind in (InstitutionType.AUDITOR, InstitutionType.REGULATOR, None):
            assert codes(role_faults({PersonRole.AUDITOR}, of=kind)) == []
        assert codes(role_faults({PersonRole.MAKER}, of=InstitutionType.AUDITOR)) == ["role_not_allowed"]

    def test_is_needed(self):
        assert codes(role_faults([], of=None)) == ["missing"]

    def test_of_an_administrator_is_one_persons_and_no_other(self):
        first, *others = sorted(ADMINISTRATORS)
        for other in others:
            assert codes(role_faults({first, other}, of=None)) == ["one_administrator"]

    def test_to_draft_and_to_check_may_be_one_persons_but_never_on_one_filing(self):
        both = {PersonRole.MAKER, PersonRole.CHECKER}
        assert codes(role_faults(both, of=InstitutionType.FINANCIAL_INSTITUTION)) == []


class TestEntering:
    @pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
    def test_the_first_administrator_of_a_kind_takes_nobody(self, role):
        require_entry({role}, by=None, second=None, held=frozenset())
        require_entry({role}, by=None, second=None, held=ADMINISTRATORS - {role})

    @pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
    def test_a_second_of_that_kind_takes_two_even_when_the_first_is_gone(self, role):
        with pytest.raises(NotPermitted):
            require_entry({role}, by=None, second=None, held={role})

    def test_nobody_enters_anybody_else(self):
        for roles in ({PersonRole.CLERK}, {PersonRole.CLERK, PersonRole.SYSTEM_ADMINISTRATOR}):
            with pytest.raises(NotPermitted):
                require_entry(roles, by=None, second=None, held=frozenset())

    def test_people_takes_the_security_administrator(self):
        require_entry({PersonRole.MAKER}, by=SECURITY, second=None, held=ALL)
        for other in (SYSTEM, AUDIT, CLERK):
            with pytest.raises(NotPermitted):
                require_entry({PersonRole.MAKER}, by=other, second=SECURITY, held=ALL)

    def test_an_administrator_takes_any_two(self):
        require_entry({PersonRole.SECURITY_ADMINISTRATOR}, by=SYSTEM, second=AUDIT, held=ALL)

    @pytest.mark.parametrize(
        ("by", "second"), [(SECURITY, None), (SECURITY, SECURITY), (SECURITY, CLERK), (CLERK, SECURITY)]
    )
    def test_an_administrator_takes_no_fewer(self, by, second):
        with pytest.raises(TwoAdministratorsNeeded):
            require_entry({PersonRole.AUDIT_ADMINISTRATOR}, by=by, second=second, held=ALL)


class TestDisabling:
    def test_takes_the_security_administrator(self):
        require_disabling(CLERK, by=SECURITY, administrators=3)
        for other in (SYSTEM, AUDIT, a_person(PersonRole.REGISTRAR)):
            with pytest.raises(NotPermitted):
                require_disabling(CLERK, by=other, administrators=3)

    def test_the_security_administrator_takes_another_administrator(self):
        require_disabling(SECURITY, by=AUDIT, administrators=3)
        with pytest.raises(NotPermitted):
            require_disabling(SECURITY, by=CLERK, administrators=3)

    def test_is_never_of_oneself(self):
        with pytest.raises(NotPermitted):
            require_disabling(SECURITY, by=SECURITY, administrators=9)

    def test_leaves_two_administrators(self):
        require_disabling(AUDIT, by=SECURITY, administrators=3)
        with pytest.raises(TwoAdministratorsNeeded):
            require_disabling(AUDIT, by=SECURITY, administrators=2)
        require_disabling(CLERK, by=SECURITY, administrators=2)


class TestARecovery:
    def test_is_proposed_by_one_administrator_and_confirmed_by_another(self):
        require_proposal(CLERK, by=SYSTEM)
        require_confirmation(CLERK, proposed_by=SYSTEM.id, by=AUDIT)

    def test_is_not_confirmed_by_whoever_proposed_it(self):
        with pytest.raises(TwoAdministratorsNeeded):
            require_confirmation(CLERK, proposed_by=SYSTEM.id, by=SYSTEM)

    def test_is_never_ones_own(self):
        with pytest.raises(TwoAdministratorsNeeded):
            require_proposal(SYSTEM, by=SYSTEM)
        with pytest.raises(TwoAdministratorsNeeded):
            require_confirmation(SYSTEM, proposed_by=AUDIT.id, by=SYSTEM)

    def test_is_for_administrators(self):
        with pytest.raises(TwoAdministratorsNeeded):
            require_proposal(SYSTEM, by=CLERK)
        with pytest.raises(TwoAdministratorsNeeded):
            require_confirmation(SYSTEM, proposed_by=AUDIT.id, by=CLERK)


class TestALogin:
    @pytest.mark.parametrize("login", ["wang.fang", "a-1", "abc", "a" * 32])
    def test_is_small_letters_digits_points_and_hyphens(self, login):
        assert codes(login_faults(login)) == []

    @pytest.mark.parametrize("login", ["", "ab", "1abc", "王芳", "Wang", "a b", "a" * 33, "wang\n", ".wang"])
    def test_is_nothing_else(self, login):
        assert codes(login_faults(login)) == ["malformed"]

    @pytest.mark.parametrize(
        "typed", ["Wang.Fang", " wang.fang ", "wang\x00.fang\n", "wang.\ud800fang", "ｗａｎｇ．ｆａｎｇ"]
    )
    def test_is_the_same_however_it_was_typed(self, typed):
        assert normalised(typed) == "wang.fang"

    def test_that_was_typed_without_end_is_cut(self):
        assert normalised("a" * 10_000) == "a" * 64
