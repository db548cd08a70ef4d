"""What a browser says of a certificate, part by part: a good one, and for every check one that fails it. Of each the
verifier in Python must say the same, reason for reason (`judged`)."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.client.paper import codes_of
from registry.domain import canon
from registry.domain.log import Proof, read_proof
from registry.domain.paper_code import PERSONAL
from registry.domain.status_list import Standing
from registry.signing.jws import sign_compact
from registry.signing.keys import KeyState, Use
from tests.printed import AT, a_page, printed_here, searches
from tests.web.browser_side import judged, judged_there, said
from tests.web.bundles import NOW, URI, a_case, altered


@pytest.fixture(scope="module")
def certified(makings):
    return makings.certificate()


@pytest.fixture(scope="module")
def bundle(makings, certified):
    return makings.bundle(certified)


@pytest.fixture(scope="module")
def judge(note):
    def one(document, *, trust=note, **given):
        (found,) = judged([a_case(document, **given)], trust=trust)
        return said(found)

    return one


class TestAGoodOne:
    def test_is_valid_while_its_list_is_fresh(self, judge, bundle):
        assert judge(bundle) == ("valid", [])

    def test_is_valid_to_the_vendored_program_too(self, bundle, note):
        (found,) = judged([a_case(bundle)], trust=note, vendored=True)
        assert said(found) == ("valid", [])

    def test_is_genuine_without_a_list_of_now(self, judge, bundle):
        assert judge(altered(bundle, status=None)) == ("genuine", ["no_status"])
        assert judge(bundle, now="2027-01-01T00:00:00Z") == ("genuine", ["status_stale"])

    def test_is_unproven_without_a_proof(self, judge, bundle):
        assert judge(altered(bundle, proof=None, status=None)) == ("unproven", ["no_proof"])
        assert judge(json.loads(bundle)["jws"]) == ("unproven", ["no_proof"])

    def test_shows_what_was_disclosed_and_the_code(self, makings, bundle, note):
        whole, closed = judged([a_case(bundle), a_case(altered(bundle, disclosures=[]))], trust=note)
        assert whole["contents"]["grantors"][0]["name"] == "张三"
        assert "name" not in closed["contents"]["grantors"][0]
        assert whole["checkCode"] == closed["checkCode"]
        assert whole["checked"] == ["signature", "disclosures", "inclusion", "standing"]

    @pytest.mark.parametrize(
        ("standing", "reason"),
        [(Standing.ENDED, "ended"), (Standing.OBJECTED, "objected"), (Standing.SUPERSEDED, "amended")],
    )
    def test_is_superseded_by_what_its_list_says(self, judge, makings, standing, reason):
        assert judge(makings.bundle(status=makings.status(standing))) == ("superseded", [reason])

    def test_of_an_instant_has_no_standing(self, judge, makings):
        found = makings.certificate(next(searches()), listed=False)
        assert judge(makings.bundle(found, status=None)) == ("genuine", ["of_its_instant"])


class TestTheSignature:
    def test_of_another_type_key_or_content(self, judge, makings, bundle):
        payload = base64.urlsafe_b64decode(json.loads(bundle)["jws"].split(".")[1] + "==")
        typed = sign_compact(makings.ring, payload, use=Use.CERTIFICATE, typ="statuslist+jwt")
        keyed = sign_compact(makings.ring, payload, use=Use.STATEMENT, typ="registration-certificate+sd-jwt")
        head, body, tail = json.loads(bundle)["jws"].split(".")
        other = ".".join((head, body, ("A" if tail[0] != "A" else "B") + tail[1:]))
        assert judge(altered(bundle, jws=typed)) == ("invalid", ["wrong_type"])
        assert judge(altered(bundle, jws=keyed)) == ("invalid", ["unknown_key"])
        assert judge(altered(bundle, jws=other)) == ("invalid", ["bad_signature"])

    def test_under_a_key_that_is_not_current_needs_a_proof(self, makings, bundle, note_of):
        for state in (KeyState.RETIRED, KeyState.REVOKED):
            cases = [a_case(bundle), a_case(altered(bundle, proof=None))]
            proven, alone = judged(cases, trust=note_of({Use.CERTIFICATE: state}))
            assert (said(proven), said(alone)) == (("valid", []), ("invalid", ["key_not_current"]))

    def test_for_another_register_or_mode(self, makings, judge, bundle, note_of):
        other = judged([a_case(bundle)], trust=note_of(issuer="https://other.example"))
        live = judged([a_case(bundle)], trust=note_of(livemode=True))
        assert [said(each) for each in (*other, *live)] == [("invalid", ["wrong_issuer"]), ("invalid", ["wrong_mode"])]

    def test_of_a_later_format(self, judge, makings):
        assert judge(makings.bundle(makings.certificate(v=2))) == ("unreadable", ["not_a_certificate"])


class TestTheForm:
    @pytest.mark.parametrize(
        "document",
        ["", "hello", b"\xff\xfe", "{", "[]", "{}", "{" * 100_000, '{"a":' * 100_000, '{"jws": "a.b.c"}', "证明", "a.b.c",
         '{"certificate": {"jws": null}}', "\ufeff{}"],
    )  # fmt: skip
    def test_that_is_none(self, judge, document):
        assert judge(document) == ("unreadable", ["not_a_certificate"])

    def test_that_is_too_large(self, judge):
        assert judge(" " * (1024 * 1024 + 1)) == ("unreadable", ["too_large"])

    def test_with_a_name_twice_or_a_member_too_many(self, judge, bundle):
        for other in (bundle[:-1] + ',"jws":"x"}', altered(bundle, more=1), bundle.replace('"proof"', '"prove"')):
            assert judge(other) == ("unreadable", ["not_a_certificate"])

    def test_in_another_spelling(self, judge, bundle):
        spaced, escaped = bundle.replace('{"', '{ "', 1), bundle.replace('"jws"', '"\\u006aws"')
        for other in (spaced, escaped, bundle + "\n\n", " " + bundle, json.dumps(json.loads(bundle), indent=1)):
            assert judge(other) == ("unreadable", ["reformatted"])
        assert judge(bundle + "\n") == ("valid", [])

    def test_of_an_answer_to_a_filing(self, judge, bundle):
        said_in = {"object": "registration", "certificate": {"jws": json.loads(bundle)["jws"], "number": "x"}, "n": 1.5}
        assert judge(json.dumps(said_in, indent=2)) == ("unproven", ["no_proof"])


class TestDisclosures:
    def test_that_fit_no_digest_or_stand_twice(self, judge, bundle):
        given = json.loads(bundle)["disclosures"]
        other = canon.b64(json.dumps(["c2FsdA", "name", "李四"], ensure_ascii=False).encode())
        for wrong in ([*given, other], [*given, given[0]], [given[0] + "x"], ["é"], [canon.b64(b"[1]")]):
            assert judge(altered(bundle, disclosures=wrong)) == ("invalid", ["bad_disclosure"])


class TestTheProof:
    def test_of_another_leaf_place_or_tree(self, judge, makings, certified, bundle):
        good = read_proof(json.loads(bundle)["proof"])
        leaf = certified.leaf
        assert makings.proof(leaf) == good.text
        wrong = [
            makings.proof(replace(leaf, t=leaf.t + 1)),
            makings.proof(replace(leaf, statement=None)),
            replace(good, index=3).text,
            replace(good, path=good.path[:-1]).text,
            replace(good, path=(*good.path, good.path[0])).text,
            replace(good, path=good.path[::-1]).text,
            Proof(5, good.path, good.note).text,
            Proof(0, (), makings.checkpoint(0, bytes(32))).text,
        ]
        for each in wrong:
            assert judge(altered(bundle, proof=each)) == ("invalid", ["bad_proof"])

    def test_in_another_spelling(self, judge, bundle):
        good = json.loads(bundle)["proof"]
        for each in (good + "\n", good.replace("index 2", "index 02"), good.replace("index", "Index"), good[:80]):
            assert judge(altered(bundle, proof=each)) == ("invalid", ["bad_proof"])

    def test_under_a_revoked_log_key_shows_nothing(self, bundle, revoked):
        assert said(*judged([a_case(bundle)], trust=revoked(Use.LOG))) == ("unproven", ["log_key_revoked"])

    def test_of_another_log_is_false(self, judge, makings, certified, bundle, note_of):
        other = altered(bundle, proof=makings.proof(certified.leaf, origin="other.example/log"))
        assert judge(other) == ("invalid", ["bad_proof"])
        assert judge(other, trust=note_of(former=("other.example/log",))) == ("valid", [])

    def test_against_a_checkpoint_that_was_kept(self, judge, makings, bundle):
        note = read_proof(json.loads(bundle)["proof"]).note
        forked = makings.checkpoint(5, bytes(32))
        assert judge(bundle, kept=note) == ("valid", [])
        assert judge(bundle, kept=forked) == ("diverged", ["contradicts_kept"])
        smaller = makings.checkpoint(4, bytes(32))
        assert judge(bundle, kept=smaller) == ("valid", ["kept_not_compared"])


class TestTheList:
    def test_of_another_moment_says_nothing(self, judge, makings):
        for at in (NOW - timedelta(minutes=11), NOW + timedelta(minutes=2)):
            assert judge(makings.bundle(status=makings.status(at=at))) == ("genuine", ["status_stale"])

    def test_that_is_none_of_this_certificate_spoils_the_bundle(self, judge, makings, bundle):
        status = json.loads(bundle)["status"]
        jws = json.loads(bundle)["jws"]
        other = makings.status(Standing.ENDED).rpartition(".")[0] + "." + status.rpartition(".")[2]
        short = makings.status(status_list={"bits": 2, "lst": "eNoDAAAAAAE"})
        wrong = [
            other, makings.status(uri=URI + "0"), status[:-1] + ("A" if status[-1] != "A" else "B"), jws, "", "x", short,
            makings.status(status_list={"bits": 1, "lst": "eNoDAAAAAAE"}),
        ]  # fmt: skip
        for each in wrong:
            assert judge(altered(bundle, status=each)) == ("invalid", ["bad_status"])

    def test_under_a_former_key_tells_nothing_of_now(self, bundle, note_of):
        for state in (KeyState.RETIRED, KeyState.REVOKED):
            found = judged([a_case(bundle)], trust=note_of({Use.STATUS: state}))
            assert said(*found) == ("genuine", ["status_stale"])


class TestTheRegister:
    def test_gives_what_is_lacking_and_it_is_checked_here(self, judge, bundle, makings):
        jws, proof, status = (json.loads(bundle)[name] for name in ("jws", "proof", "status"))
        said_so = {"verdict": "valid", "reasons": [], "proof": proof, "status_list": status}
        assert judge(jws, answer=said_so) == ("valid", ["register_says"])
        assert judge(jws, answer=said_so | {"proof": proof.replace("index 2", "index 3")}) == ("invalid", ["bad_proof"])
        assert judge(jws, answer=said_so | {"status_list": jws}) == ("invalid", ["bad_status"])
        ended = said_so | {"status_list": makings.status(Standing.ENDED)}
        assert judge(bundle, answer=ended) == ("superseded", ["ended", "register_says"])

    def test_proves_nothing_by_its_word(self, judge, bundle):
        jws = json.loads(bundle)["jws"]
        assert judge(jws, answer=None) == ("unproven", ["no_proof", "register_silent"])
        assert judge(jws, answer={"verdict": "valid", "reasons": []}) == ("unproven", ["no_proof", "register_says"])
        said_so = {"verdict": "superseded", "reasons": ["discharged", 1]}
        assert judge(jws, answer=said_so) == ("superseded", ["no_proof", "register_says", "discharged"])

    def test_contradicts_itself_where_it_denies_what_is_in_its_log(self, judge, bundle):
        denied = {"verdict": "invalid", "reasons": ["not_in_journal"]}
        assert judge(bundle, answer=denied) == ("diverged", ["register_says", "not_in_journal"])
        assert judge(json.loads(bundle)["jws"], answer=denied) == ("invalid", ["register_says", "not_in_journal"])


@pytest.fixture(scope="module")
def page(makings):
    return a_page(makings.ring)


@pytest.fixture(scope="module")
def codes(makings, bundle):
    whole = json.loads(bundle)
    return codes_of(whole["jws"], proof=whole["proof"], disclosures=tuple(whole["disclosures"]), at=AT)


@pytest.fixture(scope="module")
def pdf(makings, bundle, page):
    return printed_here(makings.ring, json.loads(bundle), sheet=page.sheet)


class TestPaper:
    def test_codes_are_read_in_any_order(self, judge, codes):
        texts = [*codes.certificate, *codes.personal]
        assert judge("\n".join(texts)) == ("genuine", ["no_status"])
        assert judge("\n".join(reversed(texts))) == ("genuine", ["no_status"])

    def test_codes_show_who_is_named(self, note, codes):
        texts = [*codes.certificate, *codes.personal]
        named, bare = judged([a_case("\n".join(texts)), a_case(codes.certificate[0])], trust=note)
        assert named["contents"]["grantors"][0]["name"] == "张三"
        assert "name" not in bare["contents"]["grantors"][0]

    def test_codes_misread_or_mixed(self, judge, codes, page):
        (first,), (second,) = codes.certificate, codes.personal
        other = page.codes.personal[0]
        wrong = [first[:-1], first[:-1] + str((int(first[-1]) + 1) % 10), second, f"{first}\n{first}", f"{first}\nx",
                 first.replace("#", "#1.2."), f"{first}\n{other}", PERSONAL]  # fmt: skip
        for each in wrong:
            assert judge(each) == ("unreadable", ["code_misread"])

    def test_codes_of_an_unknown_key(self, judge, codes, makings, note_of):
        listing = makings.ring.listing()
        keys = tuple(key for key in listing.keys if key.use is not Use.CERTIFICATE)
        found = judged([a_case(codes.certificate[0])], trust=note_of(keys=keys))
        assert said(*found) == ("invalid", ["unknown_key"])

    def test_a_pdf_is_judged_with_its_own_signature(self, note, pdf):
        (found,) = judged([a_case(pdf)], trust=note)
        assert said(found) == ("genuine", ["no_status"])
        assert found["checked"] == ["paper", "signature", "disclosures", "inclusion"]

    def test_a_pdf_is_never_green_for_what_is_drawn_on_it_was_not_compared(self, note, pdf, makings):
        answer = {"verdict": "valid", "reasons": [], "status_list": makings.status()}
        (found,) = judged_there([a_case(pdf, answer=answer)], trust=note)
        assert said(found) == ("genuine", ["register_says", "page_not_compared"])

    def test_a_pdf_with_anything_behind_or_changed(self, judge, pdf):
        flipped = bytearray(pdf)
        flipped[len(pdf) // 3] ^= 1
        for wrong in (pdf + b"\n", pdf + pdf[-3000:], bytes(flipped)):
            assert judge(wrong) == ("invalid", ["paper_altered"])

    def test_a_pdf_signed_by_nobody_known(self, judge, pdf, revoked):
        assert said(*judged([a_case(pdf)], trust=revoked(Use.PAPER))) == ("invalid", ["paper_key"])

    def test_a_pdf_that_is_not_signed_or_cut_short(self, judge, page, pdf):
        assert judge(page.drawn()) == ("unreadable", ["not_a_certificate"])
        assert judge(b"%PDF-1.7\nhello") == judge(pdf[: len(pdf) // 2]) == ("invalid", ["paper_altered"])

    def test_a_pdf_is_no_better_than_its_weaker_key(self, pdf, makings, page, note_of):
        unproven = printed_here(makings.ring, page.bundle, sheet=page.sheet)
        retired = note_of({Use.PAPER: KeyState.RETIRED})
        proven, alone = judged([a_case(pdf), a_case(unproven)], trust=retired)
        assert said(proven) == ("genuine", ["no_status"])
        assert said(alone) == ("invalid", ["key_not_current"])

    def test_no_character_of_the_signature_may_differ(self, note, pdf):
        """What is written in the gap of the byte range has one spelling, the padding behind it too."""
        begin = pdf.index(b"/Contents <") + len(b"/Contents <")
        length = 2 * (4 + int(pdf[begin + 4 : begin + 8], 16))
        places = [*range(begin, begin + length), begin + length, begin + length + 999, pdf.index(b">", begin) - 1]
        cases = []
        for place in places:
            other = bytearray(pdf)
            other[place] = ord("0") if pdf[place : place + 1] != b"0" else ord("1")
            cases.append(bytes(other))
            lower = pdf[place : place + 1].lower()
            if lower != pdf[place : place + 1]:
                cases.append(pdf[:place] + lower + pdf[place + 1 :])
        padded = [pdf[:place] + b"1" + pdf[place + 1 :] for place in places[-3:]]
        found = judged_there([a_case(each) for each in (*cases[::5], *padded)], trust=note, brief=True)
        assert {each["verdict"] for each in found} == {"invalid"}
