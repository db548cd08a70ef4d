"""A system changes keys of its own under a key it has, is told of every change, and files what it was allowed."""

import itertools
import json
from dataclasses import replace

import pytest

from registry.domain.allowance import Allowance
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.signing.client_keys import generate_client_key
from tests.api.problem import codes, refused
from tests.api.test_authentication import replacing
from tests.register import LETTER, Teller, an_app, possession, today
from tests.samples import a_body

PATH = "/v1/client-keys"
ALGORITHMS = ("ed25519", "ecdsa-p256-sha256")
_numbers = itertools.count(1)


def request_for(key, teller, **changes):
    shown = possession(key, **({"uscc": teller.enrolled.uscc, "client": teller.enrolled.client} | changes))
    return {"jwk": key.public_jwk, "possession": shown}


def with_key(teller, key, *, app):
    """The same system, signing with another key, and with once-only tokens that it has not used."""
    made = Teller(teller.register_under_test, replace(teller.enrolled, key=key), app=app)
    made._keys = itertools.count(1000 * next(_numbers))
    return made


@pytest.fixture
def system(register, app):
    """A lender's system with keys of its own."""
    return register.teller(app, f"换钥银行{next(_numbers)}")


@pytest.fixture
def listed(system):
    return lambda: {each["thumbprint"]: each for each in system.get(PATH).json["data"]}


class TestALaterKey:
    @pytest.mark.parametrize("algorithm", ALGORITHMS)
    def test_signs_from_then_on_and_the_old_one_too(self, system, app, algorithm):
        new = generate_client_key(algorithm)
        made = system.file(PATH, request_for(new, system))
        assert made.status_code == 201, made.json
        assert (made.json["thumbprint"], made.json["event"]) == (new.key_id, "enrol_key")
        assert made.json["evidence"] == "http_signature"
        assert made.json["signed_by"] == system.enrolled.key.key_id
        rotated = with_key(system, new, app=app)
        assert rotated.register(a_body(today=today())).status_code == 201
        assert rotated.ask_token().status_code == 200
        assert system.register(a_body(today=today())).status_code == 201

    def test_may_itself_bring_the_next(self, system, app):
        second, third = generate_client_key(), generate_client_key()
        assert system.file(PATH, request_for(second, system)).status_code == 201
        rotated = with_key(system, second, app=app)
        assert rotated.file(PATH, request_for(third, system)).status_code == 201
        assert with_key(system, third, app=app).register(a_body(today=today())).status_code == 201

    def test_is_enrolled_once(self, system):
        filed = request_for(generate_client_key(), system)
        first = system.file(PATH, filed, key="once")
        assert system.file(PATH, filed, key="once").data == first.data
        refused(system.file(PATH, filed), 409, code="already_enrolled")

    def test_is_rehearsed_and_then_not_there(self, system, app, listed):
        new = generate_client_key()
        rehearsed = system.file(PATH, request_for(new, system), query="dry_run=true")
        assert (rehearsed.status_code, rehearsed.json["dry_run"]) == (200, True)
        assert new.key_id not in listed()
        refused(with_key(system, new, app=app).register(a_body(today=today())), 401, code="unauthenticated")

    @pytest.mark.parametrize("changes", [{"uscc": "91500000MA60000161"}, {"client": "another"}])
    def test_is_shown_to_be_held_for_this_client(self, system, changes):
        document = refused(
            system.file(PATH, request_for(generate_client_key(), system, **changes)), 422, code="key_not_held"
        )
        assert codes(document) == {"key_not_held"}

    def test_of_somebody_else_is_not_taken(self, system, rival):
        """Whoever has seen a public key and a proof cannot have the key for his own client."""
        for sent in (
            request_for(rival.enrolled.key, rival),
            {
                "jwk": generate_client_key().public_jwk,
                "possession": request_for(rival.enrolled.key, system)["possession"],
            },
            {"jwk": generate_client_key().public_jwk, "possession": "x.y.z"},
        ):
            refused(system.file(PATH, sent), 422, code="key_not_held")

    @pytest.mark.parametrize(
        "change",
        [
            {"d": "A" * 43}, {"x": "A" * 43}, {"crv": "P-256"}, {"kty": "EC"}, {"alg": "ES256"}, {"kid": "A" * 43},
            {"x": None}, {"crv": "X25519"},
        ],
    )  # fmt: skip
    def test_is_a_public_key_that_is_what_it_says(self, system, change):
        sent = request_for(generate_client_key(), system)
        sent["jwk"] = sent["jwk"] | change
        document = refused(system.file(PATH, sent), 422, code="invalid_particulars")
        assert all(fault["pointer"].startswith("/jwk") for fault in document["errors"])
        assert "AAAA" not in json.dumps(document["errors"])

    def test_is_signed_for_by_a_key_of_the_client(self, system, app):
        stranger = with_key(system, generate_client_key(), app=app)
        refused(stranger.file(PATH, request_for(generate_client_key(), system)), 401, code="unauthenticated")
        unsigned = system.file(
            PATH, request_for(generate_client_key(), system), tamper=replacing(Signature="sig1=:AA==:")
        )
        refused(unsigned, 401, code="unauthenticated")


