"""GET and POST /v1/lien-status with Accept: application/jose: the same answer, signed, and never more than ten minutes'."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registry.api.office import EXTENSION
from registry.client import Verdict, read_statement
from registry.domain import canon
from registry.domain.access import Permission
from registry.domain.log import read_checkpoint
from registry.signing.client_keys import generate_client_key
from registry.signing.jws import read_compact
from registry.signing.keys import PrivateKey, Use
from registry.signing.notes import unverified_text
from registry.signing.ring import open_ring, rotate
from registry.signing.tokens import issue_access_token
from registry.signing.trust import RootKey, make_trust_note, open_trust_note
from registry.store.reads import log
from tests.api.problem import refused
from tests.properties.hostile import counts
from tests.register import PASSPHRASE, SERVING, an_app, today
from tests.samples import a_body, a_parcel_body, a_parcel_code, a_receipt_body
from tests.statements import heard

STATUS, JOSE = "/v1/lien-status", "application/jose"
CLAIMS = {"v", "iss", "asked_by", "iat", "exp", "nonce", "checkpoint"}


def trusting(ring):
    officer = RootKey("log.register.test/1", PrivateKey(generate_client_key()._key))
    note = make_trust_note(ring.listing(), signers=[officer], threshold=1, version=1)
    return open_trust_note(note, pinned=None)


@pytest.fixture(scope="module")
def trust(register):
    return trusting(register.authority.ring)


@pytest.fixture(scope="module")
def parcel():
    return a_parcel_body()


@pytest.fixture(scope="module")
def made(register, bank, rival, parcel):
    """A parcel given to the bank and then to its rival, and all of it in the log."""
    answers = [
        bank.register(a_body(a_receipt_body(), parcel, today=today())),
        rival.register(a_body(parcel, today=today())),
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    register.settle()
    register.sequence()
    return [answer.json for answer in answers]


@pytest.fixture
def by_key(made, parcel):
    return {"kind": "land_management_right", "key": parcel["parcel_code"]}


def ask(teller, asked, *, accept=JOSE, client=None, **more):
    """One asset by GET, several by POST."""
    headers = {"Authorization": f"Bearer {teller.token()}"} | ({} if accept is None else {"Accept": accept})
    if isinstance(asked, dict):
        how = {"method": "GET", "query_string": asked | more}
    else:
        how = {"method": "POST", "json": {"assets": asked} | more}
    if client is not None:
        return client.open(STATUS, headers=headers, **how)
    return teller.anonymous(how.pop("method"), STATUS, headers=headers, **how)


def said(answer):
    assert (answer.status_code, answer.content_type) == (200, JOSE), answer.data
    return canon.loads(read_compact(answer.text, largest=len(answer.data)).payload)


def judged(answer, trust, *, after=0):
    return read_statement(answer.text, trust=trust, now=now() + timedelta(seconds=after))


def now():
    return datetime.now(UTC)  # noqa: TID251


class TestTheSignedAnswer:
    def test_is_valid_now_and_not_tomorrow(self, exchange, by_key, trust):
        answer = ask(exchange, by_key)
        found = judged(answer, trust)
        assert (found.verdict, found.reasons) == (Verdict.VALID, ())
        assert [lien["rank"] for lien in found.contents["liens"]] == [1, 2]
        later = judged(answer, trust, after=86_400)
        assert (later.verdict, [each.code for each in later.reasons]) == (Verdict.GENUINE, ["expired"])

    def test_says_what_the_plain_one_says(self, exchange, by_key):
        signed = said(ask(exchange, by_key))
        plain = exchange.get(STATUS, settled=False, **by_key, as_of=signed["as_of"]).json
        assert {name: value for name, value in signed.items() if name not in CLAIMS} == plain
        assert signed.keys() == plain.keys() | CLAIMS

    def test_of_several_assets_says_what_the_plain_one_says(self, exchange, made, parcel, trust):
        several = [{"code": parcel["parcel_code"]}, {"code": a_parcel_code()}, {"asset": a_receipt_body()}]
        answer = ask(exchange, several)
        signed = said(answer)
        plain = exchange.post(STATUS, {"assets": several, "as_of": signed["as_of"]}, settled=False).json
        assert {name: value for name, value in signed.items() if name not in CLAIMS | {"livemode"}} == plain
        assert (judged(answer, trust).verdict, signed["livemode"]) == (Verdict.VALID, False)

    def test_says_who_asked_and_knows_his_own(self, bank, exchange, by_key):
        his, another = said(ask(bank, by_key)), said(ask(exchange, by_key))
        assert [his["asked_by"], another["asked_by"]] == [each.enrolled.name for each in (bank, exchange)]
        assert [lien["own"] for lien in his["liens"]] == [True, False]
        assert [lien["own"] for lien in another["liens"]] == [False, False]

    def test_lasts_ten_minutes_from_now(self, exchange, by_key):
        before, signed, after = int(now().timestamp()), said(ask(exchange, by_key)), now().timestamp()
        assert before <= signed["iat"] <= after
        assert signed["exp"] - signed["iat"] == 600

    def test_has_the_checkpoint_published_last(self, register, exchange, by_key, trust):
        answer = ask(exchange, by_key)
        assert said(answer)["checkpoint"] == log.checkpoint(register.store)
        assert judged(answer, trust).checkpoint == read_checkpoint(unverified_text(said(answer)["checkpoint"]))

    def test_is_another_each_time(self, exchange, by_key):
        assert said(ask(exchange, by_key))["nonce"] != said(ask(exchange, by_key))["nonce"]

    def test_names_no_person(self, exchange, by_key, made):
        grantor = a_body(today=today())["grantors"][0]
        written = canon.dumps(said(ask(exchange, by_key))).decode()
        assert grantor["name"] not in written
        assert grantor["identifier"]["value"] not in written

    def test_of_an_earlier_instant_is_not_green_however_fresh(self, register, exchange, by_key, trust, made):
        """What is settled is an hour old by the clock of this face: as where the worker has stopped."""
        ahead = timedelta(hours=1)
        with an_app(register.settings(), clock=lambda: now() + ahead) as later, later.test_client() as client:
            token = client_token(exchange, later)
            answer = client.get(STATUS, query_string=by_key, headers={"Authorization": token, "Accept": JOSE})
        found = read_statement(answer.text, trust=trust, now=now() + ahead)
        assert (found.verdict, [each.code for each in found.reasons]) == (Verdict.GENUINE, ["earlier_instant"])

    def test_is_not_kept_by_anybody_between(self, exchange, by_key):
        answer = ask(exchange, by_key)
        assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-store", "Accept")

    def test_leaves_no_row_anywhere(self, register, exchange, by_key):
        before = counts(register)
        ask(exchange, by_key)
        ask(exchange, [{"code": a_parcel_code()}])
        assert counts(register) == before


def client_token(teller, app):
    """A token by the clock of another application, which the teller's own would not be."""
    here = app.extensions[EXTENSION]
    token = issue_access_token(
        here.authority.ring, audience=here.origin, at=here.clock(), client_id=teller.enrolled.client,
        institution=teller.enrolled.institution, role="exchange", scopes=frozenset({Permission.LIEN_STATUS}),
        key_id=teller.enrolled.key.key_id,
    )  # fmt: skip
    return f"Bearer {token}"


