"""Go's checksum database, the oldest log of this kind, believes our notes, proofs and trees, and nothing that was changed
in them. It is built from Debian's golang-golang-x-mod-dev, which `.ci/bootstrap browser` installs."""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from registry.domain import tiles
from registry.domain.log import Checkpoint
from registry.domain.merkle import consistency, inclusion, leaf_hash, range_hash
from registry.signing.client_keys import generate_client_key
from registry.signing.encoding import to_base64
from registry.signing.keys import Use
from registry.signing.notes import Verifier, sign_note
from registry.store.reads import log
from tests.lender import Lender
from tests.register import LOG

SOURCE = Path(__file__).parent / "sumdb" / "main.go"
COUNT = 700
SIZES = (1, 2, 3, 5, 255, 256, 257, 511, 512, COUNT)


@pytest.fixture(scope="module")
def believed(tmp_path_factory):
    """What it says of claims: nothing, or why not. Needs the Go of the system, and no network."""
    folder = tmp_path_factory.mktemp("go")
    there = {
        "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOTOOLCHAIN": "local",
        "GOCACHE": str(folder / "cache"), "HOME": str(folder), "PATH": os.environ["PATH"],
    }  # fmt: skip
    program = folder / "sumdb"
    subprocess.run(["go", "build", "-o", str(program), str(SOURCE)], env=there, check=True, timeout=300)

    def ask(claims):
        asked = json.dumps(claims).encode()
        return json.loads(subprocess.run([program], input=asked, capture_output=True, check=True, timeout=60).stdout)

    return ask


@pytest.fixture(scope="module")
def key():
    return generate_client_key()


@pytest.fixture(scope="module")
def leaves():
    return [f"leaf {number}".encode() for number in range(COUNT)]


@pytest.fixture(scope="module")
def hash_of(leaves):
    return tiles.hashes_in(tiles.grown([leaf_hash(each) for each in leaves]))


@pytest.fixture(scope="module")
def dice():
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


def checkpoint(size, hash_of, *, key):
    return sign_note(Checkpoint(LOG, size, range_hash((0, size), hash_of)).text, name=LOG, key=key)


def a_claim(note, path, *, key, **more):
    vkey = Verifier(LOG, key.public).vkey
    claim = {
        "Vkey": vkey,
        "Note": note,
        "Path": [to_base64(each) for each in path],
        "Index": 0,
        "Leaf": "",
        "Earlier": "",
    }
    return claim | more


def test_it_believes_where_a_leaf_stands(believed, key, leaves, hash_of, dice):
    honest, false = [], []
    for size in SIZES:
        index = dice.randrange(size)
        path = [range_hash(each, hash_of) for each in inclusion(index, size)]
        note = checkpoint(size, hash_of, key=key)
        leaf = to_base64(leaves[index])
        honest.append(a_claim(note, path, key=key, Index=index, Leaf=leaf))
        false.append(honest[-1] | {"Leaf": to_base64(leaves[index] + b"x")})
        false.append(honest[-1] | {"Index": (index + 1) % size if size > 1 else 1})
        false.append(honest[-1] | {"Path": [*honest[-1]["Path"], to_base64(bytes(32))]})
        false.append(a_claim(note, path, key=generate_client_key(), Index=index, Leaf=leaf))
    assert believed(honest) == [""] * len(honest)
    assert all(believed(false))


def test_it_believes_that_a_tree_goes_on_from_another(believed, key, hash_of, dice):
    honest, false = [], []
    for size in SIZES[1:]:
        old = dice.randrange(1, size)
        path = [range_hash(each, hash_of) for each in consistency(old, size)]
        before, after = (checkpoint(each, hash_of, key=key) for each in (old, size))
        honest.append(a_claim(after, path, key=key, Earlier=before))
        other = sign_note(Checkpoint(LOG, old, leaf_hash(b"another")).text, name=LOG, key=key)
        false.append(honest[-1] | {"Earlier": other})
        false.append(honest[-1] | {"Path": [*honest[-1]["Path"], to_base64(bytes(32))]})
    assert believed(honest) == [""] * len(honest)
    assert all(believed(false))


def test_it_believes_what_a_register_serves(believed, register):
    lender = Lender(register)
    filed = [lender.register() for _ in range(5)]
    register.sequence()
    public = register.authority.ring.public(register.authority.ring.current(Use.LOG).kid)
    honest, false = [], []
    for each in filed:
        proof = log.proof(register.store, each.entry.id)
        (row,) = register.rows(
            "SELECT leaf FROM log_leaf WHERE seq = (SELECT seq FROM entry WHERE id = :id)", id=each.entry.id
        )
        claim = {
            "Vkey": Verifier(LOG, public).vkey, "Note": proof.note, "Index": proof.index, "Earlier": "",
            "Leaf": to_base64(row["leaf"].encode()), "Path": [to_base64(step) for step in proof.path],
        }  # fmt: skip
        honest.append(claim)
        false += [claim | {"Note": proof.note.replace(LOG, f"{LOG}x", 1)}, claim | {"Index": proof.index + 1}]
    assert believed(honest) == [""] * len(honest)
    assert all(believed(false))
