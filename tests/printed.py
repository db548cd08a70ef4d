"""Builders of printed certificates: what is signed, its codes, its sheet and its page, under a ring of the tests."""

from dataclasses import dataclass

from registry.client.paper import codes_of
from registry.domain import canon, certificate
from registry.domain.certificate import Issuer
from registry.domain.disclosure import digests_in, restored
from registry.domain.entry import commitment
from registry.domain.identifiers import Scheme
from registry.domain.party import Identifier
from registry.domain.registration import SearchBy
from registry.paper.draw import draw
from registry.paper.letters import Letters
from registry.schemas.sheets import sheet
from registry.service.press import Press
from registry.service.press_process import Seat
from registry.service.printing import Printing
from registry.signing.jws import sign_compact
from registry.signing.keys import Use
from registry.signing.pdf import PdfSeal
from tests.acts import (
    EXCHANGE,
    a_hold,
    a_lifting,
    a_seizure,
    a_transfer,
    act_ground,
    by,
    held,
    seized,
)
from tests.acts import a_release as a_hold_release
from tests.attestations import one_of_each_attestation
from tests.follow_ups import one_of_each_follow_up
from tests.samples import (
    a_citizen_id,
    a_discharge,
    a_draft,
    a_ground,
    a_parcel,
    a_registration_state,
    a_search,
    entered,
)
from tests.signing.builders import ISSUER, ORIGIN

AT = f"{ISSUER}/v"


@dataclass(frozen=True)
class Page:
    """One certificate and all that is printed of it."""

    jws: str
    disclosures: tuple[str, ...]
    payload: bytes

    @property
    def contents(self):
        return restored(canon.loads(self.payload), self.disclosures)

    @property
    def sheet(self):
        return sheet(self.contents, check_code=certificate.check_code(self.payload))

    @property
    def codes(self):
        return codes_of(self.jws, proof=None, disclosures=self.disclosures, at=AT)

    @property
    def bundle(self):
        return {"jws": self.jws, "disclosures": list(self.disclosures), "proof": None, "status": None}

    def drawn(self, letters=None):
        attached = canon.encode({**self.bundle, "verify_at": AT})
        return draw(self.sheet, self.codes, attached=attached, letters=letters or Letters())

    def signed(self, ring, **settings):
        return printed_here(ring, self.bundle, sheet=self.sheet, **settings)


def a_seal(ring, *, tsa_url=None):
    return PdfSeal(ring.signer(Use.PAPER).sign, ring.chain, tsa_url=tsa_url)


def printed_here(ring, bundle, *, sheet, tsa_url=None):
    """A page as the press prints it, without a process of its own."""
    seat = Seat(ring.chain, tsa_url, None, idle=0, longest=0)
    return Printing(seat, sign=ring.signer(Use.PAPER).sign).page(Press(ring, origin=ISSUER).job(bundle, sheet))


def a_page(ring, draft=None, *, livemode=False, disclosed=True):
    draft = draft or a_draft()
    issuer = Issuer(ISSUER, ORIGIN, livemode=livemode)
    committed = commitment(draft.entry.payload())
    payload = certificate.contents(draft.entry, issuer, committed=committed, nonce=bytes(range(16)))
    printed = set(digests_in(canon.loads(payload)))
    texts = tuple(each.text for each in draft.disclosures if each.digest in printed)
    jws = sign_compact(ring, payload, use=Use.CERTIFICATE, typ=certificate.TYPE)
    return Page(jws, texts if disclosed else (), payload)


def a_discharge_draft():
    lien = entered()
    ground = a_ground(lien, registration=a_registration_state(lien.registration))
    return a_draft(a_discharge(lien.registration), ground)


def searches():
    """By each of what can be searched by."""
    yield a_draft(a_search())
    number = Identifier(Scheme.CITIZEN_ID, a_citizen_id())
    yield a_draft(a_search(by=SearchBy.GRANTOR_IDENTIFIER, keys=(), grantor_identifier=number, reference="客户王五"))
    yield a_draft(a_search(by=SearchBy.GRANTOR_NAME, keys=(), grantor_name="张三"))
    yield a_draft(a_search(by=SearchBy.REGISTRATION_NUMBER, keys=(), registration_number="CQ202611220000000131"))


def acts():
    """One of each that courts and exchanges file."""
    parcel = a_parcel()
    seizure, hold = seized(a_seizure(parcel)), held(a_hold(parcel))
    for filing, ground in (
        (a_seizure(parcel), act_ground(entered())),
        (a_lifting(seizure.act), act_ground(seizures=(seizure,))),
        (a_hold(parcel), act_ground(standing=EXCHANGE)),
        (a_hold_release(hold.act), act_ground(holds=(hold,), standing=EXCHANGE)),
        (a_transfer(parcel), act_ground(standing=EXCHANGE)),
    ):
        yield a_draft(filing, ground, by=by(ground.standing))


def one_of_each():
    """A draft of every entry that is certified."""
    yield a_draft()
    yield from one_of_each_follow_up()
    yield a_discharge_draft()
    yield from searches()
    yield from acts()
    yield from one_of_each_attestation()
