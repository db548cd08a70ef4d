"""The log as strangers read it: checkpoint, tiles and entries, and the proof that comes with a certificate."""

import random

import pytest

from registry.domain import canon, certificate, merkle
from registry.domain.log import leaf_of, read_checkpoint, read_leaf, read_proof, verify_proof
from registry.domain.tiles import edge, read_bundle, root_of, split, tiles_of_root
from registry.signing.jws import read_compact
from registry.signing.keys import KeyState, Use
from registry.signing.notes import Verifier, open_note
from registry.store.stored import instant
from tests.register import LOG, an_app, today
from tests.samples import a_body, a_receipt_body

TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"


@pytest.fixture(scope="module")
def filed(register, bank):
    """More entries than a tile holds: there is one that is full and one that grows."""
    for number in range(260):
        register.enrol(f"示例机构{number}") if number % 2 else None
    made = [bank.register(a_body(a_receipt_body(), today=today())).json for _ in range(3)]
    register.sequence()
    return made


@pytest.fixture
def head(register, bank, filed):
    answer = bank.anonymous("GET", "/log/checkpoint")
    (key,) = (key for key in register.authority.ring.listing().keys if key.use is Use.LOG)
    assert key.state is KeyState.CURRENT
    text, _ = open_note(answer.text, [Verifier(LOG, register.authority.ring.public(key.kid))])
    return read_checkpoint(text)


def fetched(bank, path):
    answer = bank.anonymous("GET", f"/log/tile/{path}")
    assert answer.status_code == 200, (path, answer.json)
    return answer


class TestTheCheckpoint:
    def test_is_a_note_by_the_logs_own_key_over_every_entry(self, register, bank, head):
        assert head.origin == LOG
        assert head.size == register.rows("SELECT count(*) AS n FROM entry")[0]["n"]
        assert bank.anonymous("GET", "/log/checkpoint").headers["Content-Type"] == TEXT

    def test_is_fresh_whoever_asks(self, bank, head):
        assert bank.anonymous("GET", "/log/checkpoint").headers["Cache-Control"] == "public, max-age=1"

    def test_is_not_there_before_the_first(self, cluster):
        register = cluster.new_register("unlogged")
        with an_app(register.settings()) as app, app.test_client() as client:
            assert client.get("/log/checkpoint").status_code == 404
            assert client.get("/log/tile/0/000.p/1").status_code == 404
        register.close()


class TestTiles:
    def test_make_the_root(self, bank, head):
        tiles = {}
        for tile in tiles_of_root(head.size):
            width = min(256, (head.size >> 8 * tile.level) - tile.number * 256)
            part = f".p/{width}" if width < 256 else ""
            tiles[tile] = fetched(bank, f"{tile.level}/{tile.number:03}{part}").data
        assert root_of(head.size, tiles) == head.root

    def test_are_of_the_width_asked_for_and_never_change(self, register, bank, filed):
        full, part = (fetched(bank, f"0/000{width}") for width in ("", ".p/200"))
        assert (len(full.data), len(part.data)) == (8192, 6400)
        assert full.data.startswith(part.data)
        assert full.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert full.headers["Content-Type"] == BYTES
        before = fetched(bank, "0/001.p/1").data
        bank.register(a_body(a_receipt_body(), today=today()))
        register.sequence()
        assert fetched(bank, "0/001.p/1").data == before

    def test_are_not_served_before_the_log_reaches_so_far(self, bank, head):
        (tile, *_) = (each for each in edge(head.size) if each.level == 0)
        width = head.size % 256
        fetched(bank, f"0/{tile.number:03}.p/{width}")
        for path in (f"0/{tile.number:03}.p/{width + 1}", f"0/{tile.number:03}", "0/900", "7/000.p/1", "entries/900"):
            answer = bank.anonymous("GET", f"/log/tile/{path}")
            assert (answer.status_code, answer.json["code"]) == (404, "not_found")
            assert "immutable" not in answer.headers.get("Cache-Control", "")

    @pytest.mark.parametrize(
        "path",
        ["", "0", "00/000", "0/0", "0/x000/001", "0/000.p/256", "x/000", "0/999999", "../checkpoint", "0/000%00"],
    )
    def test_have_one_address(self, bank, filed, path):
        assert bank.anonymous("GET", f"/log/tile/{path}").status_code == 404


