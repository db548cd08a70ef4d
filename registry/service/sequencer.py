"""Moves entries from the queue into the public log, and publishes its checkpoint (design.md section 4).

Two transactions, each behind the lock of the log. The first gives entries their places and stores the tree they make;
the second signs what the first left behind. In between, and at any other point, the process may die: what was begun is
undone or still to be done, and doing it again makes the same bytes, for a signature of Ed25519 has no dice in it.

A checkpoint is kept outside the database before it is published. A database that does not contain the tree that was
kept has lost something, by restore, by failover or by force; then nothing is signed any more (``Diverged``), for a
second history under one name is what a log must never have.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from registry.domain import log, merkle, tiles
from registry.domain.errors import Unavailable
from registry.domain.log import Checkpoint, NotOfTheLog, read_checkpoint
from registry.domain.tiles import WIDTH, MissingTile, Tile
from registry.signing.errors import BadSignature, KeyRingError
from registry.signing.key_files import make_folder, read_closed, write_whole
from registry.signing.keys import Use
from registry.signing.notes import Verifier, open_note, sign_note
from registry.signing.ring import KeyRing
from registry.store import Store
from registry.store.log import Log, Placed, Tree, at_rest, holding

Watch = Callable[[str], None]
"""Told of every step; crash tests end the process there. Nothing in production listens."""

BATCH = 1000  # a tenth of a second's work: whoever waits behind it is still in time
STEPS = ("taken", "placed", "sequenced", "signed", "kept", "published", "committed")


class Diverged(Exception):
    """The database does not contain the log that was published. Nobody may go on as if it did."""

    def __init__(self, en: str, *, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


class Kept:
    """The checkpoint kept outside the database: one file for each log, replaced whole, by whoever holds the lock."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder = folder

    def note(self, origin: str) -> str | None:
        path = self.path(origin)
        return read_closed(path).decode() if path.exists() else None

    def keep(self, origin: str, note: str) -> None:
        write_whole(self.path(origin), note.encode(), replace=True)

    def path(self, origin: str) -> Path:
        return self._folder / f"{sha256(origin.encode()).hexdigest()[:16]}.checkpoint"


class Sequencer:
    """A store, the key of the log, and the folder of what was kept."""

    def __init__(self, store: Store, ring: KeyRing, *, folder: Path, watch: Watch = lambda _: None) -> None:
        self._store = store
        self._ring = ring
        self._kept = Kept(folder)
        self._watch = watch
        ring.signer(Use.LOG)  # a process without it is told at once and not at the first entry

    def run(self) -> int:
        """Log what waits and publish it; how many entries were logged. Nothing where another sequencer is at it.

        Raises Diverged, and then has changed nothing.
        """
        if at_rest(self._store):
            return 0
        # First, what a sequencer that died or could not publish had placed: nothing is taken from the queue while that
        # is unseen, so that its age tells of it; and nothing before the database was held against what is kept.
        self._publish()
        total = 0
        while count := self._sequence():
            total += count
            self._publish()
            if count < BATCH:
                break
        return total

    def adopt(self, note: str) -> None:
        """Keep a checkpoint from elsewhere, if the database contains its tree and no later one is kept here."""
        with holding(self._store, wait=True) as held:
            if held is None:
                raise Unavailable("the journal has not begun")
            origin = held.tree.origin
            checkpoint, kept = opened(note, self._ring, origin=origin), self._kept.note(origin)
            if kept is not None and opened(kept, self._ring, origin=origin).size > checkpoint.size:
                raise Diverged("a later checkpoint is kept here", zh="此处已保存更新的检查点")
            _require_extends(held, checkpoint)
            self._kept.keep(origin, note)

    def restart(self, origin: str, *, former: str | None = None) -> str:
        """Begin a log anew, under another origin, whose first leaf commits to the last checkpoint of the former one.
        Returns that checkpoint. Done twice, it is done once.

        Every entry the journal still has is logged again. What it has lost stays provable by the former log's proofs.
        """
        with holding(self._store, wait=True) as held:
            if held is None:
                raise Unavailable("the journal has not begun")
            if held.tree.origin == origin and held.tree.former is not None:
                return held.tree.former
            self._ring.require_new(origin)
            note = former or self._kept.note(held.tree.origin)
            if note is None:
                raise Diverged("no checkpoint of the former log is kept", zh="未保存原日志的检查点")
            opened(note, self._ring, origin=held.tree.origin)
            begun = held.follow(origin, former=note)
            leaf = log.genesis_leaf(begun.tree.at, former=note).data()
            _append(begun, [Placed(0, None, leaf)])
        return note

    def rebuild(self) -> int:
        """Make the tiles anew from the leaves; how many were lost or not as they were. Raises Diverged where the leaves
        do not make the tree's root."""
        with holding(self._store, wait=True) as held:
            return _rebuild(held) if held else 0

    def _sequence(self) -> int:
        with holding(self._store) as held:
            if held is None:
                return 0
            waiting = held.take(BATCH)
            self._watch("taken")
            if len(waiting) < BATCH:
                held.caught_up()
            if not waiting:
                return 0
            leaves = (log.leaf_of(w.at, commitment=bytes(w.commitment), statement=_bytes(w.statement)) for w in waiting)
            first = held.tree.size
            _append(
                held,
                [
                    Placed(first + n, w.seq, leaf.data())
                    for n, (w, leaf) in enumerate(zip(waiting, leaves, strict=True))
                ],
            )
            self._watch("placed")
        self._watch("sequenced")
        return len(waiting)

    def _publish(self) -> None:
        with holding(self._store) as held:
            if held is None:
                return
            self._check(held)
            tree = held.tree
            if tree.size == 0:
                return
            note = sign_note(_head(tree).text, name=tree.origin, key=self._ring.signer(Use.LOG))
            if note == tree.published == self._kept.note(tree.origin):
                return
            opened(note, self._ring, origin=tree.origin)
            self._watch("signed")
            self._kept.keep(tree.origin, note)
            self._watch("kept")
            held.publish(note)
            self._watch("published")
        self._watch("committed")

    def _check(self, held: Log) -> None:
        """Refuse to go on with a database that has lost what was published, or whose tiles are not its tree's."""
        tree = held.tree
        if tree.origin != self._ring.log:
            raise KeyRingError(
                f"The key ring is for the log {self._ring.log}, the database's is {tree.origin}.",
                zh=f"密钥环对应的日志是 {self._ring.log}，数据库中的是 {tree.origin}。",
            )
        if not _whole(held):
            _rebuild(held)
        kept = self._kept.note(tree.origin)
        if kept is not None:
            _require_extends(held, opened(kept, self._ring, origin=tree.origin))
        elif tree.published is not None:
            raise Diverged(
                "no checkpoint is kept here, and the log has published some: registry log keep FILE",
                zh="此处未保存检查点，而日志已公布过检查点：registry log keep FILE",
            )
        if tree.published is not None:
            _require_extends(held, opened(tree.published, self._ring, origin=tree.origin))


