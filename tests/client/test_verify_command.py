"""`registry verify`: one word first, what it rests on, and what was seen of the log kept for the next time."""

import json

import pytest
from click.testing import CliRunner

from registry.cli import main
from registry.cli import verify as command
from registry.domain import merkle, tiles
from registry.domain.log import Checkpoint, Proof, read_checkpoint
from registry.domain.merkle import leaf_hash
from registry.domain.tiles import read_path
from registry.signing.notes import sign_note, unverified_text
from tests.proofs import a_leaf
from tests.signing.builders import ORIGIN
from tests.vectors.make_published import FOLDER
from tests.vectors.publisher import a_key, certified

CERTIFICATE = certified()


class Log:
    """A log that holds the certificate as its fourth leaf, and how it looked at any size."""

    def __init__(self, count, *, first=b"0"):
        leaves = [first, *(b"%d" % number for number in range(1, count))]
        leaves[3] = a_leaf(CERTIFICATE.payload)
        self.tiles = tiles.grown([leaf_hash(each) for each in leaves])

    def note(self, size):
        root = tiles.root_of(size, self.tiles)
        return sign_note(Checkpoint(ORIGIN, size, root).text, name=ORIGIN, key=a_key("log current"))

    def __call__(self, path):
        asked = read_path(path.removeprefix("tile/"))
        return self.tiles[asked.level, asked.index][: asked.width * 32]


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """What the command says of one of the published vectors, or of a file."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def run(document, *options):
        file = document if document.is_absolute() else tmp_path / document
        arguments = ["verify", str(file), "--trust", str(FOLDER / "trust.note"), *map(str, options)]
        return CliRunner(env={"COLUMNS": "200"}).invoke(main, arguments)

    return run


@pytest.fixture
def vector(tmp_path):
    def write(name):
        file = tmp_path / f"{name}.txt"
        file.write_text(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["document"], encoding="utf-8")
        return file

    return write


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept.note"


@pytest.fixture
def online(monkeypatch):
    """At the other end of the line stands a register whose log and answers, one after the other, are these."""

    def stands(log, *answers):
        left = list(answers)
        monkeypatch.setattr(command, "ask_register", lambda _: lambda _: left.pop(0) if len(left) > 1 else left[0])
        monkeypatch.setattr(command, "log_at", lambda _: log)
        monkeypatch.setattr(command, "_WAIT", 0)

    return stands


def size_in(file):
    return read_checkpoint(unverified_text(file.read_text(encoding="utf-8"))).size


class TestWhatIsSaid:
    def test_begins_with_the_verdict_and_ends_in_its_exit_code(self, typed, vector):
        said = typed(vector("codes"))
        assert said.exit_code == 10, said.output
        assert said.output.startswith("≈ 真实，现状未核实 | genuine")

    def test_tells_what_was_checked_and_what_was_not(self, typed, vector):
        said = typed(vector("codes")).output
        for good in ("证明签名", "披露的姓名等", "公开日志已收录"):
            assert f"✔ {good}" in said
        assert "未核实：状态列表" in said
        assert "未核实：公开日志已收录" in typed(vector("jws")).output

    def test_shows_no_fact_of_what_is_not_to_be_believed(self, typed, vector):
        said = typed(vector("proof-of-another-certificate")).output
        assert "CQ202611220000000131" not in said
        assert "✔" not in said

    def test_is_told_to_programs_as_well(self, typed, vector):
        said = json.loads(typed(vector("codes"), "--json").output)
        assert said["checked"] == ["signature", "disclosures", "inclusion"]
        assert (said["verdict"], said["reasons"]) == ("genuine", ["no_status"])


class TestWhatIsKept:
    def test_is_the_first_checkpoint_that_was_seen(self, typed, vector, kept):
        assert typed(vector("codes"), "--kept", kept, "--keep").exit_code == 10
        assert size_in(kept) == 11
        assert kept.read_text(encoding="utf-8") == CERTIFICATE.proof().partition("\n\n")[2]

    def test_needs_a_place(self, typed, vector):
        assert typed(vector("codes"), "--keep").exit_code == 2

    def test_is_not_replaced_by_what_contradicts_it(self, typed, vector, kept):
        forked = Log(20, first=b"another").note(11)
        kept.write_text(forked, encoding="utf-8")
        said = typed(vector("codes"), "--kept", kept, "--keep")
        assert (said.exit_code, kept.read_text(encoding="utf-8")) == (30, forked)

    def test_is_not_replaced_by_what_could_not_be_compared(self, typed, vector, kept):
        before = Log(20).note(7)
        kept.write_text(before, encoding="utf-8")
        said = typed(vector("codes"), "--kept", kept, "--keep")
        assert (said.exit_code, kept.read_text(encoding="utf-8")) == (10, before)
        assert "无从比对" in said.output

    def test_is_not_begun_with_what_is_not_to_be_believed(self, typed, tmp_path, kept, online):
        log = Log(20)
        online(log, {"verdict": "invalid", "reasons": ["not_in_journal"], "proof": a_proof_in(log, size=15)})
        said = typed(a_jws(tmp_path), "--kept", kept, "--keep", "--online", "http://registry.example")
        assert (said.exit_code, kept.exists()) == (30, False)

    def test_moves_on_with_a_log_that_only_grew(self, typed, tmp_path, kept, online):
        log = Log(20)
        kept.write_text(log.note(7), encoding="utf-8")
        online(log, {"verdict": "valid", "proof": a_proof_in(log, size=15)})
        said = typed(a_jws(tmp_path), "--kept", kept, "--keep", "--online", "http://registry.example", "--json")
        assert (said.exit_code, size_in(kept)) == (0, 15), said.output
        assert "history" in json.loads(said.output)["checked"]

    def test_proves_that_the_beginning_was_rewritten(self, typed, tmp_path, kept, online):
        log, before = Log(20), Log(20, first=b"another").note(7)
        kept.write_text(before, encoding="utf-8")
        online(log, {"verdict": "valid", "proof": a_proof_in(log, size=15)})
        said = typed(a_jws(tmp_path), "--kept", kept, "--keep", "--online", "http://registry.example")
        assert (said.exit_code, kept.read_text(encoding="utf-8")) == (30, before)

    def test_by_no_log_of_the_trust_file_is_an_error_of_the_reader(self, typed, vector, kept):
        kept.write_text("nothing", encoding="utf-8")
        said = typed(vector("codes"), "--kept", kept)
        assert (said.exit_code, "检查点不可用" in said.output) == (1, True)


def a_jws(folder):
    file = folder / "certificate.jws"
    file.write_text(CERTIFICATE.jws, encoding="ascii")
    return file


def a_proof_in(log, *, size):
    path = tuple(merkle.range_hash(each, tiles.hashes_in(log.tiles)) for each in merkle.inclusion(3, size))
    return Proof(3, path, log.note(size)).text


class TestARegisterThatIsAsked:
    def test_is_given_a_moment_to_log_what_it_has_just_entered(self, typed, tmp_path, online):
        log = Log(20)
        later = {"verdict": "valid", "proof": a_proof_in(log, size=15)}
        online(log, {"verdict": "valid", "proof": None}, {"verdict": "valid", "proof": None}, later)
        assert typed(a_jws(tmp_path), "--online", "http://registry.example").exit_code == 0

    def test_that_never_logs_it_is_not_waited_for_for_ever(self, typed, tmp_path, online):
        online(None, {"verdict": "valid", "proof": None})
        assert typed(a_jws(tmp_path), "--online", "http://registry.example").exit_code == 15