class TestEntries:
    def test_hash_to_the_tiles_and_say_two_digests_and_a_second(self, bank, filed):
        leaves = read_bundle(fetched(bank, "entries/000").data)
        assert [merkle.leaf_hash(each) for each in leaves] == split(fetched(bank, "0/000").data)
        assert all(read_leaf(each).data() == each for each in leaves)

    def test_hold_nothing_of_what_was_filed(self, bank, filed):
        data = fetched(bank, "entries/000").data + fetched(bank, "entries/001.p/3").data
        for made in filed:
            assert made["number"].encode() not in data
            assert made["collateral"][0]["identity_keys"][0].encode() not in data


class TestTheBundle:
    def proof_of(self, bank, number):
        return bank.get(f"/v1/certificates/{number}-1").json["proof"]

    def test_holds_no_proof_until_the_entry_is_in_the_log(self, register, bank):
        made = bank.register(a_body(a_receipt_body(), today=today())).json
        assert self.proof_of(bank, made["number"]) is None
        register.sequence()
        assert self.proof_of(bank, made["number"]).startswith("c2sp.org/tlog-proof@v1\nindex ")

    def test_proves_the_certificate_from_nothing_but_itself(self, bank, filed, head):
        """The leaf follows from what is signed: whoever holds the JWS needs nothing else of the register."""
        for made in random.sample(filed, 3):
            bundle = bank.get(f"/v1/certificates/{made['number']}-1").json
            payload = read_compact(bundle["jws"]).payload
            said = canon.loads(payload)
            leaf = leaf_of(
                instant(said["recorded_at"]),
                commitment=canon.unb64(said["entry"]),
                statement=certificate.statement(payload),
            ).data()
            proof = read_proof(bundle["proof"])
            verify_proof(proof, read_checkpoint(proof.note.partition("\n\n")[0] + "\n"), leaf=leaf)

    def test_is_the_same_for_whoever_has_the_check_code(self, bank, filed):
        made = filed[0]
        code = made["certificate"]["check_code"]
        shown = bank.anonymous("GET", f"/v1/certificates/{made['number']}-1?code={code}").json
        assert shown["proof"] == self.proof_of(bank, made["number"])

    def test_is_withheld_where_the_tiles_do_not_make_the_root(self, register, bank, filed):
        """Rather none than one that fails at somebody's counter."""
        number = filed[0]["number"]
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.exec_driver_sql("UPDATE log_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1) WHERE level = 0")
            answer = bank.get(f"/v1/certificates/{number}-1")
            owner.exec_driver_sql("UPDATE log_tile SET data = set_byte(data, 0, get_byte(data, 0) # 1) WHERE level = 0")
        assert answer.status_code == 503
        assert self.proof_of(bank, number)


class TestTheFuse:
    def test_answers_503_to_filings_while_an_entry_waits_too_long(self, register, bank):
        register.sequence()
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("UPDATE settled SET logged = logged - interval '1 hour'")
        bank.register(a_body(a_receipt_body(), today=today()))
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("UPDATE log_queue SET at = at - interval '61 seconds'")
        answer = bank.register(a_body(a_receipt_body(), today=today()))
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert bank.anonymous("GET", "/readyz").json["log_queue_age_seconds"] > 60
        assert bank.get("/v1/registrations").status_code == 200, "what is read is read"
        with register.superuser().connect() as owner:
            owner.exec_driver_sql("UPDATE log_queue SET at = at + interval '61 seconds'")
        register.sequence()
        assert bank.register(a_body(a_receipt_body(), today=today())).status_code == 201
        assert bank.anonymous("GET", "/readyz").json["log_queue_age_seconds"] < 5
