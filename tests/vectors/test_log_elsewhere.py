"""What others wrote about logs agrees with ours: sigstore's verifier of inclusion and of notes, pymerkle's tree.

Neither knows this register. They are handed what it serves, and must believe it, and nothing that was changed in it.
"""

import base64
import random
from types import SimpleNamespace

import pymerkle
import pytest
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import SignedCheckpoint
from sigstore.errors import VerificationError

from registry.domain import tiles
from registry.domain.log import Checkpoint, Proof, read_checkpoint, read_proof
from registry.domain.merkle import consistency, inclusion, leaf_hash, range_hash, verify_consistency
from registry.signing.keys import Use
from registry.signing.notes import Verifier, sign_note, unverified_text
from registry.store.reads import log
from tests.lender import Lender
from tests.register import LOG

COUNT = 700


@pytest.fixture(scope="module")
def leaves():
    return [f"leaf {number}".encode() for number in range(COUNT)]


@pytest.fixture(scope="module")
def theirs(leaves):
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for each in leaves:
        tree.append_entry(each)
    return tree


@pytest.fixture(scope="module")
def ours(leaves):
    return tiles.grown([leaf_hash(each) for each in leaves])


@pytest.fixture
def dice():
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


def entry_of(proof, checkpoint, *, leaf):
    """A proof as sigstore holds one of its own log's."""
    inclusion_proof = SimpleNamespace(
        log_index=proof.index, tree_size=checkpoint.size, hashes=list(proof.path), root_hash=checkpoint.root
    )
    return SimpleNamespace(_inner=SimpleNamespace(inclusion_proof=inclusion_proof, canonicalized_body=leaf))


class TestPymerklesTree:
    def test_has_our_root_at_every_size(self, theirs, ours):
        assert all(theirs.get_root(size) == tiles.root_of(size, ours) for size in range(1, COUNT + 1))

    def test_proves_with_our_hashes(self, theirs, ours, dice):
        for _ in range(100):
            size = dice.randrange(2, COUNT + 1)
            old = dice.randrange(1, size + 1)
            path = [range_hash(each, tiles.hashes_in(ours)) for each in consistency(old, size)]
            verify_consistency(old, size, old_root=theirs.get_root(old), new_root=theirs.get_root(size), path=path)


class TestSigstoresVerifier:
    def test_believes_our_proofs_and_none_that_was_changed(self, leaves, ours, dice):
        hash_of = tiles.hashes_in(ours)
        for _ in range(200):
            size = dice.randrange(2, COUNT + 1)
            index = dice.randrange(size)
            path = tuple(range_hash(each, hash_of) for each in inclusion(index, size))
            head = Checkpoint(LOG, size, range_hash((0, size), hash_of))
            verify_merkle_inclusion(entry_of(Proof(index, path, ""), head, leaf=leaves[index]))
            for wrong in (
                entry_of(Proof(index, path, ""), head, leaf=leaves[index] + b"x"),
                entry_of(Proof((index + 1) % size, path, ""), head, leaf=leaves[index]),
                entry_of(Proof(index, path[:-1], ""), head, leaf=leaves[index]),
                entry_of(Proof(index, path, ""), Checkpoint(LOG, size, leaf_hash(b"")), leaf=leaves[index]),
            ):
                with pytest.raises(VerificationError):
                    verify_merkle_inclusion(wrong)

    def test_believes_the_notes_and_proofs_a_register_serves(self, register):
        lender = Lender(register)
        filed = [lender.register() for _ in range(5)]
        register.sequence()
        ring = register.authority.ring
        key = ring.public(ring.current(Use.LOG).kid)
        heard = []

        class Keyring:
            """As much of sigstore's as its note asks for: it has keys of other kinds only."""

            def verify(self, *, key_id, signature, data):
                key.verify(signature, data, alg=key.algorithm)
                heard.append(key_id)

        for each in filed:
            proof = read_proof(log.proof(register.store, each.entry.id).text)
            signed = SignedCheckpoint.from_text(proof.note)
            signed.signed_note.verify(Keyring(), Verifier(LOG, key).key_id)
            ours = read_checkpoint(unverified_text(proof.note))
            theirs = signed.checkpoint
            assert (theirs.origin, theirs.log_size, theirs.log_hash) == (LOG, ours.size, ours.root.hex())
            (row,) = register.rows(
                "SELECT leaf FROM log_leaf WHERE seq = (SELECT seq FROM entry WHERE id = :id)", id=each.entry.id
            )
            verify_merkle_inclusion(entry_of(proof, ours, leaf=row["leaf"].encode()))
        assert len(heard) == len(filed)

    def test_reads_a_note_as_we_write_it(self, register):
        head = Checkpoint(LOG, 3, leaf_hash(b""))
        note = sign_note(head.text, name=LOG, key=register.cluster.log_ring.signer(Use.LOG))
        (signature,) = SignedCheckpoint.from_text(note).signed_note.signatures
        line = base64.b64decode(note.splitlines()[-1].split(" ")[-1])
        assert (signature.name, signature.sig_hash) == (LOG, line[:4])
