"""The trust file: believed only from its officers, and never backwards."""

from dataclasses import replace

import pytest

from registry.signing.client_keys import generate_client_key
from registry.signing.encoding import canonical_json, parse_canonical_json
from registry.signing.errors import BadSignature, KeyRingError, Reason
from registry.signing.keys import KeyState, PrivateKey, Use
from registry.signing.notes import Verifier, sign_note
from registry.signing.trust import (
    HEADING,
    RootKey,
    cosign,
    create_roots,
    load_root,
    make_trust_note,
    open_trust_note,
)
from tests.signing.builders import ORIGIN, single_character_changes

PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def a_root(number):
    return RootKey(f"registry.example/root/{number}", PrivateKey(generate_client_key()._key))


@pytest.fixture(scope="module")
def roots():
    return [a_root(number) for number in (1, 2, 3)]


@pytest.fixture
def note_of(ring, roots):
    def make(listing=None, *, signers=None, version=1, threshold=2, listed=None):
        return make_trust_note(
            listing or ring.listing(),
            signers=roots[:2] if signers is None else signers,
            roots=[root.vkey for root in (listed or roots)],
            threshold=threshold,
            version=version,
        )

    return make


def refusal_of(note, pinned=None):
    with pytest.raises(BadSignature) as refusal:
        open_trust_note(note, pinned=pinned)
    return refusal.value.reason


class TestATrustFile:
    def test_says_which_keys_to_believe_for_what(self, ring, note_of):
        trust = open_trust_note(note_of(), pinned=None)
        certificate, statement = (ring.current(use).kid for use in (Use.CERTIFICATE, Use.STATEMENT))
        assert (trust.issuer, trust.origin, trust.livemode) == (ring.issuer, ring.origin, False)
        assert trust.certificate_key(certificate) == (ring.public(certificate), KeyState.CURRENT)
        assert trust.certificate_key(statement) is None
        assert trust.statement_key(statement) == (ring.public(statement), KeyState.CURRENT)
        assert trust.certificate_key("stranger") is None
        status = ring.current(Use.STATUS).kid
        assert trust.status_key(status) == (ring.public(status), KeyState.CURRENT)
        assert trust.status_key(certificate) is trust.certificate_key(status) is None
        assert [verifier.public.key_id for verifier in trust.log_verifiers()] == [ring.current(Use.LOG).kid]
        assert [verifier.name for verifier in trust.log_verifiers()] == [ring.origin]

    def test_lists_no_key_of_inner_use(self, ring, note_of):
        trust = open_trust_note(note_of(), pinned=None)
        published = {Use.CERTIFICATE, Use.STATEMENT, Use.LOG, Use.PAPER, Use.STATUS}
        assert {key.use for key in trust.keys.values()} == published

    def test_needs_a_threshold_of_its_officers(self, roots, note_of):
        one = note_of(signers=roots[:1])
        assert refusal_of(one) is Reason.BELOW_THRESHOLD
        open_trust_note(cosign(one, roots[2]), pinned=None)

    def test_survives_no_change_of_a_single_character(self, ring, roots, note_of):
        single = note_of(signers=roots[:1], threshold=1, listed=roots[:1])
        survivors = []
        for changed in single_character_changes(single, "0\n"):
            try:
                open_trust_note(changed, pinned=None)
            except BadSignature:
                continue
            survivors.append(changed)
        assert survivors == []

    def test_counts_no_officer_twice(self, roots, note_of):
        twin = RootKey("registry.example/root/9", roots[0].key)
        for pair in ([roots[0], twin], [roots[0], RootKey(roots[0].name, roots[1].key)], [roots[0], roots[0]]):
            with pytest.raises(BadSignature):
                note_of(signers=pair, listed=pair)

    @pytest.mark.parametrize(
        "change",
        [
            {"threshold": 0},
            {"threshold": 4},
            {"threshold": True},
            {"version": 0},
            {"version": "1"},
            {"livemode": 0},
            {"issuer": ""},
            {"roots": []},
            {"roots": "x"},
            {"roots": {PUBLISHED_KEY: 1}, "threshold": 1},
            {"keys": {}},
            {"keys": [{}]},
            {"keys": None},
            {"more": 1},
            {"former": []},
            {"former": None},
            {"former": "log"},
            {"former": [""]},
            {"former": [1]},
            {"former": ["log", "log"]},
            {"former": [ORIGIN]},
        ],
    )
    def test_with_another_content_is_refused_though_signed(self, roots, note_of, change):
        body = parse_canonical_json(note_of().split("\n")[1].encode()) | change
        text = f"{HEADING}\n{canonical_json(body).decode()}\n"
        assert refusal_of(sign_note(text, name=roots[0].name, key=roots[0].key)) is Reason.MALFORMED

    @pytest.mark.parametrize("use", ["access", "search", "everything"])
    def test_never_lists_a_key_for_another_use(self, roots, note_of, use):
        body = parse_canonical_json(note_of(threshold=1).split("\n")[1].encode())
        body["keys"][0]["use"] = use
        text = f"{HEADING}\n{canonical_json(body).decode()}\n"
        assert refusal_of(sign_note(text, name=roots[0].name, key=roots[0].key)) is Reason.MALFORMED

    @pytest.mark.parametrize("state", ["next", "CURRENT", "", None, []])
    def test_never_lists_a_key_in_a_state_no_published_key_has(self, roots, note_of, state):
        body = parse_canonical_json(note_of(threshold=1).split("\n")[1].encode())
        body["keys"][0]["state"] = state
        text = f"{HEADING}\n{canonical_json(body).decode()}\n"
        assert refusal_of(sign_note(text, name=roots[0].name, key=roots[0].key)) is Reason.MALFORMED

    def test_never_lists_a_key_under_another_name(self, roots, note_of):
        body = parse_canonical_json(note_of(threshold=1).split("\n")[1].encode())
        body["keys"][0]["kid"] = "A" * 43
        text = f"{HEADING}\n{canonical_json(body).decode()}\n"
        assert refusal_of(sign_note(text, name=roots[0].name, key=roots[0].key)) is Reason.MALFORMED

    def test_has_its_own_heading(self, roots, note_of):
        text = note_of().rpartition("\n\n")[0].replace(HEADING, "another/v1") + "\n"
        assert refusal_of(sign_note(text, name=roots[0].name, key=roots[0].key)) is Reason.MALFORMED


