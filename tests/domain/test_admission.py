"""Before a verb's own rules are asked: who files, under which key, and whether the clock may be believed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain.access import FILES, PEOPLE, READS, ROLES_OF, TABLE, Permission, Role, Scope, reaches, require
from registry.domain.allowance import OF_ITS_OWN_KEYS
from registry.domain.errors import KeyRevoked, NotPermitted, Unavailable
from registry.domain.filings import Genesis
from registry.domain.lifecycle import Verb
from registry.domain.party import InstitutionType
from tests.samples import NOON, a_discharge, a_filer, a_filing, a_ground, a_standing, decided

MOMENT = timedelta(microseconds=1)
GENESIS = Genesis(issuer="重庆示例登记处", origin="log.example", livemode=False)


class TestWhoMayFile:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.LENDER])
    def test_only_a_lender_registers(self, role):
        with pytest.raises(NotPermitted):
            decided(a_filing(), by=a_filer(role=role))

    def test_a_lender_does_not_enrol_or_redact(self):
        for verb in FILES[Role.REGISTER] - OF_ITS_OWN_KEYS:
            with pytest.raises(NotPermitted):
                require(Role.LENDER, verb)

    def test_every_client_changes_keys_of_its_own(self):
        for role in set(Role) - {Role.PUBLIC}:
            for verb in OF_ITS_OWN_KEYS:
                require(role, verb)

    def test_the_right_to_file_is_asked_before_the_key(self):
        with pytest.raises(NotPermitted):
            decided(a_filing(), a_ground(standing=None), by=a_filer(role="auditor"))

    def test_every_verb_but_two_is_filed_by_exactly_one_role(self):
        shared = {Verb.SEARCH, Verb.ATTEST}
        filed = sorted(verb for verbs in FILES.values() for verb in verbs if verb not in shared)
        assert filed == sorted(set(Verb) - shared)

    def test_keepers_and_insurers_attest_and_nobody_else(self):
        assert {role for role, verbs in FILES.items() if Verb.ATTEST in verbs} == {Role.KEEPER, Role.INSURER}

    def test_whoever_may_ask_for_a_search_may_enter_one(self):
        may_ask = {role for role, may in READS.items() if Permission.SEARCH in may}
        assert {role for role, verbs in FILES.items() if Verb.SEARCH in verbs} == may_ask != set()


class TestTheTable:
    def test_has_a_row_for_every_right_and_somebody_in_each(self):
        assert set(TABLE) == {*Permission, *Verb}
        assert {right for right, row in TABLE.items() if not row} <= set(PEOPLE)  # no client's: a person's

    def test_by_role_names_every_role(self):
        assert set(READS) == set(FILES) == set(Role)

    def test_lets_only_lenders_read_registrations(self):
        assert [role for role, may in READS.items() if Permission.REGISTRATION_READ in may] == [Role.LENDER]

    def test_lets_auditor_and_regulator_file_nothing_but_searches(self):
        assert FILES[Role.AUDITOR] == FILES[Role.REGULATOR] == {Verb.SEARCH}

    def test_lets_whoever_has_something_certified_read_the_certificate(self):
        certified = {role for role, verbs in FILES.items() if verbs} - {Role.REGISTER}
        assert certified <= set(TABLE[Permission.CERTIFICATE_READ])

    def test_gives_the_public_nothing_of_anybodys_without_a_proof(self):
        files, scopes = (
            FILES[Role.PUBLIC],
            {right: row[Role.PUBLIC] for right, row in TABLE.items() if Role.PUBLIC in row},
        )
        same_for_all = dict.fromkeys((Permission.PUBLISHED, Permission.VERIFY), Scope.ANY)
        same_for_all[Permission.STATISTICS] = Scope.RELEASED
        by_proof = dict.fromkeys((Permission.CERTIFICATE_READ, Permission.TOKEN, Permission.SIGN_IN), Scope.WITH_PROOF)
        assert (files, scopes) == (frozenset(), same_for_all | by_proof)

    def test_of_institutions_names_every_type_and_never_makes_one_the_register_or_the_public(self):
        assert set(ROLES_OF) == set(InstitutionType)
        assert not any({Role.REGISTER, Role.PUBLIC} & roles for roles in ROLES_OF.values())


class TestHowFarARightReaches:
    def test_to_its_own_institutions_and_no_further(self):
        for verb in FILES[Role.LENDER] - {Verb.SEARCH}:
            assert reaches(Role.LENDER, verb, own=True)
            assert not reaches(Role.LENDER, verb, own=False)

    def test_to_any_asset_under_a_case_that_is_named(self):
        for role, verb in ((Role.COURT, Verb.SEIZE), (Role.EXCHANGE, Verb.HOLD), (Role.EXCHANGE, Verb.TRANSFER)):
            assert reaches(role, verb, own=False)

    def test_to_nothing_where_the_table_has_no_cell(self):
        assert not reaches(Role.AUDITOR, Verb.DISCHARGE, own=True)

    def test_to_nothing_of_anybodys_for_whoever_shows_no_proof(self):
        assert not reaches(Role.PUBLIC, Permission.CERTIFICATE_READ, own=False)


class TestTheKey:
    def test_that_no_enrolment_precedes_files_nothing(self):
        with pytest.raises(KeyRevoked):
            decided(a_filing(), a_ground(standing=None))

    def test_that_was_revoked_files_nothing(self):
        with pytest.raises(KeyRevoked):
            decided(a_filing(), a_ground(standing=a_standing(key_live=False)))

    def test_is_not_asked_of_the_register_itself(self):
        assert decided(GENESIS, a_ground(standing=None), by=a_filer(role="register")).registration is None

    def test_is_asked_again_by_the_registration_itself(self):
        with pytest.raises(KeyRevoked):
            a_filing().decide(a_ground(standing=None), lambda _: b"")


class TestTheClock:
    def test_may_not_stand_where_an_answer_was_already_settled(self):
        with pytest.raises(Unavailable):
            decided(a_filing(), a_ground(at=NOON, settled_until=NOON))

    def test_may_not_stand_at_the_last_instant_of_a_key(self):
        with pytest.raises(Unavailable):
            decided(a_filing(), a_ground(at=NOON, last_instant=NOON))

    def test_may_not_have_stepped_back(self):
        with pytest.raises(Unavailable):
            decided(a_filing(), a_ground(at=NOON, last_instant=NOON + timedelta(hours=1)))

    def test_need_be_no_more_than_a_moment_later(self):
        ground = a_ground(at=NOON, settled_until=NOON - MOMENT, last_instant=NOON - MOMENT)
        assert decided(a_filing(), ground).decided.registered_at == NOON

    def test_lets_nobody_file_while_an_entry_waits_for_the_log(self):
        minute = timedelta(minutes=1)
        assert decided(a_filing(), a_ground(at=NOON, waiting_since=NOON - minute)).decided
        with pytest.raises(Unavailable):
            decided(a_filing(), a_ground(at=NOON, waiting_since=NOON - minute - MOMENT))

    def test_holds_follow_ups_too(self):
        with pytest.raises(Unavailable):
            decided(a_discharge("CQ202611220000000131"), replace(a_ground(), last_instant=NOON))
