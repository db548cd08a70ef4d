"""Every answer there is, asked for by every role: of another's registration none holds a person's value or an amount.

The cells are those of the matrix (``asked``); whoever may be shown more is named here with what for.
"""

import base64

import pytest

from registry.domain.access import Role
from registry.signing.jws import read_compact
from tests.api.asked import ENDPOINTS, Asking, Cast, entered
from tests.register import today
from tests.samples import a_body, a_citizen_id, a_parcel_body

NAME, ADDRESS, PHONE, AMOUNT = "澹台无名", "忠县别处镇不知村七组77号", "13977778888", "731234"
NUMBER = a_citizen_id()
MARKS = {"name": NAME, "address": ADDRESS, "phone": PHONE, "amount": AMOUNT, "number": NUMBER}
ASKERS = [role for role in Role if role is not Role.REGISTER]
SHOWN = {
    "POST /v1/unmaskings": {"name", "address", "phone", "number"},  # that is what it is for, with a reason
    "POST /v1/verifications": {"amount"},  # what the asker holds already, and sent
}
ITS_OWN = {
    "GET /v1/certificates/<number>",
    "POST /v1/subject-reports",
}  # with its own code: the holder's, the grantor's


class Marked(Cast):
    """A cast in which another's registration names somebody whose values occur nowhere else."""

    def _lent(self, party):
        body = a_body(self.parcel, a_parcel_body(), today=today())
        identifier = {"scheme": "citizen_id", "value": NUMBER}
        body["grantors"][0] |= {"name": NAME, "identifier": identifier, "address": ADDRESS, "contact": PHONE}
        another_s = party is self.parties[Role.LENDER][1]
        body["secured_claim"]["principal"]["amount"] = f"{AMOUNT}.56" if another_s else "100.00"
        made = entered(party.teller.register(body))
        party.certificate = made["certificate"]["number"]
        return made


class Read(Asking):
    """Whose answer is read whole, a page that is sent from its file as well."""

    def _asked(self, method, path, **options):
        teller = self.cast.asker(self.role)
        headers = {} if self.role is Role.PUBLIC else {"Authorization": f"Bearer {teller.token()}"}
        answer = teller.anonymous(method, path, headers=headers, buffered=True, **options)
        answer.get_data()
        return answer


@pytest.fixture(scope="module")
def cast(register, app):
    return Marked(register, app)


def said(answer):
    """The answer's text, and what is signed in it: a JWS says in base64 what it says."""
    text = answer.get_data().decode(errors="replace")
    words = (word for word in text.split('"') if word.startswith("eyJ") and word.count(".") == 2)
    return "\n".join([text, *(read_compact(word).payload.decode(errors="replace") for word in words)])


@pytest.mark.parametrize("role", ASKERS)
def test_holds_nothing_of_another_s_person_and_no_amount_of_another(cast, role):
    found = {}
    for name, endpoint in ENDPOINTS.items():
        answer = endpoint.ask(Read(cast, role, own=False))
        if answer is None:
            continue
        seen = {what for what, value in MARKS.items() if value in said(answer)} - SHOWN.get(name, set())
        if seen:
            found[name] = seen
    assert found == {}


@pytest.mark.parametrize("role", ASKERS)
def test_of_one_s_own_registration_no_person_is_named_but_on_its_certificate(cast, role):
    people = {what: value for what, value in MARKS.items() if what != "amount"}
    for name, endpoint in ENDPOINTS.items():
        answer = endpoint.ask(Read(cast, role, own=True))
        if answer is not None and name not in SHOWN.keys() | ITS_OWN:
            assert [what for what, value in people.items() if value in said(answer)] == [], name


def test_would_be_seen_if_it_were_there(cast):
    """Whose it is finds all of it in what only he is given."""
    lender = cast.parties[Role.LENDER][1]
    bundle = lender.teller.get(f"/v1/certificates/{lender.certificate}").json
    opened = [base64.urlsafe_b64decode(each + "==").decode() for each in bundle["disclosures"]]
    text = "\n".join([*opened, read_compact(bundle["jws"]).payload.decode()])
    assert {what for what, value in MARKS.items() if value in text} == set(MARKS)