class TestASuccessor:
    def test_signed_by_the_officers_in_force_is_accepted(self, note_of):
        pinned = open_trust_note(note_of(), pinned=None)
        assert open_trust_note(note_of(version=2), pinned=pinned).version == 2
        assert open_trust_note(note_of(), pinned=pinned) == pinned

    def test_never_goes_back(self, ring, note_of):
        pinned = open_trust_note(note_of(version=2), pinned=None)
        assert refusal_of(note_of(version=1), pinned) is Reason.DOWNGRADED

    def test_never_says_two_things_under_one_version(self, ring, note_of):
        pinned = open_trust_note(note_of(), pinned=None)
        fewer = replace(ring.listing(), keys=ring.listing().keys[1:])
        assert refusal_of(note_of(fewer), pinned) is Reason.DOWNGRADED

    def test_of_another_register_or_mode_is_refused(self, ring, note_of):
        pinned = open_trust_note(note_of(), pinned=None)
        other = replace(ring.listing(), issuer="https://other.example")
        live = replace(ring.listing(), livemode=True)
        assert refusal_of(note_of(other, version=2), pinned) is Reason.WRONG_ISSUER
        assert refusal_of(note_of(live, version=2), pinned) is Reason.WRONG_MODE

    def test_names_a_log_begun_anew_when_its_officers_say_so(self, ring, note_of):
        pinned = open_trust_note(note_of(), pinned=None)
        anew = replace(ring.listing(), log=f"{ring.origin}/2", former=(ring.origin,))
        assert refusal_of(note_of(anew), pinned) is Reason.DOWNGRADED, "never under the version that names the former"
        successor = open_trust_note(note_of(anew, version=2), pinned=pinned)
        assert [verifier.name for verifier in successor.log_verifiers()] == [f"{ring.origin}/2"]

    def test_still_believes_what_a_former_log_proved(self, ring, note_of):
        first, second, third = (f"{ring.origin}{tail}" for tail in ("", "/2", "/3"))
        trust = open_trust_note(note_of(replace(ring.listing(), log=third, former=(first, second))), pinned=None)
        key = ring.public(ring.current(Use.LOG).kid)
        for origin in (first, second, third):
            assert trust.log_verifiers(origin) == (Verifier(origin, key),)
        assert trust.log_verifiers("somebody.elses/log") == ()

    def test_neither_forgets_a_former_log_nor_brings_it_back(self, ring, note_of):
        first, second, third = (f"{ring.origin}{tail}" for tail in ("", "/2", "/3"))

        def note(log, *former, version=2):
            return note_of(replace(ring.listing(), log=log, former=former), version=version)

        pinned = open_trust_note(note(second, first, version=1), pinned=None)
        for forgetful in (note(second), note(third, first), note(third, second, first), note(first, second)):
            assert refusal_of(forgetful, pinned) is Reason.DOWNGRADED
        for successor in (note(second, first), note(third, first, second)):
            open_trust_note(successor, pinned=pinned)

    def test_by_officers_who_appointed_themselves_is_refused(self, note_of):
        pinned = open_trust_note(note_of(), pinned=None)
        usurpers = [a_root(number) for number in (1, 2, 3)]
        coup = note_of(signers=usurpers, listed=usurpers, version=2)
        open_trust_note(coup, pinned=None)
        assert refusal_of(coup, pinned) is Reason.UNKNOWN_KEY

    def test_by_too_few_of_the_officers_in_force_is_refused(self, roots, note_of):
        pinned = open_trust_note(note_of(), pinned=None)
        new = [a_root(number) for number in (4, 5)]
        handover = note_of(signers=[*new, roots[0]], listed=new, version=2)
        assert refusal_of(handover, pinned) is Reason.BELOW_THRESHOLD
        assert open_trust_note(cosign(handover, roots[1]), pinned=pinned).roots[0].name == new[0].name

    def test_never_brings_a_revoked_key_back(self, ring, note_of):
        listing = ring.listing()
        gone = replace(listing.keys[0], state=KeyState.REVOKED)
        pinned = open_trust_note(note_of(replace(listing, keys=(gone, *listing.keys[1:]))), pinned=None)
        assert pinned.certificate_key(gone.kid)[1] is KeyState.REVOKED
        assert refusal_of(note_of(version=2), pinned) is Reason.DOWNGRADED


class TestOfficersKeys:
    def test_come_back_from_their_files(self, tmp_path):
        made = create_roots(tmp_path / "roots", 2, passphrase="offline", name="registry.example/root")
        assert [root.name for root in made] == ["registry.example/root/1", "registry.example/root/2"]
        assert load_root(tmp_path / "roots", 2, passphrase="offline").vkey == made[1].vkey

    def test_do_not_open_with_each_others_files_or_passphrases(self, tmp_path):
        create_roots(tmp_path / "roots", 2, passphrase="offline", name="registry.example/root")
        with pytest.raises(KeyRingError, match="wrong passphrase"):
            load_root(tmp_path / "roots", 1, passphrase="online")
        (tmp_path / "roots" / "root-1.vkey").write_bytes((tmp_path / "roots" / "root-2.vkey").read_bytes())
        with pytest.raises(KeyRingError, match="belong together"):
            load_root(tmp_path / "roots", 1, passphrase="offline")