class TestWhoDoesNotAskForIt:
    @pytest.mark.parametrize("accept", [None, "", "*/*", "application/json", "text/html, */*;q=0.8", "application/*"])
    def test_gets_the_plain_answer_and_pays_for_nothing_else(self, register, app, exchange, by_key, *, accept):
        asked = []
        with heard(app.extensions[EXTENSION].store, asked.append):
            answer = ask(exchange, by_key, accept=accept)
        assert (answer.status_code, answer.content_type) == (200, "application/json")
        assert answer.headers["Vary"] == "Accept"
        assert len(asked) == 1

    def test_costs_two_more_questions_who_does(self, app, exchange, by_key):
        asked = []
        with heard(app.extensions[EXTENSION].store, asked.append):
            said(ask(exchange, by_key))
        assert len(asked) == 3

    @pytest.mark.parametrize(
        "accept",
        ["application/jose, application/json;q=0.9", "application/jose;q=0.5, text/html", "application/jose, */*"],
    )
    def test_prefers_the_signed_one_by_saying_so(self, exchange, by_key, accept):
        assert ask(exchange, by_key, accept=accept).content_type == JOSE

    @pytest.mark.parametrize(
        "accept", ["application/json;q=0.4, application/jose;q=0.3", "application/json, application/jose"]
    )
    def test_prefers_the_plain_one_by_saying_so(self, exchange, by_key, accept):
        assert ask(exchange, by_key, accept=accept).content_type == "application/json"

    @pytest.mark.parametrize("accept", ["text/html", "application/jwt", "application/pdf", "application/json;q=0"])
    def test_is_told_what_there_is_not(self, app, exchange, by_key, accept):
        asked = []
        with heard(app.extensions[EXTENSION].store, asked.append):
            refused(ask(exchange, by_key, accept=accept), 406, code="not_acceptable")
            refused(ask(exchange, [by_key], accept=accept), 406, code="not_acceptable")
        assert asked == []

    def test_is_told_first_to_show_who_he_is(self, exchange, by_key):
        refused(exchange.anonymous("GET", STATUS, query_string=by_key, headers={"Accept": JOSE}), 401)

    def test_gets_problems_as_ever(self, exchange, by_key):
        refused(ask(exchange, by_key | {"key": "x"}), 422, code="invalid_particulars", at="/key")
        refused(ask(exchange, by_key, as_of="2199-01-01T00:00:00Z"), 422, code="not_settled")


