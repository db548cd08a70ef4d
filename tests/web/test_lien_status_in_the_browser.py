"""What a browser says of a signed lien status: what `registry verify` says, reason for reason and row for row; and it is
never green for longer than its ten minutes."""

import random
from datetime import timedelta

import pytest

from registry.domain import canon, certificate
from registry.domain.rules.effects import FOOT
from registry.domain.statement import LARGEST, LASTS_SECONDS, LEEWAY_SECONDS, TYPE
from registry.schemas.sheets import lien_status
from registry.signing.jws import sign_compact
from registry.signing.keys import KeyState, Use
from registry.web.program import FOLDER
from tests.paper.test_lien_status import ANSWERS, EVERYTHING, NOTHING, published, signed_contents
from tests.signing.builders import ISSUER
from tests.web.browser_side import judged, run, said
from tests.web.bundles import MOMENT, NOW, a_case
from tests.web.test_changed_bundles import a_change
from tests.web.test_sheets_in_the_browser import both, sections


@pytest.fixture(scope="module")
def a_token(makings):
    """A lien status made now; ``changes`` are to its members, ``...`` takes one away."""

    def make(answer=NOTHING, *, use=Use.STATEMENT, typ=TYPE, **changes):
        note = makings.checkpoint(5, bytes(32))
        made = canon.loads(signed_contents(answer | {"as_of": MOMENT}, at=NOW, checkpoint=note))
        told = {name: value for name, value in (made | changes).items() if value is not ...}
        return sign_compact(makings.ring, canon.dumps(told), use=use, typ=typ, largest=LARGEST)

    return make


@pytest.fixture(scope="module")
def judge(note):
    """The verdicts on documents, each with the seconds after which it is shown."""

    def several(*documents, trust=note):
        cases = [a_case(text, now=(NOW + timedelta(seconds=after)).isoformat()) for text, after in documents]
        return [said(each) for each in judged(cases, trust=trust)]

    return several


class TestAGoodOne:
    def test_is_valid_from_when_it_was_made_until_it_runs_out(self, judge, a_token):
        good = a_token()
        while_it_lasts = (-LEEWAY_SECONDS, -1, 0, 0.5, 1, 300, LASTS_SECONDS - 0.001)
        assert judge(*((good, after) for after in while_it_lasts)) == [("valid", [])] * len(while_it_lasts)

    def test_is_never_green_again_once_it_has_run_out(self, judge, a_token):
        later = (LASTS_SECONDS, LASTS_SECONDS + 0.001, LASTS_SECONDS + 1, 86_400, 86_400 * 365)
        assert judge(*((a_token(), after) for after in later)) == [("genuine", ["expired"])] * len(later)

    def test_shows_the_answer_and_until_when_it_holds(self, a_token, note):
        for found in judged([a_case(a_token()), a_case(a_token().encode())], trust=note):
            assert found["contents"]["trade"] == {"verdict": "nothing_found", "reasons": []}
            assert found["contents"]["exp"] == int(NOW.timestamp()) + LASTS_SECONDS
            assert found["checkCode"] is None

    def test_of_a_thousand_assets_is_read(self, judge, a_token):
        several = a_token({"data": [EVERYTHING] * 1000})
        assert len(several) > 1024 * 1024
        assert judge((several, 0)) == [("valid", [])]

    def test_under_a_former_key_is_nothing_fresh_or_not(self, judge, a_token, note_of):
        for state in (KeyState.RETIRED, KeyState.REVOKED):
            found = judge((a_token(), 0), (a_token(), 86_400), trust=note_of({Use.STATEMENT: state}))
            assert found == [("invalid", ["former_key"])] * 2

    def test_asks_no_register(self, a_token, note):
        """Whatever one said would change nothing: it keeps no lien status."""
        answer = {"verdict": "valid", "reasons": []}
        (found,) = judged([a_case(a_token(), answer=answer, now="2026-11-23T05:00:00Z")], trust=note)
        assert said(found) == ("genuine", ["expired"])


