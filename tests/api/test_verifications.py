"""POST /v1/verifications: what the register says of a certificate, and of a whole bundle."""

import json
import shutil

import pytest

from registry.domain import canon, certificate
from registry.service.authority import SERVING, Authority
from registry.service.verify import verify
from registry.signing.jws import read_compact, sign_compact
from registry.signing.keys import Use
from registry.signing.ring import open_ring, revoke, rotate
from tests.register import PASSPHRASE, today
from tests.samples import NOON, a_body

NAME = "张䶮"


@pytest.fixture(scope="module")
def made(bank, register):
    body = a_body(today=today())
    body["grantors"][0]["name"] = NAME
    made = bank.register(body).json
    register.sequence()
    register.tell()
    return made


@pytest.fixture(scope="module")
def served(bank, made):
    """The bundle, byte for byte as it is served."""
    address = f"/v1/certificates/{made['certificate']['number']}"
    return bank.anonymous("GET", address, headers={"Authorization": f"Bearer {bank.token()}"}).get_data(as_text=True)


@pytest.fixture(scope="module")
def bundle(served):
    return json.loads(served)


@pytest.fixture
def told(bank):
    def tell(document):
        answer = bank.anonymous("POST", "/v1/verifications", json=document)
        assert answer.status_code == 200, answer.json
        assert NAME not in answer.get_data(as_text=True)
        return answer.json

    return tell


def said(answer):
    return answer["verdict"], answer["reasons"]


def another(text):
    place = len(text) // 2
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


class TestABundle:
    def test_is_served_in_its_one_spelling(self, served, bundle):
        assert served == json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert all(bundle[part] for part in ("jws", "disclosures", "proof", "status"))

    def test_is_judged_as_whole(self, told, bundle):
        assert said(told(bundle)) == ("valid", [])

    def test_lacks_nothing_that_the_register_has(self, told, bundle):
        assert said(told({"jws": bundle["jws"], "proof": None})) == ("valid", [])

    @pytest.mark.parametrize("part", ["proof", "status"])
    def test_with_a_false_part_is_invalid(self, told, bundle, part):
        found = told(bundle | {part: another(bundle[part])})
        assert (said(found), found["contents"]) == (("invalid", [f"bad_{part}"]), None)

    def test_with_a_forged_disclosure_is_invalid_and_nothing_of_it_is_told(self, told, bundle):
        first, *others = bundle["disclosures"]
        found = told(bundle | {"disclosures": [another(first), *others]})
        assert (said(found), found["contents"]) == (("invalid", ["bad_disclosure"]), None)

    @pytest.mark.parametrize(
        "changes", [{"proof": ""}, {"proof": 1}, {"status": "x" * 65537}, {"disclosures": ["x"] * 101}]
    )
    def test_has_parts_of_the_right_kind(self, bank, bundle, changes):
        assert bank.anonymous("POST", "/v1/verifications", json=bundle | changes).status_code == 422


class TestAKeyThatWasRevoked:
    """A stolen key makes nothing false that was entered before; it is the journal that tells the two apart."""

    @pytest.fixture
    def after_the_theft(self, register, tmp_path):
        folder = shutil.copytree(register.cluster.keys, tmp_path / "keys")
        stolen = register.authority.ring.current(Use.CERTIFICATE).kid
        rotate(folder, Use.CERTIFICATE, passphrase=PASSPHRASE, at=NOON)
        revoke(folder, stolen, at=NOON)
        return Authority(open_ring(folder, passphrase=PASSPHRASE, uses=SERVING))

    @pytest.fixture
    def judge(self, register, after_the_theft):
        def judge(jws):
            alarms = []
            found = verify(register.store, after_the_theft, jws=jws, today=today(), alarm=alarms.append)
            return str(found.verdict), list(found.reasons), len(alarms)

        return judge

    def test_leaves_its_certificates_what_they_were(self, judge, bundle):
        assert judge(bundle["jws"]) == ("valid", [], 0)

    def test_makes_none_anew(self, judge, register, bundle):
        contents = canon.loads(read_compact(bundle["jws"]).payload)
        forged = canon.dumps(contents | {"number": "CQ202611220000000131-1"})
        thiefs = sign_compact(register.authority.ring, forged, use=Use.CERTIFICATE, typ=certificate.TYPE)
        assert judge(thiefs) == ("invalid", ["not_in_journal"], 1)