class TestWhatIsPromised:
    def test_is_given_whole_or_not_at_all(self, cluster):
        """Before the log has published its first checkpoint there is none to put inside."""
        with closing(cluster.new_register("register_without_a_log")) as fresh, an_app(fresh.settings()) as app:
            teller = fresh.teller(app, "新交易所", role="exchange")
            fresh.settle()
            asked = {"kind": "land_management_right", "key": a_parcel_code()}
            waiting = ask(teller, asked)
            refused(waiting, 503, code="unavailable")
            assert int(waiting.headers["Retry-After"]) > 0
            assert ask(teller, asked, accept=None).status_code == 200
            fresh.sequence()
            assert ask(teller, asked).status_code == 200

    def test_holds_for_a_thousand_assets(self, exchange, made, trust):
        answer = ask(exchange, [{"code": a_parcel_code()} for _ in range(1000)])
        assert len(said(answer)["data"]) == 1000
        assert judged(answer, trust).verdict is Verdict.VALID


class TestTheKey:
    def test_is_one_for_all_workers(self, register, exchange, by_key, trust):
        with an_app(register.settings()) as one, an_app(register.settings()) as two:
            answers = [ask(exchange, by_key, client=each.test_client()) for each in (one, two)]
        assert [judged(each, trust).verdict for each in answers] == [Verdict.VALID] * 2
        assert said(answers[0])["nonce"] != said(answers[1])["nonce"]
        assert read_compact(answers[0].text).kid == register.authority.ring.current(Use.STATEMENT).kid

    def test_once_rotated_makes_and_vouches_for_no_more(self, register, exchange, by_key, trust, tmp_path):
        """A worker that still has the former key is found out by whoever has the new trust file, and one with the new
        key is believed."""
        folder = shutil.copytree(register.cluster.keys, tmp_path / "keys")
        settings = replace(register.settings(), key_folder=folder)
        with an_app(settings) as former:
            rotate(folder, Use.STATEMENT, passphrase=PASSPHRASE, at=now())
            renewed = trusting(open_ring(folder, passphrase=PASSPHRASE, uses=SERVING))
            with an_app(settings) as newer:
                old, new = (ask(exchange, by_key, client=each.test_client()) for each in (former, newer))
        assert judged(old, trust).verdict is Verdict.VALID
        found = judged(old, renewed)
        assert (found.verdict, [each.code for each in found.reasons], found.contents) == (
            Verdict.INVALID, ["former_key"], None,
        )  # fmt: skip
        assert judged(new, renewed).verdict is Verdict.VALID
        assert [each.code for each in judged(new, trust).reasons] == ["not_a_statement_key"]