class TestARevocation:
    def revoked(self, teller, key, **options):
        return teller.file(f"{PATH}/{key.key_id}/revoke", {"reason": "lost"}, **options)

    def test_ends_a_key_at_once_and_on_every_worker(self, system, app, register):
        spare = generate_client_key()
        system.file(PATH, request_for(spare, system))
        former = with_key(system, spare, app=app)
        with an_app(register.settings()) as other_worker:
            elsewhere = with_key(system, spare, app=other_worker)
            assert elsewhere.register(a_body(today=today())).status_code == 201
            ended = self.revoked(system, spare)
            assert (ended.status_code, ended.json["event"], ended.json["reason"]) == (201, "revoke_key", "lost")
            for teller in (former, elsewhere):
                refused(teller.register(a_body(today=today())), 401, code="key_revoked")
                refused(teller.ask_token(), 401, code="key_revoked")
                refused(teller.file(PATH, request_for(generate_client_key(), system)), 401, code="key_revoked")

    def test_may_end_the_key_that_signs_it(self, system):
        assert self.revoked(system, system.enrolled.key).status_code == 201
        refused(system.register(a_body(today=today())), 401, code="key_revoked")

    def test_is_of_no_other_client_s_key(self, system, rival, bank):
        for key in (rival.enrolled.key, generate_client_key()):
            refused(self.revoked(system, key), 404, code="unknown_registration")
        assert rival.register(a_body(today=today())).status_code == 201

    def test_happens_once(self, system):
        spare = generate_client_key()
        system.file(PATH, request_for(spare, system))
        assert self.revoked(system, spare).status_code == 201
        refused(self.revoked(system, spare), 404, code="unknown_registration")
        refused(system.file(PATH, request_for(spare, system)), 409, code="already_enrolled")

    def test_is_rehearsed_and_the_key_goes_on(self, system):
        assert self.revoked(system, system.enrolled.key, query="dry_run=true").json["dry_run"] is True
        assert system.register(a_body(today=today())).status_code == 201


class TestTheList:
    def test_tells_every_key_and_every_change_of_it(self, system, listed):
        spare = generate_client_key()
        system.file(PATH, request_for(spare, system))
        system.file(f"{PATH}/{spare.key_id}/revoke", {"reason": "trial"})
        keys = listed()
        first, second = keys[system.enrolled.key.key_id], keys[spare.key_id]
        assert (first["state"], second["state"]) == ("current", "revoked")
        (enrolled,) = first["changes"]
        assert (enrolled["evidence"], enrolled["letter"], enrolled["signed_by"]) == ("two_person", LETTER, None)
        assert [each["event"] for each in second["changes"]] == ["enrol_key", "revoke_key"]
        assert second["changes"][1]["reason"] == "trial"
        assert first["revoked_at"] is None
        assert second["revoked_at"] == second["changes"][1]["at"]

    def test_tells_what_administrators_did(self, system, register, listed):
        spare = generate_client_key()
        system.file(PATH, request_for(spare, system))
        register.revoke(replace(system.enrolled, key=spare))
        ended = listed()[spare.key_id]["changes"][1]
        assert (ended["event"], ended["evidence"]) == ("revoke_key", "two_person")

    def test_is_of_the_client_that_asks(self, system, bank):
        mine, theirs = system.get(PATH).json, bank.get(PATH).json
        assert (mine["client_id"], mine["institution"]) == (system.enrolled.client, system.enrolled.uscc)
        assert not {each["thumbprint"] for each in mine["data"]} & {each["thumbprint"] for each in theirs["data"]}

    def test_is_for_every_role(self, court, exchange, keeper):
        for teller in (court, exchange, keeper):
            assert teller.get(PATH).json["data"][0]["state"] == "current"

    def test_says_what_the_client_may_file(self, register, system):
        assert system.get(PATH).json["allowance"]["ceiling"] is None
        register.limit(system.enrolled, Allowance(verbs=frozenset({Verb.REGISTER}), ceiling=Money(500_00)), version=2)
        said = {"verbs": ["register"], "ceiling": {"amount": "500.00", "currency": "CNY"}}
        assert system.get(PATH).json["allowance"] == said


class TestWhatAClientMayFile:
    @pytest.fixture
    def number(self, system):
        return system.register(a_body(today=today())).json["number"]

    def limited(self, register, system, *verbs, ceiling=None):
        register.limit(system.enrolled, Allowance(verbs=frozenset(verbs), ceiling=ceiling), version=2)

    def test_is_nothing_that_is_not_listed(self, register, system, number):
        self.limited(register, system, Verb.REGISTER)
        refused(system.discharge(number), 403, code="not_allowed_to_client")
        refused(system.discharge(number, query="dry_run=true"), 403, code="not_allowed_to_client")
        search = {"by": {"registration_number": number}, "purpose": "lending"}
        refused(system.post("/v1/searches", search), 403, code="not_allowed_to_client")
        assert system.register(a_body(today=today())).status_code == 201

    def test_is_nothing_above_the_ceiling(self, register, system, number):
        self.limited(register, system, Verb.REGISTER, Verb.DISCHARGE, ceiling=Money(499_999_99))
        refused(system.register(a_body(today=today())), 403, code="above_ceiling")
        refused(system.discharge(number), 403, code="above_ceiling")
        self_again = Allowance(verbs=frozenset({Verb.REGISTER, Verb.DISCHARGE}), ceiling=Money(500_000_00))
        register.limit(system.enrolled, self_again, version=3)
        assert system.discharge(number).status_code == 201

    def test_tells_nothing_of_another_lender_s_amounts(self, register, system, rival):
        theirs = rival.register(a_body(today=today())).json["number"]
        self.limited(register, system, Verb.DISCHARGE, ceiling=Money(1))
        refused(system.discharge(theirs), 404, code="unknown_registration")

    def test_leaves_it_its_own_keys(self, register, system):
        self.limited(register, system)
        assert system.file(PATH, request_for(generate_client_key(), system)).status_code == 201
