"""The table of who may do what to whose, as a lawyer reads it. It stands here a second time, so that nobody widens a
right by the way."""

from registry.domain.access import PEOPLE, TABLE, Permission, Role, Scope, person_may
from registry.domain.people.roles import PersonRole

ROLES = ("lender", "exchange", "court", "keeper", "insurer", "auditor", "regulator", "register", "public")
SHORT = {
    "own": Scope.OWN_INSTITUTION, "objects": Scope.OWN_OBJECTS, "case": Scope.NAMED_CASE,
    "proof": Scope.WITH_PROOF, "any": Scope.ANY, "self": Scope.OWN_PERSON,
    "pub": Scope.RELEASED,
}  # fmt: skip

PRINTED = """
                        lender  exchange court  keeper  insurer auditor regulator register public
published:read          any     any      any    any     any     any     any       -        any
certificate:verify      any     any      any    any     any     any     any       -        any
asset:look_up           proof   proof    proof  proof   proof   proof   proof     -        proof
token:ask               proof   proof    proof  proof   proof   proof   proof     -        proof
person:sign_in          proof   proof    proof  proof   proof   proof   proof     -        proof
person:account          -       -        -      -       -       -       -         -        -
filing:draft            -       -        -      -       -       -       -         -        -
filing:approve          -       -        -      -       -       -       -         -        -
people:administer       -       -        -      -       -       -       -         -        -
statistics:supervise    -       -        -      -       -       -       -         -        -
certificate:read        own     own      own    own     own     own     own       -        proof
registration:read       own     -        -      -       -       -       -         -        -
lien_status:read        any     any      any    objects objects any     any       -        -
waterfall:read          any     any      any    -       -       any     any       -        -
search                  any     any      any    -       -       any     any       -        -
events:read             own     own      own    own     own     -       -         -        -
draft:read              own     own      own    own     own     -       -         -        -
client_key:read         own     own      own    own     own     own     own       -        -
access_events:read      -       -        -      -       -       any     -         -        -
statistics:read         own     pub      pub    pub     pub     any     any       -        pub
personal:unmask         -       -        -      -       -       any     any       -        -
personal:report         proof   proof    proof  proof   proof   proof   proof     -        proof
register                own     -        -      -       -       -       -         -        -
further_claim           own     -        -      -       -       -       -         -        -
statutory_registration  own     -        -      -       -       -       -         -        -
subordination           own     -        -      -       -       -       -         -        -
release                 own     -        -      -       -       -       -         -        -
discharge               own     -        -      -       -       -       -         -        -
seize                   -       -        case   -       -       -       -         -        -
lift_seizure            -       -        own    -       -       -       -         -        -
hold                    -       case     -      -       -       -       -         -        -
release_hold            -       own      -      -       -       -       -         -        -
transfer                -       case     -      -       -       -       -         -        -
attest                  -       -        -      objects objects -       -         -        -
genesis                 -       -        -      -       -       -       -         any      -
enrol_administrators    -       -        -      -       -       -       -         any      -
revoke_administrator    -       -        -      -       -       -       -         any      -
enrol_institution       -       -        -      -       -       -       -         any      -
enrol_key               own     own      own    own     own     own     own       any      -
revoke_key              own     own      own    own     own     own     own       any      -
limit_client            -       -        -      -       -       -       -         any      -
enrol_passkey           -       -        -      -       -       -       -         any      -
revoke_passkey          -       -        -      -       -       -       -         any      -
redact                  -       -        -      -       -       -       -         any      -
"""


def test_the_table_says_what_is_printed_here():
    head, *lines = (line.split() for line in PRINTED.strip().splitlines())
    assert tuple(head) == ROLES == tuple(Role)
    printed = {
        right: {Role(role): SHORT[cell] for role, cell in zip(head, cells, strict=True) if cell != "-"}
        for right, *cells in lines
    }
    assert {str(right): dict(row) for right, row in TABLE.items()} == printed


OF_PEOPLE = """
                   maker checker clerk registrar auditor system_administrator security_administrator audit_administrator
person:account     self  self    self  self      self    self                 self                   self
lien_status:read   any   any     any   any       -       -                    -                      -
draft:read         own   own     own   own       -       -                    -                      -
filing:draft       own   -       proof case      -       -                    -                      -
filing:approve     -     own     proof any       -       -                    -                      -
access_events:read -     -       -     -         any     -                    -                      any
people:administer  -     -       -     -         -       any                  any                    any
statistics:supervise -   -       -     -         any     -                    -                      -
"""


def test_the_table_of_people_says_what_is_printed_here():
    head, *lines = (line.split() for line in OF_PEOPLE.strip().splitlines())
    assert tuple(head) == tuple(PersonRole)
    printed = {
        right: {PersonRole(role): SHORT[cell] for role, cell in zip(head, cells, strict=True) if cell != "-"}
        for right, *cells in lines
    }
    assert {str(right): dict(row) for right, row in PEOPLE.items()} == printed


def test_a_person_may_what_one_of_his_roles_may_and_is_refused_what_none_does():
    both = {PersonRole.MAKER, PersonRole.CHECKER}
    assert person_may(both, Permission.DRAFT)
    assert person_may(both, Permission.APPROVE)
    assert not person_may(frozenset(), Permission.ACCOUNT)
    assert not person_may({PersonRole.MAKER}, Permission.APPROVE)
    assert not person_may(both, Permission.SIGN_IN)
