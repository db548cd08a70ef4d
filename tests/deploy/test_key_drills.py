"""Keys rotated, lost and stolen, as an operator goes through it: by the commands of docs/operator.md, on a register with
a ring, officers and a trust file of its own."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from registry.api.office import EXTENSION
from registry.app import create_app
from registry.cli import main
from registry.client import verify
from registry.domain import canon, certificate, merkle
from registry.domain.log import Checkpoint, Proof, leaf_of
from registry.domain.verdict import OF_THE_REGISTER, Verdict
from registry.service.authority import SERVING
from registry.service.file import Filed
from registry.service.verify import Verified
from registry.service.verify import verify as verify_in_journal
from registry.signing.errors import KeyRingError
from registry.signing.jws import read_compact, sign_compact
from registry.signing.keys import KeyState, Use
from registry.signing.notes import sign_note, unverified_text
from registry.signing.ring import KeyRing, open_ring
from registry.signing.trust import Trust, open_trust_note
from registry.store.reads import log
from tests.lender import Lender
from tests.register import LOG, LOG_PASSPHRASE, ORIGIN, PASSPHRASE, Cluster, RegisterUnderTest, today
from tests.signing.builders import single_character_changes

Bundle = dict[str, Any]
_serial = itertools.count(1)


class House:
    """A register as its operator has it: a key folder, officers, and commands."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.folder, self.keys, self.roots = folder, folder / "keys", folder / "roots"
        shutil.copytree(cluster.keys, self.keys)
        self.engine, self.database = cluster.engine, f"drill_{next(_serial)}"
        self.register = Cluster(cluster.engine, self.keys).new_register(self.database)
        self.lender = Lender(self.register)
        (folder / "passphrase").write_text(PASSPHRASE)
        (folder / "log-passphrase").write_text(LOG_PASSPHRASE)
        self.run("keys", "roots", "--roots", str(self.roots), "--name", "officers.test")
        self.trust = self.issued(pinned=None)

    def typed(self, *arguments: str) -> Result:
        variables = {
            "REGISTRY_KEY_FOLDER": str(self.keys),
            "REGISTRY_KEY_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "REGISTRY_LOG_KEY_PASSPHRASE_FILE": str(self.folder / "log-passphrase"),
            "REGISTRY_DATABASE_URL": self.register.url("registry_sequencer"),
            "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
            "REGISTRY_LOG_STATE_FOLDER": str(self.register.log_state),
            "XDG_STATE_HOME": str(self.folder / "state"),
        }
        return CliRunner().invoke(main, arguments, env=variables)

    def run(self, *arguments: str) -> str:
        done = self.typed(*arguments)
        assert done.exit_code == 0, done.output
        return done.output

    def issued(self, *, pinned: Trust | None) -> Trust:
        """The trust file the officers issue for the ring as it is; believed by who believed the one before."""
        path = self.folder / "trust.note"
        self.run("keys", "trust", "--roots", str(self.roots), "--out", str(path))
        return open_trust_note(path.read_text(encoding="utf-8"), pinned=pinned)

    def reopened(self) -> None:
        """Service and worker, started again with the ring as it is."""
        enrolled, self.register = self.register, RegisterUnderTest(Cluster(self.engine, self.keys), self.database)
        enrolled.close()
        self.lender._desk = self.register.desk

    def rotated(self, use: Use, *, revoked: bool = False) -> Trust:
        """As an operator does it: rotate, perhaps revoke, issue a trust file, restart."""
        former = open_ring(self.keys, passphrase="", uses=frozenset()).current(use).kid
        self.run("keys", "rotate", str(use))
        if revoked:
            self.run("keys", "revoke", former)
        self.reopened()
        self.trust = self.issued(pinned=self.trust)
        assert self.state(former) is (KeyState.REVOKED if revoked else KeyState.RETIRED)
        return self.trust

    def state(self, kid: str) -> KeyState:
        return self.trust.keys[kid].state

    @property
    def ring(self) -> KeyRing:
        return open_ring(self.keys, passphrase=PASSPHRASE, uses=SERVING)

    def filed(self) -> Filed:
        return self.lender.register()

    def asked(self, jws: str) -> Verified:
        """What the register says of a certificate, as of today."""
        return verify_in_journal(
            self.register.store, self.register.authority, jws=jws, today=today(), alarm=lambda _: None
        )

    def bundle(self, filed: Filed) -> Bundle:
        """As the register hands it out, once the entry is in the log."""
        self.register.sequence()
        proof = log.proof(self.register.store, filed.entry.id)
        assert proof
        return {"jws": filed.jws, "disclosures": [], "proof": proof.text, "status": None}