def opened(note: str, ring: KeyRing, *, origin: str) -> Checkpoint:
    """The checkpoint of a note that one of our own keys signed, a former one too. Raises Diverged for any other."""
    keys = [Verifier(origin, ring.public(key.kid)) for key in ring.listing().keys if key.use is Use.LOG]
    try:
        found = read_checkpoint(open_note(note, keys)[0])
    except (BadSignature, NotOfTheLog) as bad:
        raise Diverged(f"not a checkpoint of {origin} ({bad})", zh=f"不是 {origin} 的检查点（{bad}）") from None
    if found.origin != origin:
        raise Diverged(
            f"a checkpoint of {found.origin}, not of {origin}", zh=f"检查点属于 {found.origin}，不是 {origin}"
        )
    return found


def _require_extends(held: Log, checkpoint: Checkpoint) -> None:
    """The database's tree must begin with the one of the checkpoint."""
    tree = held.tree
    if checkpoint.size > tree.size:
        raise Diverged(
            f"{checkpoint.size} entries were published and the database has {tree.size}: it is behind its own log",
            zh=f"已公布 {checkpoint.size} 项，数据库中只有 {tree.size} 项：数据库落后于其日志",
        )
    if _root(held, checkpoint.size) != checkpoint.root:
        raise Diverged(
            f"the first {checkpoint.size} entries are not those that were published",
            zh=f"前 {checkpoint.size} 项与已公布的不一致",
        )


def _root(held: Log, size: int) -> bytes:
    tree = held.tree
    if size == tree.size:
        return tree.root
    wanted = tiles.tiles_of_root(size)
    try:
        return tiles.root_of(size, held.tiles(wanted))
    except MissingTile:
        _rebuild(held)
        return tiles.root_of(size, held.tiles(wanted))


def _whole(held: Log) -> bool:
    """Whether the tiles on the edge make the root. They are all that going on rests on."""
    tree = held.tree
    try:
        return tiles.root_of(tree.size, held.tiles(tiles.tiles_of_root(tree.size))) == tree.root
    except MissingTile:
        return False


def _head(tree: Tree) -> Checkpoint:
    return Checkpoint(tree.origin, tree.size, tree.root)


def _append(held: Log, leaves: list[Placed]) -> None:
    size, edge = held.tree.size, held.tiles(tiles.edge(held.tree.size))
    grown = tiles.grown([merkle.leaf_hash(each.leaf) for each in leaves], size=size, edge=edge)
    after = size + len(leaves)
    needed = held.tiles(tiles.tiles_of_root(after) - grown.keys())
    held.append(leaves, tiles=grown, root=tiles.root_of(after, needed | grown))


def _rebuild(held: Log) -> int:
    """Tiles are made of leaves and of nothing else, so the same leaves make the same tiles."""
    made: dict[Tile, bytes] = {}
    size = laid = 0
    while leaves := held.leaves(size, WIDTH * WIDTH):
        grown = tiles.grown([merkle.leaf_hash(each) for each in leaves], size=size, edge=made)
        size += len(leaves)
        laid += held.lay(grown)
        made = {tile: data for tile, data in (made | grown).items() if tile.level or tile in tiles.edge(size)}
    if size != held.tree.size or tiles.root_of(size, made) != held.tree.root:
        raise Diverged("the leaves do not make the root of the log", zh="日志的叶子与根不一致")
    return laid


def _bytes(value: bytes | None) -> bytes | None:
    return None if value is None else bytes(value)