MADE = int(NOW.timestamp())
OF_ANOTHER_FORMAT = [
    {"v": 2}, {"object": ...}, {"object": "registration"}, {"data": {}, "object": ...}, {"asked_by": 1}, {"nonce": ...},
    {"checkpoint": None}, {"as_of": "yesterday"}, {"as_of": "2026-11-22T12:00:00"}, {"as_of": "2026-11-22T24:00:00Z"},
    {"as_of": "2026-11-22T12:00:60Z"}, {"as_of": "2026-11-22T12:00:00+24:00"}, {"as_of": "0000-11-22T12:00:00Z"},
    {"as_of": "2026-11-22T12:00:00.1234567Z"}, {"iat": "1"}, {"iat": True}, {"exp": None}, {"exp": 2**53 - 1},
    {"iat": -(2**53 - 1)}, {"exp": 253402300800}, {"iss": "https://other.example", "as_of": "yesterday"},
]  # fmt: skip
OF_OTHER_CONTENTS = [
    ({"iss": "https://other.example"}, ("invalid", ["wrong_issuer"])),
    ({"livemode": True}, ("invalid", ["wrong_mode"])),
    ({"livemode": 0}, ("invalid", ["wrong_mode"])),
    ({"checkpoint": "a note\n"}, ("invalid", ["bad_checkpoint"])),
    ({"exp": MADE + 601}, ("invalid", ["lasts_too_long"])),
    ({"exp": MADE}, ("invalid", ["lasts_too_long"])),
    ({"iat": MADE + 61}, ("unproven", ["not_yet_valid"])),
    ({"as_of": "0001-01-01T00:00:00+08:00"}, ("genuine", ["earlier_instant"])),
    ({"as_of": "2026-11-22T12:49:59.999999+08:00"}, ("genuine", ["earlier_instant"])),
    ({"as_of": "2026-11-21T22:50:00.000000-06:00"}, ("valid", [])),
    ({"as_of": "9999-12-31T23:59:59.999999Z"}, ("valid", [])),
]


class TestABadOne:
    def test_of_another_format_is_unreadable(self, judge, a_token):
        found = judge(*((a_token(**changes), 0) for changes in OF_ANOTHER_FORMAT))
        assert found == [("unreadable", ["not_a_lien_status"])] * len(OF_ANOTHER_FORMAT)

    def test_is_refused_for_the_same_reason(self, judge, a_token):
        found = judge(*((a_token(**changes), 0) for changes, _ in OF_OTHER_CONTENTS))
        assert found == [expected for _, expected in OF_OTHER_CONTENTS]

    def test_of_another_key_or_type_never_passes_for_one(self, judge, a_token):
        keyed, typed = a_token(use=Use.CERTIFICATE), a_token(typ=certificate.TYPE, _sd_alg="sha-256")
        assert judge((keyed, 0), (typed, 0)) == [("invalid", ["not_a_statement_key"]), ("invalid", ["unknown_key"])]

    def test_of_another_type_is_no_lien_status_to_whoever_takes_it_for_one(self, a_token, note):
        types = (certificate.TYPE, "at+jwt", "statuslist+jwt", "JWT")
        found = judged([a_case(a_token(typ=typ), statement=True) for typ in types], trust=note)
        assert [said(each) for each in found] == [("invalid", ["not_a_lien_status"])] * len(types)

    def test_in_another_spelling_is_unreadable(self, judge, a_token):
        good = a_token()
        wrong = (f"{good}.", f"{good}=", good.rpartition(".")[0], f"{good}{'A' * LARGEST}", good.replace(".", " ", 1))
        found = judge(*((each, 0) for each in wrong))
        assert {verdict for verdict, _ in found} == {"unreadable"}
        assert judge((f" \r\n\t{good}\n", 0)) == [("valid", [])]

    def test_is_every_one_with_a_changed_character(self, a_token, note):
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        dice, token = random.Random(seed), a_token()
        edits = [a_change(token, place, dice=dice) for place in range(len(token))]
        # white space around it says nothing, and is dropped
        edits = [each for each in edits if (token[: each[0]] + each[2] + token[each[0] + each[1] :]).strip() != token]
        given = {"program": str(FOLDER), "trust": note, "document": token, "now": MOMENT, "edits": edits}
        assert run("sweep.mjs", given) == []


class TestInWords:
    def test_every_row_is_that_of_the_command(self):
        told = [canon.loads(signed_contents(each)) for each in (*ANSWERS.values(), *published())]
        told.append(canon.loads(signed_contents({"data": list(ANSWERS.values()), "as_of": MOMENT})))
        found = run("sheets.mjs", {"program": str(FOLDER), "statements": told})
        assert len(found) == len(told) > 12
        for sheet, contents in zip(found, told, strict=True):
            assert sheet == {
                "title": both(lien_status.TITLE),
                "issuer": ISSUER,
                "livemode": False,
                "sections": sections(lien_status.sections(contents)),
                "foot": both(FOOT),
            }