@pytest.fixture
def house(cluster: Cluster, tmp_path: Path) -> Iterator[House]:
    made = House(cluster, tmp_path)
    try:
        yield made
        made.register.sequence()
        differences = made.register.audit()
    finally:
        made.register.close()
    assert differences == [], [str(each) for each in differences]


def forged(ring: KeyRing, filed: Filed, **changes: Any) -> str:
    """A certificate like this one, and saying something else, by whoever has the key."""
    contents = canon.loads(read_compact(str(filed.jws)).payload) | changes
    return sign_compact(ring, canon.dumps(contents), use=Use.CERTIFICATE, typ=certificate.TYPE)


def judged(bundle: Bundle, *, trust: Trust) -> Verdict:
    """As who holds it judges it, asking nobody: how things stand today is not known then."""
    return verify(bundle, trust=trust).verdict


def alone(jws: str | None) -> Bundle:
    return {"jws": jws, "disclosures": [], "proof": None, "status": None}


class TestACertificateKeyThatIsRotated:
    def test_breaks_no_certificate(self, house):
        old = house.bundle(house.filed())
        before, after = house.trust, house.rotated(Use.CERTIFICATE)
        new = house.bundle(house.filed())
        assert read_compact(old["jws"]).kid != read_compact(new["jws"]).kid
        assert [judged(old, trust=each) for each in (before, after)] == [Verdict.GENUINE, Verdict.GENUINE]
        assert [judged(new, trust=each) for each in (before, after)] == [Verdict.INVALID, Verdict.GENUINE]

    def test_leaves_nothing_to_believe_without_inclusion(self, house):
        filed = house.filed()
        assert judged(alone(filed.jws), trust=house.trust) is Verdict.UNPROVEN
        assert judged(alone(filed.jws), trust=house.rotated(Use.CERTIFICATE)) is Verdict.INVALID

    def test_goes_with_a_trust_file_that_never_goes_back(self, house):
        filed, first = house.bundle(house.filed()), (house.folder / "trust.note").read_text(encoding="utf-8")
        house.rotated(Use.CERTIFICATE)
        (house.folder / "old.note").write_text(first, encoding="utf-8")
        (house.folder / "bundle.json").write_text(json.dumps(filed), encoding="utf-8")

        def verified(note: str) -> Result:
            return house.typed("verify", str(house.folder / "bundle.json"), "--trust", str(house.folder / note))

        known = [verdict.exit_code for verdict in Verdict]
        assert verified("trust.note").exit_code in known
        refused = verified("old.note")
        assert refused.exit_code == 1
        assert "trust file" in refused.output


class TestAThiefOfTheCertificateKey:
    """He signs what the register signs; what he cannot do is put it into the log."""

    def test_is_not_believed_offline_and_found_out_where_the_register_is_asked(self, house):
        honest = house.filed()
        false = forged(house.ring, honest, nonce=canon.b64(bytes(16)))
        assert judged(alone(false), trust=house.trust) is Verdict.UNPROVEN
        app = create_app(house.register.settings(log_level="error"))
        with closing(app.extensions[EXTENSION].store), app.test_client() as client:
            found = verify(
                false, trust=house.trust, ask=lambda jws: client.post("/v1/verifications", json={"jws": jws}).get_json()
            )
        assert found.verdict is Verdict.INVALID
        assert OF_THE_REGISTER["not_in_journal"] in found.reasons

    def test_gains_nothing_by_the_proof_of_another(self, house):
        honest = house.bundle(house.filed())
        filed = house.filed()
        proof = house.bundle(filed)["proof"]
        for changes in ({"nonce": canon.b64(bytes(16))}, {"recorded_at": "2020-01-01T00:00:00.000000Z"}):
            false = {**honest, "jws": forged(house.ring, filed, **changes)}
            assert judged(false, trust=house.trust) is Verdict.INVALID
            assert judged({**false, "proof": proof}, trust=house.trust) is Verdict.INVALID
        assert judged({**honest, "proof": proof}, trust=house.trust) is Verdict.INVALID

    @pytest.mark.parametrize("revoked", [False, True])
    def test_cannot_date_anything_back_once_the_key_is_out_of_use(self, house, revoked):
        """No instant counts but the one at which the log took it: what he signs today says an earlier day in vain."""
        honest = house.filed()
        bundle, stolen = house.bundle(honest), house.ring
        house.rotated(Use.CERTIFICATE, revoked=revoked)
        for changes in ({"recorded_at": "2026-01-01T00:00:00.000000Z"}, {"nonce": canon.b64(bytes(16))}):
            false = forged(stolen, honest, **changes)
            assert judged(alone(false), trust=house.trust) is Verdict.INVALID
            assert judged({**bundle, "jws": false}, trust=house.trust) is Verdict.INVALID
        assert judged(bundle, trust=house.trust) is Verdict.GENUINE, "what was logged in time is as good as ever"
        assert house.asked(bundle["jws"]).verdict == "valid", "and its register, which has the journal, says so"
        assert house.asked(forged(stolen, honest, nonce=canon.b64(bytes(16)))).reasons == ("not_in_journal",)


