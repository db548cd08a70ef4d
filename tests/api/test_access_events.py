"""The audit trail of access: who was refused and why, for the auditor and nobody else, at nobody's cost."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
import sqlalchemy as sa

from registry.api.office import EXTENSION
from registry.domain.access_event import AccessEvent, AccessEventKind, Seen
from registry.domain.allowance import Allowance
from registry.domain.errors import Unsafe
from registry.domain.filings import Administrator, EnrolAdministrators, RevokeAdministrator, RevokePasskey
from registry.domain.lifecycle import Verb
from registry.jobs import forget
from registry.service import trail as module
from registry.service.trail import Trail
from registry.settings import log_settings
from registry.signing.client_keys import generate_client_key
from registry.store import Store
from tests.acts import a_hold_body
from tests.api.problem import refused
from tests.api.test_metrics import shown, value
from tests.passkeys import a_holder, long_ago
from tests.people import Staff
from tests.register import today
from tests.samples import NOON, a_body, a_citizen_id, a_parcel_body
from tests.statements import heard

PATH, LISTING = "/v1/access-events", "/v1/registrations"
LOST = "registry_access_events_lost_total"


@pytest.fixture(scope="module")
def auditor(register, app):
    return register.teller(app, "示例审计", role="auditor")


@pytest.fixture
def told(app, auditor):
    """What the auditor is told of that came since the test began, by kind, once all of it is written."""
    trail = app.extensions[EXTENSION].trail
    auditor.token()
    trail.flush()
    seen = {each["id"] for each in auditor.get(PATH, settled=False, limit=100).json["data"]}

    def listed(kind, **filters):
        trail.flush()
        answer = auditor.get(PATH, settled=False, kind=kind, limit=100, **filters)
        assert answer.status_code == 200, answer.json
        return [each for each in answer.json["data"] if each["id"] not in seen]

    return listed


class TestARefusal:
    def test_says_who_was_refused_what_and_why(self, told, exchange):
        exchange.get(LISTING, settled=False)
        (event,) = told("refused")
        assert (event["reason"], event["route"], event["times"]) == ("not_permitted", f"GET {LISTING}", 1)
        assert (event["client"], event["institution"]) == (exchange.enrolled.client, exchange.enrolled.institution)

    def test_of_a_filing_says_whose_signature_it_bore(self, told, exchange):
        refused(exchange.register(a_body(today=today())), 403)
        (event,) = told("refused")
        assert (event["reason"], event["client"]) == ("not_permitted", exchange.enrolled.client)

    def test_of_what_is_not_believed_says_the_reason_and_not_who_it_claims_to_be(self, told, bank):
        refused(bank.anonymous("GET", LISTING), 401)
        refused(bank.register(a_body(), tamper=lambda headers, body: (headers, body + b" ")), 401)
        found = {(each["route"], each["reason"]): each for each in told("refused")}
        assert set(found) == {(f"GET {LISTING}", "missing"), (f"POST {LISTING}", "digest_mismatch")}
        assert {each["client"] for each in found.values()} == {None}

    def test_that_comes_again_and_again_is_one_with_how_often(self, told, bank):
        for _ in range(20):
            refused(bank.anonymous("GET", LISTING), 401)
        events = told("refused")
        assert sum(each["times"] for each in events) == 20
        assert len(events) <= 10, "a flood is not as many rows as it has requests"

    def test_names_no_registration_no_asset_and_no_person(self, told, register, bank, rival, exchange):
        number = bank.register(a_body(today=today())).json["number"]
        person, parcel = a_citizen_id(), a_parcel_body()
        exchange.get(f"{LISTING}/{number}", settled=False)
        bank.file("/v1/holds", a_hold_body(parcel))
        bank.anonymous("GET", f"/v1/certificates/{number}-1", query_string={"code": person})
        bank.anonymous("GET", f"/v1/lien-status?kind=land_management_right&key={parcel['parcel_code']}")
        assert len(told("refused")) == 3
        kept = str(register.rows("SELECT * FROM access_event"))
        for private in (number, person, parcel["parcel_code"], "127.0.0.1", exchange.enrolled.name):
            assert private not in kept

    def test_is_told_of_the_address_only_that_it_is_the_same(self, told, bank):
        for peer in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
            bank.anonymous("GET", LISTING, environ_overrides={"REMOTE_ADDR": peer})
        assert len({each["address"] for each in told("refused")}) == 2

    def test_asks_nothing_of_the_database_while_it_is_answered(self, bank, exchange, app):
        exchange.token()
        said = []
        with heard(app.extensions[EXTENSION].store, said.append):
            refused(exchange.get(LISTING, settled=False), 403)
            refused(bank.anonymous("GET", LISTING), 401)
        assert said == []


class TestWhatElseIsNoted:
    def test_tokens_issued_and_refused(self, told, bank):
        assert bank.ask_token().status_code == 200
        refused(bank.ask_token("x"), 401)
        (issued,), (declined,) = told("token_issued"), told("token_refused")
        assert (issued["client"], issued["institution"]) == (bank.enrolled.client, bank.enrolled.institution)
        assert (declined["client"], declined["reason"]) == (None, "malformed")

    def test_whoever_tries_certificates_without_their_codes(self, told, bank, rival):
        number = bank.register(a_body(today=today())).json["certificate"]["number"]
        for asked in (number, number.replace("-1", "-7")):
            refused(bank.anonymous("GET", f"/v1/certificates/{asked}", query_string={"code": "AAAA"}), 404)
        rival.get(f"/v1/certificates/{number}", settled=False)
        events = told("code_refused")
        assert sum(each["times"] for each in events) == 3
        assert {each["client"] for each in events} == {None, rival.enrolled.client}

    def test_whoever_runs_into_a_limit(self, told, bank, app, monkeypatch):
        limits = app.extensions[EXTENSION].limits
        monkeypatch.setattr(limits, "_address", type(limits._address)("address", 1))
        refused(bank.anonymous("GET", "/v1/enums"), 429)
        monkeypatch.undo()
        (event,) = told("limited")
        assert event["reason"] == "too_many_requests"

    def test_institutions_and_keys_as_they_are_entered(self, told, register):
        enrolled = register.enrol("新来的银行")
        register.revoke(enrolled)
        (institution,) = told("institution_enrolled", institution=enrolled.institution)
        (entered,), (ended,) = told("key_enrolled", client=enrolled.client), told("key_revoked", client=enrolled.client)
        assert institution["at"] < entered["at"] < ended["at"]
        assert entered["key_id"] == ended["key_id"] == enrolled.key.key_id

    def test_passkeys_as_they_are_entered(self, told, register):
        bank = register.enrol("银行的人")
        holder = a_holder(Staff(register, long_ago()), "in-the-trail", identifier=bank.uscc)
        key = holder.enrolled().entry.filing["key_id"]
        register.administer(RevokePasskey(key_id=key, reason="lost"))
        kinds = ("key_enrolled", "key_revoked")
        found = [each for kind in kinds for each in told(kind, institution=bank.institution) if each["key_id"] == key]
        assert [(each["kind"], each["reason"], each["client"]) for each in found] == [
            (kind, "passkey", None) for kind in kinds
        ]
        assert {each["concerning"] for each in found} == {holder.who.person.id}

    def test_what_two_administrators_did_with_keys_of_their_own(self, told, register):
        told("administrator_enrolled")
        enrolled = register.enrol("受限的银行")
        register.limit(enrolled, Allowance(verbs=frozenset({Verb.REGISTER})), version=2)
        (limited,) = told("client_limited")
        assert limited["client"] == enrolled.client
        new = generate_client_key()
        fourth = Administrator(name="fourth", key_id=new.key_id, jwk=new.public.jwk)
        register.administer(EnrolAdministrators(administrators=(fourth,)))
        register.administer(RevokeAdministrator(key_id=new.key_id, reason="left"))
        (entered,), (ended,) = told("administrator_enrolled"), told("administrator_revoked")
        assert (entered["reason"], entered["key_id"]) == ("fourth", new.key_id)
        assert (ended["reason"], ended["key_id"]) == ("fourth", new.key_id)

    def test_nothing_of_who_was_served(self, told, bank):
        bank.register(a_body(today=today()))
        bank.get(LISTING, settled=False)
        assert told("refused") == told("limited") == []


class TestTheList:
    def test_is_the_auditors_alone(self, bank, exchange, court):
        for teller in (bank, exchange, court):
            refused(teller.get(PATH, settled=False), 403, code="not_permitted")

    def test_is_read_page_by_page_newest_first(self, told, auditor, register):
        told("refused")
        whole, cursor = [], None
        for _ in range(200):
            page = auditor.get(PATH, settled=False, limit=3, **({"cursor": cursor} if cursor else {})).json
            whole += page["data"]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                break
        (count,) = register.rows(
            "SELECT (SELECT count(*) FROM access_event) + (SELECT count(*) FROM institution)"
            " + (SELECT count(*) + count(recorded_until) FROM client_key)"
            " + (SELECT count(*) + count(recorded_until) FROM administrator)"
            " + (SELECT count(*) + count(recorded_until) FROM passkey)"
            " + (SELECT count(*) FROM client_allowance WHERE version > 1) AS n"
        )
        assert len({each["id"] for each in whole}) == len(whole) == count["n"] > 10
        assert [each["at"] for each in whole] == sorted((each["at"] for each in whole), reverse=True)

    def test_is_narrowed_by_time(self, told, auditor, bank):
        refused(bank.anonymous("GET", LISTING), 401)
        (event,) = told("refused")
        assert [each["id"] for each in told("refused", since=event["at"])] == [event["id"]]
        assert told("refused", until=event["at"]) == []

    @pytest.mark.parametrize("asked", [{"cursor": "eA"}, {"kind": "x"}, {"limit": "0"}, {"since": "x"}, {"page": "2"}])
    def test_is_not_asked_for_otherwise(self, auditor, asked):
        refused(auditor.get(PATH, settled=False, **asked), 422, code="invalid_particulars")


EVENT = AccessEvent(kind=AccessEventKind.REFUSED, reason="missing", route=None, address="0")


class TestTheWriter:
    def test_is_waited_for_by_nobody(self, app, bank, register, monkeypatch):
        """A database that hangs holds up the writer, and no answer."""
        trail, answered, found = app.extensions[EXTENSION].trail, Event(), []
        trail.flush()

        def hanging():
            found.append(answered.wait(5))
            return Store(register.url())

        monkeypatch.setattr(trail, "_opened", hanging)
        refused(bank.anonymous("GET", LISTING), 401)
        answered.set()
        trail.flush()
        assert found == [True], "the answer was there while the writer still waited"

    def test_never_holds_up_who_is_refused_and_counts_what_it_had_to_let_go(self, register, monkeypatch):
        monkeypatch.setattr(module, "MOST_WAITING", 5)
        lost = []
        trail = Trail(lambda: Store(register.url()))
        trail.watch_losses(lost.append)
        with trail._guard:
            trail._writer = object()  # one that is busy, and comes to nothing
        for _ in range(8):
            trail.note(Seen(EVENT, NOON))
        assert (lost, len(trail._waiting)) == ([1, 1, 1], 5)

    def test_whose_database_is_away_loses_what_waited_and_says_so(self, app, bank, monkeypatch):
        before = value(shown(bank), LOST)
        trail = app.extensions[EXTENSION].trail
        trail.flush()
        monkeypatch.setattr(trail, "_opened", lambda: Store("postgresql+psycopg://nobody@127.0.0.1:1/none"))
        refused(bank.anonymous("GET", LISTING), 401)
        trail.flush()
        assert value(shown(bank), LOST) == before + 1

    def test_is_gone_when_there_is_nothing_to_write_and_back_when_there_is(self, told, app, bank):
        trail = app.extensions[EXTENSION].trail
        for _ in range(2):
            refused(bank.anonymous("GET", LISTING), 401)
            trail.flush()
            assert trail._writer is None
        assert sum(each["times"] for each in told("refused")) == 2

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
    def test_that_ended_by_a_fault_is_followed_by_another(self, register, monkeypatch):
        trail, opened = Trail(lambda: Store(register.url())), []

        def broken():
            opened.append(1)
            raise SystemExit

        monkeypatch.setattr(trail, "_opened", broken)
        for _ in range(2):
            trail.note(Seen(EVENT, NOON))
            trail.flush()
        assert len(opened) == 2


class TestHowLongItIsKept:
    def test_is_as_long_as_the_operator_says_and_then_it_is_forgotten(self, register, told, bank):
        refused(bank.anonymous("GET", LISTING), 401)
        (recent,) = told("refused")
        entered = (
            "INSERT INTO access_event (id, at, kind, reason, address, times) VALUES (:id, :at, 'refused', 'x', '0', 1)"
        )
        now, day = datetime.now(UTC), timedelta(days=1)  # noqa: TID251
        with register.superuser().begin() as connection:
            for days in (199, 201):
                connection.execute(sa.text(entered), {"id": f"acc_{days}", "at": now - days * day})
        with closing(register.store_as("registry_sequencer")) as store:
            forget.run(store, now, keep=200 * day)
        kept = {row["id"] for row in register.rows("SELECT id FROM access_event")}
        assert ("acc_199" in kept, "acc_201" in kept, recent["id"] in kept) == (True, False, True)

    @pytest.mark.parametrize("days", ["183", "0", "x"])
    def test_is_never_less_than_six_months(self, days):
        given = dict.fromkeys(map("REGISTRY_{}".format, WORKERS_OWN), "x")
        assert log_settings(given).access_events_days == 400
        with pytest.raises(Unsafe, match="REGISTRY_ACCESS_EVENTS_DAYS must be from 184"):
            log_settings(given | {"REGISTRY_ACCESS_EVENTS_DAYS": days})


WORKERS_OWN = ("DATABASE_URL", "PUBLIC_ORIGIN", "KEY_FOLDER", "LOG_KEY_PASSPHRASE", "LOG_STATE_FOLDER")
