"""The register's keys: where they lie, who may open which, and what happens to old ones."""

import json
import shutil
import stat
import subprocess
import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import ECKey, OKPKey

from registry.signing import key_files
from registry.signing.client_keys import ClientKey, generate_client_key
from registry.signing.errors import BadSignature, KeyRingError, Reason
from registry.signing.keys import WORKER_USES
from registry.signing.ring import KeyState, Use, create_ring, make_log_key, name_log, open_ring, revoke, rotate
from tests.signing.builders import ISSUER, LOG_PASSPHRASE, NOON, ORIGIN, PASSPHRASE

LATER = NOON + timedelta(days=90)


def opened(folder, *uses, passphrase=PASSPHRASE):
    return open_ring(folder, passphrase=passphrase, uses=frozenset(uses))


class TestANewRing:
    def test_has_one_current_key_for_every_use(self, ring):
        assert sorted((key.use, key.state) for key in ring.listing().keys) == sorted(
            (use, KeyState.CURRENT) for use in Use
        )

    def test_lies_in_files_that_only_its_owner_can_read(self, ring_folder):
        assert stat.S_IMODE(ring_folder.stat().st_mode) == 0o700
        files = {stat.S_IMODE(file.stat().st_mode) for file in ring_folder.rglob("*") if file.is_file()}
        assert (files, stat.S_IMODE((ring_folder / "log").stat().st_mode)) == ({0o600}, 0o700)

    def test_names_its_keys_by_their_thumbprints(self, ring):
        for key in ring.jwks()["keys"]:
            public = {name: key[name] for name in ("kty", "crv", "x", "y") if name in key}
            kind = ECKey if key["kty"] == "EC" else OKPKey
            assert kind.import_key(public).thumbprint() == key["kid"]

    def test_publishes_only_what_strangers_verify_with(self, ring):
        published = ring.jwks()["keys"]
        assert [key["registry_use"] for key in published] == ["certificate", "statement", "paper", "log", "status"]
        assert all("d" not in key and key["state"] == "current" for key in published)

    def test_shows_no_secret_when_printed(self, ring):
        shown = repr(ring) + repr(ring.listing()) + repr(ring.signer(Use.ACCESS))
        assert "PRIVATE" not in shown
        assert ring.secret(Use.SEARCH).hex() not in shown

    def test_is_never_made_over_another(self, ring_folder):
        with pytest.raises(KeyRingError, match="already"):
            create_ring(ring_folder, passphrase="x", issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)

    def test_needs_a_passphrase(self, tmp_path):
        with pytest.raises(KeyRingError, match="empty passphrase"):
            create_ring(tmp_path / "r", passphrase="", issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)

    def test_has_two_different_secrets(self, ring):
        assert len(ring.secret(Use.SEARCH)) == len(ring.secret(Use.DISCLOSURE)) == 32
        assert ring.secret(Use.SEARCH) != ring.secret(Use.DISCLOSURE)

    def test_is_encrypted_with_scrypt_in_the_standard_format(self, ring_folder):
        file = next(ring_folder.glob("access-*.pem"))
        shown = subprocess.run(["openssl", "asn1parse", "-in", file], capture_output=True, text=True, check=True)
        assert "scrypt" in shown.stdout
        command = ["openssl", "pkey", "-in", file, "-passin", f"pass:{PASSPHRASE}", "-noout"]
        subprocess.run(command, capture_output=True, check=True)

    def test_costs_whoever_guesses_its_passphrase_16_mib_and_a_tenth_of_a_second(self, tmp_path, monkeypatch):
        monkeypatch.setattr(key_files, "COST", key_files.Cost())
        key_files.write_key(tmp_path / "key.pem", Ed25519PrivateKey.generate(), passphrase=PASSPHRASE)
        command = ["openssl", "asn1parse", "-in", tmp_path / "key.pem"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        stated = [int(line.rpartition(":")[2], 16) for line in shown.splitlines() if "prim: INTEGER" in line]
        assert stated == [2**14, 8, 5]


class TestOpening:
    def test_gives_only_the_private_keys_asked_for(self, ring_folder):
        worker = opened(ring_folder, Use.LOG, passphrase=LOG_PASSPHRASE)
        worker.signer(Use.LOG)
        for use in (Use.CERTIFICATE, Use.STATEMENT, Use.ACCESS):
            with pytest.raises(KeyRingError, match="not given"):
                worker.signer(use)
        for use in (Use.DISCLOSURE, Use.SEARCH):
            with pytest.raises(KeyRingError, match="not given"):
                worker.secret(use)

    def test_does_not_even_read_the_other_files(self, own_folder):
        for file in own_folder.glob("access-*.pem"):
            file.unlink()
        opened(own_folder, Use.STATEMENT)

    def test_gives_the_public_keys_of_all(self, ring_folder):
        nobody = opened(ring_folder)
        assert nobody.public(nobody.current(Use.ACCESS).kid).key_id == nobody.current(Use.ACCESS).kid

    def test_derives_the_same_secret_each_time(self, ring, ring_folder):
        assert opened(ring_folder, Use.SEARCH).secret(Use.SEARCH) == ring.secret(Use.SEARCH)

    def test_with_a_wrong_passphrase_is_refused_in_both_languages(self, ring_folder):
        with pytest.raises(KeyRingError, match="wrong passphrase") as refusal:
            opened(ring_folder, Use.ACCESS, passphrase="wrong")
        assert "口令" in refusal.value.zh
        assert "wrong passphrase" in refusal.value.en

    def test_without_the_folder_is_refused(self, tmp_path):
        with pytest.raises(KeyRingError, match="missing"):
            opened(tmp_path / "nowhere")

    def test_without_a_key_file_is_refused(self, own_folder):
        next(own_folder.glob("access-*.pem")).unlink()
        with pytest.raises(KeyRingError, match="missing"):
            opened(own_folder, Use.ACCESS)

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
    @pytest.mark.parametrize("name", ["access-*.pem", "ring.json"])
    def test_of_a_file_that_others_can_read_is_refused(self, own_folder, name, mode):
        next(own_folder.glob(name)).chmod(mode)
        with pytest.raises(KeyRingError, match="read by others"):
            opened(own_folder, Use.ACCESS)

    def test_of_a_folder_that_others_can_write_is_refused(self, own_folder):
        own_folder.chmod(0o770)
        with pytest.raises(KeyRingError, match="written by others"):
            opened(own_folder)

    def test_of_swapped_key_files_is_refused(self, own_folder):
        access, statement = (next(own_folder.glob(f"{use}-*.pem")) for use in ("access", "statement"))
        access.write_bytes(statement.read_bytes())
        with pytest.raises(KeyRingError, match="not the one"):
            opened(own_folder, Use.ACCESS)

    def test_of_an_unencrypted_key_is_refused(self, own_folder):
        access = next(own_folder.glob("access-*.pem"))
        access.unlink()
        generate_client_key().save(access)
        with pytest.raises(KeyRingError, match="not encrypted"):
            opened(own_folder, Use.ACCESS)

    @pytest.mark.parametrize(
        "damage",
        [
            lambda index: index.update(version=2),
            lambda index: index.pop("issuer"),
            lambda index: index.update(livemode="false"),
            lambda index: index["keys"].pop(0),
            lambda index: index["keys"][-1].update(use="certificate"),
            lambda index: index["keys"].append(index["keys"][0]),
            lambda index: index["keys"][0].update(use="everything"),
            lambda index: index["keys"][0].update(kid=index["keys"][1]["kid"]),
            lambda index: index["keys"][0].update(file="../elsewhere.pem"),
        ],
    )
    def test_of_a_damaged_index_is_refused(self, own_folder, damage):
        file = own_folder / "ring.json"
        index = json.loads(file.read_bytes())
        damage(index)
        file.write_text(json.dumps(index))
        with pytest.raises(KeyRingError, match="damaged"):
            opened(own_folder)

    @pytest.mark.parametrize(
        "other",
        [{"issuer": "https://other.example"}, {"origin": "other.example/log"}, {"livemode": True}],
    )
    def test_for_another_register_is_refused(self, ring, other):
        ours = {"issuer": ISSUER, "origin": ORIGIN, "livemode": False}
        ring.require(**ours)
        with pytest.raises(KeyRingError, match="belongs to"):
            ring.require(**ours | other)


class TestRotation:
    def test_makes_a_new_current_key_and_keeps_the_old_one(self, own_folder, ring):
        former = ring.current(Use.CERTIFICATE).kid
        added = rotate(own_folder, Use.CERTIFICATE, passphrase=PASSPHRASE, at=LATER)
        rotated = opened(own_folder, Use.CERTIFICATE)

        assert rotated.current(Use.CERTIFICATE) == added
        assert rotated.signer(Use.CERTIFICATE).key_id == added.kid != former
        assert rotated.key_of(Use.CERTIFICATE)(former).key_id == former
        assert {key.kid: key.state for key in rotated.listing().keys}[former] is KeyState.RETIRED
        assert {key["kid"]: key["state"] for key in rotated.jwks()["keys"]}[former] == "retired"

    def test_keeps_former_secrets_open(self, own_folder, ring):
        former = ring.current(Use.DISCLOSURE).kid
        rotate(own_folder, Use.DISCLOSURE, passphrase=PASSPHRASE, at=LATER)
        rotated = opened(own_folder, Use.DISCLOSURE)
        assert rotated.secret(Use.DISCLOSURE, former) == ring.secret(Use.DISCLOSURE)
        assert rotated.secret(Use.DISCLOSURE) != ring.secret(Use.DISCLOSURE)

    def test_under_another_passphrase_is_refused_and_changes_nothing(self, own_folder):
        before = sorted(file.name for file in own_folder.iterdir())
        with pytest.raises(KeyRingError, match="wrong passphrase"):
            rotate(own_folder, Use.ACCESS, passphrase="another", at=LATER)
        assert sorted(file.name for file in own_folder.iterdir()) == before

    def test_by_two_at_once_loses_neither_key(self, own_folder):
        def turn():
            rotate(own_folder, Use.ACCESS, passphrase=PASSPHRASE, at=LATER)

        turns = [threading.Thread(target=turn) for _ in range(2)]
        for thread in turns:
            thread.start()
        for thread in turns:
            thread.join()
        states = [key.state for key in opened(own_folder).listing().keys if key.use is Use.ACCESS]
        assert states == [KeyState.RETIRED, KeyState.RETIRED, KeyState.CURRENT]


class TestTheLogsKey:
    """Who signs the log signs nothing else, and whoever signs anything else cannot sign the log."""

    def test_does_not_open_with_the_services_passphrase(self, ring_folder):
        with pytest.raises(KeyRingError, match="wrong passphrase"):
            opened(ring_folder, Use.LOG)

    def test_lies_in_a_folder_the_service_can_do_without(self, own_folder):
        shutil.rmtree(own_folder / "log")
        service = opened(own_folder, *(set(Use) - WORKER_USES))
        assert service.public(service.current(Use.LOG).kid)
        with pytest.raises(KeyRingError, match="not given"):
            service.signer(Use.LOG)

    def test_is_made_apart_and_once(self, tmp_path):
        folder = tmp_path / "ring"
        create_ring(folder, passphrase=PASSPHRASE, issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)
        with pytest.raises(KeyRingError, match="no key for the log"):
            opened(folder).current(Use.LOG)
        with pytest.raises(KeyRingError, match="no key for the log"):
            rotate(folder, Use.LOG, passphrase=LOG_PASSPHRASE, at=LATER)
        with pytest.raises(KeyRingError, match="passphrase of its own"):
            make_log_key(folder, passphrase=PASSPHRASE, at=NOON)
        made = make_log_key(folder, passphrase=LOG_PASSPHRASE, at=NOON)
        assert opened(folder, Use.LOG, passphrase=LOG_PASSPHRASE).signer(Use.LOG).key_id == made.kid
        with pytest.raises(KeyRingError, match="already"):
            make_log_key(folder, passphrase=LOG_PASSPHRASE, at=LATER)

    def test_is_rotated_under_its_own_passphrase(self, own_folder):
        rotated = rotate(own_folder, Use.LOG, passphrase=LOG_PASSPHRASE, at=LATER)
        assert opened(own_folder, Use.LOG, passphrase=LOG_PASSPHRASE).signer(Use.LOG).key_id == rotated.kid
        assert len(list((own_folder / "log").glob("log-*.pem"))) == 2


class TestTheKeyOfTheStatusLists:
    """The worker's other key: it lies where the log's lies, and opens with it."""

    def test_lies_beside_the_log_s_and_opens_with_its_passphrase(self, ring_folder):
        assert len(list((ring_folder / "log").glob("status-*.pem"))) == 1
        assert opened(ring_folder, Use.STATUS, passphrase=LOG_PASSPHRASE).signer(Use.STATUS)
        with pytest.raises(KeyRingError, match="wrong passphrase"):
            opened(ring_folder, Use.STATUS)

    def test_is_added_to_a_ring_of_before_by_rotating_it(self, tmp_path):
        folder = tmp_path / "ring"
        create_ring(folder, passphrase=PASSPHRASE, issuer=ISSUER, origin=ORIGIN, livemode=False, at=NOON)
        with pytest.raises(KeyRingError, match="registry keys log"):
            rotate(folder, Use.STATUS, passphrase=LOG_PASSPHRASE, at=NOON)
        make_log_key(folder, passphrase=LOG_PASSPHRASE, at=NOON)
        before = opened(folder, Use.STATUS, passphrase=LOG_PASSPHRASE)
        assert not before.has(Use.STATUS)
        with pytest.raises(KeyRingError, match="registry keys rotate status"):
            before.current(Use.STATUS)
        made = rotate(folder, Use.STATUS, passphrase=LOG_PASSPHRASE, at=LATER)
        assert opened(folder, Use.STATUS, passphrase=LOG_PASSPHRASE).signer(Use.STATUS).key_id == made.kid

    def test_is_never_put_under_the_service_s_passphrase(self, own_folder):
        with pytest.raises(KeyRingError, match="wrong passphrase"):
            rotate(own_folder, Use.STATUS, passphrase=PASSPHRASE, at=LATER)


class TestTheLogsName:
    def test_is_the_registers_until_a_log_is_begun_anew(self, own_folder):
        assert opened(own_folder).log == ORIGIN
        name_log(own_folder, "registry.example/log/2")
        assert (opened(own_folder).log, opened(own_folder).origin) == ("registry.example/log/2", ORIGIN)

    def test_leaves_the_names_before_it_on_record(self, own_folder):
        assert opened(own_folder).listing().former == ()
        for name in ("registry.example/log/2", "registry.example/log/2", "registry.example/log/3"):
            name_log(own_folder, name)
        assert opened(own_folder).listing().former == (ORIGIN, "registry.example/log/2")
        for former in (ORIGIN, "registry.example/log/2"):
            with pytest.raises(KeyRingError, match="never comes back"):
                name_log(own_folder, former)

    def test_of_a_ring_that_kept_no_former_names_is_at_least_the_registers(self, own_folder):
        name_log(own_folder, "registry.example/log/2")
        index = json.loads((own_folder / "ring.json").read_bytes())
        del index["former"]
        (own_folder / "ring.json").write_text(json.dumps(index))
        assert opened(own_folder).listing().former == (ORIGIN,)


class TestRevocation:
    def test_makes_a_former_key_unbelievable(self, own_folder, ring):
        former = ring.current(Use.ACCESS).kid
        rotate(own_folder, Use.ACCESS, passphrase=PASSPHRASE, at=LATER)
        assert revoke(own_folder, former, at=LATER).state is KeyState.REVOKED
        with pytest.raises(BadSignature) as refusal:
            opened(own_folder).key_of(Use.ACCESS)(former)
        assert refusal.value.reason is Reason.REVOKED_KEY

    def test_of_the_current_key_must_wait_for_its_successor(self, own_folder, ring):
        with pytest.raises(KeyRingError, match="rotated first"):
            revoke(own_folder, ring.current(Use.ACCESS).kid, at=LATER)

    def test_of_a_secret_or_a_stranger_is_refused(self, own_folder, ring):
        with pytest.raises(KeyRingError, match="secret"):
            revoke(own_folder, ring.current(Use.SEARCH).kid, at=LATER)
        with pytest.raises(KeyRingError, match="no key"):
            revoke(own_folder, "unknown", at=LATER)


class TestALendersKey:
    @pytest.mark.parametrize("alg", ["ed25519", "ecdsa-p256-sha256"])
    @pytest.mark.parametrize("passphrase", [None, "secret"])
    def test_comes_back_from_its_file(self, tmp_path, alg, passphrase):
        key = generate_client_key(alg)
        key.save(tmp_path / "key.pem", passphrase=passphrase)
        loaded = ClientKey.load(tmp_path / "key.pem", passphrase=passphrase)
        assert loaded.public == key.public
        loaded.public.verify(key.sign(b"x"), b"x", alg=key.algorithm)
        assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600

    def test_is_never_overwritten(self, tmp_path):
        generate_client_key().save(tmp_path / "key.pem")
        with pytest.raises(KeyRingError, match="not overwritten"):
            generate_client_key().save(tmp_path / "key.pem")

    def test_that_is_encrypted_needs_its_passphrase(self, tmp_path):
        generate_client_key().save(tmp_path / "key.pem", passphrase="secret")
        with pytest.raises(KeyRingError, match="is encrypted"):
            ClientKey.load(tmp_path / "key.pem")

    def test_of_another_kind_does_not_exist(self):
        with pytest.raises(ValueError, match="rsa"):
            generate_client_key("rsa")