class TestAKeyThatIsLost:
    """The file is gone, the passphrase and the rest of the folder are not."""

    def lose(self, house: House, use: Use) -> None:
        for path in house.keys.rglob(f"{use}-*.pem"):
            path.unlink()

    def test_is_replaced_and_what_it_signed_is_still_believed(self, house):
        old = house.bundle(house.filed())
        self.lose(house, Use.CERTIFICATE)
        house.rotated(Use.CERTIFICATE)
        new = house.bundle(house.filed())
        assert [judged(each, trust=house.trust) for each in (old, new)] == [Verdict.GENUINE, Verdict.GENUINE]

    def test_of_the_log_is_replaced_and_the_log_goes_on(self, house):
        old = house.bundle(house.filed())
        self.lose(house, Use.LOG)
        house.rotated(Use.LOG)
        new = house.bundle(house.filed())
        assert [judged(each, trust=house.trust) for each in (old, new)] == [Verdict.GENUINE, Verdict.GENUINE]

    def test_is_not_replaced_by_who_does_not_know_the_passphrase_of_those_beside_it(self, house):
        (house.folder / "passphrase").write_text("another")
        (house.folder / "log-passphrase").write_text("another")
        for use in (Use.CERTIFICATE, Use.LOG):
            self.lose(house, use)
            assert house.typed("keys", "rotate", str(use)).exit_code == 1
        self.put_right(house, Use.CERTIFICATE, Use.LOG)

    def test_of_the_worker_is_never_replaced_under_the_passphrase_of_the_service(self, house):
        """Not even where none of the worker's is left that could tell."""
        for use in (Use.LOG, Use.STATUS):
            self.lose(house, use)
        (house.folder / "passphrase").write_text(PASSPHRASE)
        (house.folder / "log-passphrase").write_text(PASSPHRASE)
        done = house.typed("keys", "rotate", "log")
        assert (done.exit_code, "passphrase of its own" in done.output) == (1, True)
        self.put_right(house, Use.LOG, Use.STATUS)

    def put_right(self, house: House, *uses: Use) -> None:
        (house.folder / "passphrase").write_text(PASSPHRASE)
        (house.folder / "log-passphrase").write_text(LOG_PASSPHRASE)
        for use in uses:
            house.run("keys", "rotate", str(use))
        house.reopened()

    def test_of_a_ring_without_any_comes_from_the_backup(self, house):
        for path in house.keys.glob("*.pem"):
            path.rename(path.with_suffix(".kept"))
        done = house.typed("keys", "rotate", "certificate")
        assert done.exit_code == 1
        assert "backup" in done.output
        for path in house.keys.glob("*.kept"):
            path.rename(path.with_suffix(".pem"))

    def test_of_an_officer_leaves_the_others_to_issue_the_next_trust_file(self, house):
        (house.roots / "root-1.pem").unlink()
        assert house.rotated(Use.CERTIFICATE).version == 2
        assert len(house.trust.roots) == 3
        (house.roots / "root-3.pem").unlink()
        done = house.typed("keys", "trust", "--roots", str(house.roots), "--out", str(house.folder / "trust.note"))
        assert (done.exit_code, "only 1" in done.output) == (1, True)


