"""A certificate is judged against the trust file in hand; the register, when asked, only says how things stand today."""

import json
from dataclasses import replace

import pytest

from registry.client import Because, Problem, Unreachable, Verdict, verify
from registry.client.pins import pinned, remember
from registry.client.verification import LARGEST
from registry.domain import canon, certificate
from registry.domain.certificate import Issuer
from registry.domain.disclosure import Disclosure, digests_in
from registry.domain.entry import commitment
from registry.domain.text import Text
from registry.domain.verdict import OF_THE_REGISTER
from registry.signing.errors import KeyRingError
from registry.signing.jws import sign_compact
from registry.signing.keys import KeyState, Use
from tests.samples import a_draft
from tests.signing.builders import ISSUER, ORIGIN, single_character_changes


@pytest.fixture(scope="module")
def draft():
    return a_draft()


@pytest.fixture(scope="module")
def payload(draft):
    committed = commitment(draft.entry.payload())
    return certificate.contents(
        draft.entry, Issuer(ISSUER, ORIGIN, livemode=False), committed=committed, nonce=bytes(16)
    )


@pytest.fixture(scope="module")
def jws(ring, payload):
    return sign_compact(ring, payload, use=Use.CERTIFICATE, typ=certificate.TYPE)


@pytest.fixture(scope="module")
def disclosures(draft, payload):
    """Those of the certificate; the entry has one more, of the request."""
    printed = set(digests_in(canon.loads(payload)))
    return [each.text for each in draft.disclosures if each.digest in printed]


def a_bundle(jws, **changes):
    return canon.dumps({"jws": jws, "disclosures": [], "proof": None, "status": None} | changes).decode()


def signed(ring, payload, **changes):
    changed = canon.dumps(canon.loads(payload) | changes)
    return sign_compact(ring, changed, use=Use.CERTIFICATE, typ=certificate.TYPE)


def codes(verification):
    return [reason.code for reason in verification.reasons]


def answering(verdict, **more):
    return lambda _: {"verdict": verdict} | more