class TestTheLogsKey:
    def test_rotated_is_believed_before_and_after(self, house):
        old = house.bundle(house.filed())
        before, after = house.trust, house.rotated(Use.LOG)
        new = house.bundle(house.filed())
        assert [judged(old, trust=each) for each in (before, after)] == [Verdict.GENUINE, Verdict.GENUINE]
        assert [judged(new, trust=each) for each in (before, after)] == [Verdict.INVALID, Verdict.GENUINE]

    def test_rotated_signs_the_log_as_it_stands_without_waiting_for_an_entry(self, house):
        house.bundle(house.filed())
        house.rotated(Use.LOG)
        published = log.checkpoint(house.register.store)
        with house.register.superuser().connect() as owner:  # the sequencer looks again after five seconds
            owner.exec_driver_sql("UPDATE settled SET logged = logged - interval '6 seconds'")
        house.register.sequence()
        again = log.checkpoint(house.register.store)
        assert again != published
        assert unverified_text(again) == unverified_text(published)

    def test_stolen_and_revoked_proves_nothing_and_its_proofs_are_fetched_anew(self, house):
        filed = house.filed()
        old, stolen = house.bundle(filed), house.register.cluster.log_ring.signer(Use.LOG)
        house.rotated(Use.LOG, revoked=True)
        false = forged(house.ring, filed, nonce=canon.b64(bytes(16)))
        for unproven in ({**alone(false), "proof": self.forged_proof(false, stolen)}, old):
            assert judged(unproven, trust=house.trust) is Verdict.UNPROVEN, "nobody can tell one from the other"
        house.filed()
        assert judged(house.bundle(filed), trust=house.trust) is Verdict.GENUINE

    def forged_proof(self, jws: str, key: Any) -> str:
        """A log of one leaf, which is the forged certificate's, under the stolen key."""
        payload = read_compact(jws).payload
        said = canon.loads(payload)
        leaf = leaf_of(
            datetime.fromisoformat(said["recorded_at"]),
            commitment=canon.unb64(said["entry"]),
            statement=certificate.statement(payload),
        )
        head = Checkpoint(LOG, 1, merkle.leaf_hash(leaf.data()))
        return Proof(0, (), sign_note(head.text, name=LOG, key=key)).text

    def test_not_revoked_yet_is_why_that_must_be_done_at_once(self, house):
        """The forged proof above is a good one as long as the key is believed: nobody but a witness could tell."""
        false = forged(house.ring, house.filed(), nonce=canon.b64(bytes(16)))
        proof = self.forged_proof(false, house.register.cluster.log_ring.signer(Use.LOG))
        assert judged({**alone(false), "proof": proof}, trust=house.trust) is Verdict.GENUINE
        for changed in itertools.islice(single_character_changes(proof), 0, None, 7):
            assert judged({**alone(false), "proof": changed}, trust=house.trust) is Verdict.INVALID, changed


class TestALogBegunAnew:
    def test_leaves_the_proofs_of_the_former_as_good_as_they_were(self, house):
        old = house.bundle(house.filed())
        anew = f"{LOG}/2"
        house.run("log", "restart", "--origin", anew)
        house.reopened()
        house.register.sequence()
        before, house.trust = house.trust, house.issued(pinned=house.trust)
        new = house.bundle(house.filed())
        assert (house.trust.origin, house.trust.former) == (anew, (LOG,))
        assert [judged(old, trust=each) for each in (before, house.trust)] == [Verdict.GENUINE, Verdict.GENUINE]
        assert [judged(new, trust=each) for each in (before, house.trust)] == [Verdict.INVALID, Verdict.GENUINE]

    def test_never_takes_a_name_that_was_used(self, house):
        house.bundle(house.filed())
        for name in (f"{LOG}/2", f"{LOG}/3"):
            house.run("log", "restart", "--origin", name)
            house.reopened()
            house.register.sequence()
        for name in (LOG, f"{LOG}/2"):
            done = house.typed("log", "restart", "--origin", name)
            assert done.exit_code == 1, done.output
            assert "never" in done.output
        house.trust = house.issued(pinned=house.trust)
        assert house.trust.former == (LOG, f"{LOG}/2")


class TestTheService:
    def test_does_its_work_where_the_logs_key_has_never_been(self, house):
        """A machine without it cannot be made to give it away."""
        (house.keys / "log").rename(house.folder / "elsewhere")
        app = create_app(house.register.settings(log_level="error"))
        with closing(app.extensions[EXTENSION].store), app.test_client() as client:
            assert client.get("/readyz").status_code == 200
            assert client.get("/log/checkpoint").status_code in (200, 404)
        with pytest.raises(KeyRingError, match="not given"):
            house.register.authority.ring.signer(Use.LOG)
        (house.folder / "elsewhere").rename(house.keys / "log")