class TestOffline:
    def test_a_good_signature_alone_proves_nothing_yet(self, jws, trust, payload):
        found = verify(jws, trust=trust)
        assert (found.verdict, codes(found)) == (Verdict.UNPROVEN, ["no_proof"])
        assert found.contents["registration"] == canon.loads(payload)["registration"]
        assert found.check_code == certificate.check_code(payload)

    def test_takes_the_same_certificate_in_every_form(self, jws, trust):
        answer = json.dumps({"object": "registration", "certificate": {"number": "x", "jws": jws}})
        for document in (jws, f"{jws}\n", jws.encode(), a_bundle(jws), a_bundle(jws).encode(), answer):
            assert verify(document, trust=trust).verdict is Verdict.UNPROVEN

    def test_survives_no_change_of_a_single_character(self, jws, trust):
        verdicts = {verify(changed, trust=trust).verdict for changed in single_character_changes(jws, "A_")}
        assert verdicts <= {Verdict.INVALID, Verdict.UNREADABLE}

    def test_what_is_no_proof_is_not_taken_for_none(self, jws, trust):
        found = verify(a_bundle(jws, proof="c2sp.org/tlog-proof@v1\n"), trust=trust)
        assert (found.verdict, codes(found), found.contents) == (Verdict.INVALID, ["bad_proof"], None)

    @pytest.mark.parametrize("state", [KeyState.RETIRED, KeyState.REVOKED])
    def test_a_key_that_is_not_current_needs_a_proof(self, ring, trust, jws, state):
        kid = ring.current(Use.CERTIFICATE).kid
        keys = {**trust.keys, kid: replace(trust.keys[kid], state=state)}
        found = verify(a_bundle(jws), trust=replace(trust, keys=keys), ask=answering("valid"))
        assert (found.verdict, codes(found), found.contents) == (Verdict.INVALID, ["key_not_current"], None)

    def test_an_unknown_key_is_never_believed(self, trust, jws):
        found = verify(jws, trust=replace(trust, keys={}), ask=answering("valid"))
        assert (found.verdict, codes(found), found.contents) == (Verdict.INVALID, ["unknown_key"], None)

    def test_another_register_or_mode_is_never_believed(self, trust, jws):
        assert codes(verify(jws, trust=replace(trust, issuer="https://other.example"))) == ["wrong_issuer"]
        assert codes(verify(jws, trust=replace(trust, livemode=True))) == ["wrong_mode"]
        assert verify(jws, trust=replace(trust, livemode=True)).verdict is Verdict.INVALID

    @pytest.mark.parametrize(("livemode", "code"), [(0, "wrong_mode"), (None, "wrong_mode"), (True, "wrong_mode")])
    def test_a_mode_is_true_or_false(self, ring, trust, payload, livemode, code):
        assert codes(verify(signed(ring, payload, livemode=livemode), trust=trust)) == [code]

    def test_no_other_signed_document_passes_for_a_certificate(self, ring, trust, payload):
        other = sign_compact(ring, payload, use=Use.CERTIFICATE, typ="lien-status+jwt")
        statement = sign_compact(ring, payload, use=Use.STATEMENT, typ=certificate.TYPE)
        assert codes(verify(other, trust=trust)) == ["wrong_type"]
        assert codes(verify(statement, trust=trust)) == ["unknown_key"]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        "document",
        [
            "",
            "hello",
            b"\xff\xfe",
            "\ud800",
            "证明",
            "{",
            "[]",
            "{}",
            "{" * 100_000,
            '{"a":' * 100_000,
            '{"jws": 1}',
            '{"jws": "a.b.c"}',
            '{"certificate": "x"}',
            '{"certificate": {"jws": null}}',
            "a.b.c",
        ],
    )
    def test_is_unreadable(self, trust, document):
        found = verify(document, trust=trust)
        assert (found.verdict, codes(found)) == (Verdict.UNREADABLE, ["not_a_certificate"])

    def test_a_name_that_stands_twice(self, trust, jws):
        for twice in (f'{{"jws":"{jws}","jws":"{jws}"}}', f'{{"jws":"{jws}","status":{{"a":1,"a":2}}}}'):
            assert verify(twice, trust=trust).verdict is Verdict.UNREADABLE

    @pytest.mark.parametrize("changes", [{"disclosures": "x"}, {"disclosures": [1]}, {"proof": 1}])
    def test_a_bundle_with_a_part_of_the_wrong_kind(self, trust, jws, changes):
        assert verify(a_bundle(jws, **changes), trust=trust).verdict is Verdict.UNREADABLE

    def test_more_than_a_mebibyte(self, trust, jws):
        assert codes(verify(" " * (LARGEST + 1), trust=trust)) == ["too_large"]
        assert codes(verify(a_bundle(jws, status="x" * LARGEST).encode(), trust=trust)) == ["too_large"]
        assert codes(verify("证" * (LARGEST // 2), trust=trust)) == ["too_large"]

    def test_a_format_of_another_day(self, ring, trust, payload):
        assert verify(signed(ring, payload, v=2), trust=trust).verdict is Verdict.UNREADABLE


class TestDisclosures:
    def test_are_put_back_where_they_belong(self, trust, jws, disclosures):
        found = verify(a_bundle(jws, disclosures=disclosures), trust=trust)
        (grantor,) = found.contents["grantors"]
        assert found.verdict is Verdict.UNPROVEN
        assert (grantor["name"], "_sd" in grantor) == ("张三", False)

    def test_may_be_fewer_than_all(self, trust, jws, disclosures):
        names = {Disclosure(text).read()[0]: text for text in disclosures}
        found = verify(a_bundle(jws, disclosures=[names["name"]]), trust=trust)
        (grantor,) = found.contents["grantors"]
        assert grantor["name"] == "张三"
        assert "identifier" not in grantor
        assert len(grantor["_sd"]) == len(names) - 1

    def test_that_are_strays_or_stand_twice_spoil_the_certificate(self, trust, jws, disclosures):
        another = canon.b64(json.dumps(["c2FsdA", "name", "李四"]).encode())
        for given in ([another], disclosures * 2, [*disclosures, another], ["***"], ["张三"], [disclosures[0] + "="]):
            found = verify(a_bundle(jws, disclosures=given), trust=trust, ask=answering("valid"))
            assert (found.verdict, codes(found), found.contents) == (Verdict.INVALID, ["bad_disclosure"], None)

    @pytest.mark.parametrize("name", ["kind", "_sd", "..."])
    def test_never_stand_for_a_name_that_is_taken(self, ring, trust, payload, name):
        hidden = Disclosure(canon.b64(json.dumps(["c2FsdA", name, "x"]).encode()))
        token = signed(ring, payload, _sd=[hidden.digest])
        assert codes(verify(a_bundle(token, disclosures=[hidden.text]), trust=trust)) == ["bad_disclosure"]

    def test_of_one_digest_never_stand_in_two_places(self, ring, trust, payload):
        hidden = Disclosure(canon.b64(json.dumps(["c2FsdA", "note", "x"]).encode()))
        token = signed(ring, payload, _sd=[hidden.digest, hidden.digest])
        assert codes(verify(a_bundle(token, disclosures=[hidden.text]), trust=trust)) == ["bad_disclosure"]


class TestAskingTheRegister:
    @pytest.mark.parametrize("verdict", [Verdict.SUPERSEDED, Verdict.DIVERGED])
    def test_believes_it_against_its_own_certificate(self, trust, jws, verdict):
        found = verify(jws, trust=trust, ask=answering(str(verdict)))
        assert (found.verdict, codes(found)) == (verdict, ["no_proof", "register_says"])

    def test_believes_nothing_good_of_it_without_a_proof(self, trust, jws):
        for answer in (answering("valid"), answering("valid", reasons=7), answering("valid", proof=None)):
            found = verify(jws, trust=trust, ask=answer)
            assert (found.verdict, codes(found)) == (Verdict.UNPROVEN, ["no_proof", "register_says"])

    def test_hears_that_its_journal_does_not_know_it(self, trust, jws):
        found = verify(jws, trust=trust, ask=answering("invalid", reasons=["not_in_journal"]))
        assert (found.verdict, codes(found)) == (Verdict.INVALID, ["register_says", "not_in_journal"])

    def test_gives_the_registers_reasons(self, trust, jws):
        found = verify(jws, trust=trust, ask=answering("superseded", reasons=["discharged", "new", {"code": 1}]))
        assert found.reasons[2:] == (OF_THE_REGISTER["discharged"], Because("new", Text("new", "new")))

    @pytest.mark.parametrize("answer", [{}, {"verdict": "genuine"}, {"verdict": "fine"}, {"verdict": []}])
    def test_proves_nothing_by_another_answer(self, trust, jws, answer):
        assert verify(jws, trust=trust, ask=lambda _: answer).verdict is Verdict.UNPROVEN

    @pytest.mark.parametrize("silence", [Unreachable("gone"), Problem(503, {"code": "unavailable"}), OSError()])
    def test_in_vain_leaves_the_certificate_unproven(self, trust, jws, silence):
        def ask(_):
            raise silence

        found = verify(jws, trust=trust, ask=ask)
        assert (found.verdict, codes(found)) == (Verdict.UNPROVEN, ["no_proof", "register_silent"])

    def test_never_mends_a_bad_signature_and_is_not_even_asked(self, trust, jws):
        head, body, tail = jws.split(".")
        asked = []
        forged = f"{head}.{body}.{'A' * len(tail)}"
        found = verify(forged, trust=trust, ask=lambda text: asked.append(text) or {"verdict": "valid"})
        assert (found.verdict, codes(found), asked) == (Verdict.INVALID, ["bad_signature"], [])

    def test_sends_no_personal_value(self, trust, jws, disclosures):
        asked = []
        verify(
            a_bundle(jws, disclosures=disclosures),
            trust=trust,
            ask=lambda text: asked.append(text) or {"verdict": "valid"},
        )
        assert asked == [jws]


def test_exit_codes_are_those_of_the_contract():
    assert {str(each): each.exit_code for each in Verdict} == {
        "valid": 0, "genuine": 10, "unproven": 15, "superseded": 20, "diverged": 30, "invalid": 40, "unreadable": 50,
    }  # fmt: skip
    assert Verdict.UNPROVEN.label.zh == "暂不能采信"


class TestAPin:
    def test_gives_back_what_was_remembered(self, trust, tmp_path):
        folder = tmp_path / "trust"
        assert pinned(folder, trust.issuer) is None
        assert remember(trust, folder) is True
        assert pinned(folder, trust.issuer) == trust
        assert pinned(folder, "https://other.example") is None
        assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]

    def test_remembers_the_logs_before_the_one_in_force(self, ring, trust_of, tmp_path):
        """Else the next trust file could forget one, and what it proved with it."""
        trust = trust_of(replace(ring.listing(), former=("registry.example/log-2025",)))
        remember(trust, tmp_path / "trust")
        assert pinned(tmp_path / "trust", trust.issuer) == trust

    def test_never_goes_back(self, trust, trust_of, tmp_path):
        newer = trust_of(version=2)
        for each in (trust, newer, trust):
            assert remember(each, tmp_path / "trust") is True
        assert pinned(tmp_path / "trust", trust.issuer) == newer

    def test_that_is_damaged_is_not_forgotten(self, trust, trust_of, tmp_path):
        folder = tmp_path / "trust"
        remember(trust, folder)
        (path,) = folder.iterdir()
        other = trust.text.replace(ISSUER, "https://another.example").encode()
        for damaged in (b"", b"x", path.read_bytes()[:-40], b"\xff", other):
            path.write_bytes(damaged)
            with pytest.raises(KeyRingError):
                pinned(folder, trust.issuer)
            with pytest.raises(KeyRingError):
                remember(trust_of(version=2), folder)

    def test_that_others_could_write_is_not_read(self, trust, tmp_path):
        folder = tmp_path / "trust"
        remember(trust, folder)
        folder.chmod(0o777)
        with pytest.raises(KeyRingError):
            pinned(folder, trust.issuer)

    def test_in_a_place_that_cannot_be_written_is_no_error(self, trust, tmp_path):
        (tmp_path / "file").write_text("not a folder")
        assert remember(trust, tmp_path / "file" / "trust") is False
        assert pinned(tmp_path / "file" / "trust", trust.issuer) is None
