"""How every certificate stands is told to the public soon after it changes, and never otherwise than it is."""

from __future__ import annotations

import json
import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import jwt
import pytest
from jwt.algorithms import OKPAlgorithm

from registry.domain.collateral.warehouse_receipt import Keeper
from registry.domain.filings import EnrolInstitution
from registry.domain.party import InstitutionType
from registry.domain.status_list import PLACES, Packed, Standing, place, uri
from registry.service.authority import WORKING
from registry.service.sequencer import Sequencer
from registry.service.status_lists import BATCH, StatusLists
from registry.signing.errors import KeyRingError
from registry.signing.keys import Use
from registry.signing.ring import KeyRing, name_log, open_ring
from registry.store.reads import status_lists
from tests.attestations import a_split, stored
from tests.follow_ups import a_report
from tests.lender import Lender, store_as
from tests.register import LOG, LOG_PASSPHRASE, ORIGIN, Cluster, RegisterUnderTest, today
from tests.samples import a_parcel, a_receipt, a_uscc
from tests.standings import claim_of, issued, list_at, stands

NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251
_names = count(1)


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


@pytest.fixture
def fresh(cluster: Cluster) -> Iterator[RegisterUnderTest]:
    """A register whose lists may be of any day, audited when the test is over."""
    made = cluster.new_register(f"listed_{next(_names)}")
    yield made
    assert made.audit() == []
    made.close()


def told(register: RegisterUnderTest, now: datetime | None = None) -> int:
    register.sequence()
    return register.tell(now)


def further(lender, made, *, based_on=1):
    """The registration's next version."""
    (item,) = made.entry.decided["collateral"]
    return lender.follow_up(a_report(str(made.entry.registration), item["id"], based_on=based_on))


class TestACertificate:
    def test_stands_from_the_first_list_on(self, register, lender):
        made = lender.register(a_receipt())
        told(register)
        assert stands(register, made) is Standing.VALID

    def test_is_superseded_by_the_next_version_and_that_by_the_next(self, register, lender):
        first = lender.register(a_parcel())
        second = further(lender, first)
        told(register)
        assert (stands(register, first), stands(register, second)) == (Standing.SUPERSEDED, Standing.VALID)
        third = further(lender, first, based_on=2)
        told(register)
        found = [stands(register, each) for each in (first, second, third)]
        assert found == [Standing.SUPERSEDED, Standing.SUPERSEDED, Standing.VALID]

    def test_of_what_was_discharged_has_ended_and_the_last_one_says_so_itself(self, register, lender):
        first = lender.register(a_parcel())
        second = further(lender, first)
        told(register)
        last = lender.discharge(str(first.entry.registration), based_on=2)
        told(register)
        assert [stands(register, each) for each in (first, second, last)] == [
            Standing.ENDED, Standing.ENDED, Standing.VALID
        ]  # fmt: skip

    def test_of_a_receipt_that_its_keeper_splits_has_a_place_of_its_own_each_time(self, register, lender):
        keeper = Lender(register, "示例仓储", kind=InstitutionType.KEEPER)
        mine = Keeper(name="示例仓储", uscc=keeper.enrolled.uscc)
        for _ in range(2):
            whole, *parts = (stored(weight, keeper=mine) for weight in (100, 60, 40))
            first = lender.register(whole)
            second = keeper.file(a_split(whole, *parts, stated_on=today()))
            told(register)
            assert (stands(register, first), stands(register, second)) == (Standing.SUPERSEDED, Standing.VALID)

    def test_has_no_place_near_the_one_filed_before(self, register, lender):
        places = [claim_of(lender.register(a_receipt()).jws)["idx"] for _ in range(30)]
        apart = [abs(one - other) for one, other in pairwise(places)]
        assert sum(each < 64 for each in apart) <= 3, "a place is not to be told from its neighbour's"
        assert len(set(places)) == 30

    def test_of_a_search_has_none(self, register, lender):
        with pytest.raises(KeyError):
            claim_of(lender.search().jws)


class TestADay:
    def test_that_turns_ends_what_has_lapsed_and_nothing_a_day_before(self, fresh):
        lender = Lender(fresh)
        ends = today() + timedelta(days=400)
        first = lender.register(a_parcel(), expires_on=ends)
        second = further(lender, first)
        longer = lender.register(a_parcel(), expires_on=ends + timedelta(days=1))
        gone = lender.register(a_parcel(), expires_on=ends)
        last = lender.discharge(str(gone.entry.registration))
        every = (first, second, longer, gone, last)
        last_minute = datetime(ends.year, ends.month, ends.day, 15, 59, tzinfo=UTC)  # in Shanghai a minute to midnight
        told(fresh, last_minute)
        before = [stands(fresh, each) for each in every]
        assert before == [Standing.SUPERSEDED, Standing.VALID, Standing.VALID, Standing.ENDED, Standing.VALID]
        assert fresh.tell(last_minute + timedelta(minutes=1)) == 1
        after = [stands(fresh, each) for each in every]
        assert after == [Standing.ENDED, Standing.ENDED, Standing.VALID, Standing.ENDED, Standing.VALID]
        fresh.tell(last_minute + timedelta(days=1, minutes=1))
        assert stands(fresh, longer) is Standing.ENDED

    def test_that_turns_while_an_entry_waits_for_the_log_is_right_before_and_after(self, fresh):
        """The lists tell of what is in the log, whatever is entered already."""
        lender = Lender(fresh)
        ends = today() + timedelta(days=400)
        first = lender.register(a_parcel(), expires_on=ends)
        fresh.sequence()
        second = further(lender, first)
        fresh.tell(NOW + timedelta(days=402))
        assert stands(fresh, first) is Standing.ENDED
        assert fresh.audit() == []
        told(fresh, NOW + timedelta(days=402))
        assert (stands(fresh, first), stands(fresh, second)) == (Standing.ENDED, Standing.ENDED)

    def test_never_turns_back_with_a_clock(self, fresh):
        made = Lender(fresh).register(a_parcel(), expires_on=today() + timedelta(days=400))
        told(fresh, NOW + timedelta(days=402))
        assert fresh.tell(NOW) == 1, "what a fast clock signed is signed again"
        assert issued(fresh) == [NOW]
        assert stands(fresh, made) is Standing.ENDED
        with store_as(fresh, "registry_sequencer") as store:
            assert fresh.status_lists(store).rebuild(NOW) == 1, "until somebody says so"
        fresh.tell(NOW)
        assert stands(fresh, made) is Standing.VALID


class TestTheLists:
    def test_are_signed_again_before_readers_come_back_and_not_before(self, fresh):
        Lender(fresh).register(a_receipt())
        assert told(fresh, NOW) == 1
        assert [fresh.tell(NOW + timedelta(seconds=each)) for each in (1, 49, 51, 52)] == [0, 0, 1, 0]
        assert issued(fresh) == [NOW + timedelta(seconds=51)]

    def test_are_not_written_for_what_changes_nothing(self, fresh):
        lender = Lender(fresh)
        lender.register(a_receipt())
        told(fresh, NOW)
        row = "SELECT xmin::text, issued_at FROM status_list"
        before = fresh.rows(row)
        lender.register(a_receipt())
        lender.search()
        assert told(fresh, NOW + timedelta(seconds=1)) == 0
        assert fresh.rows(row) == before

    def test_tell_of_everything_that_piled_up(self, fresh):
        lender = Lender(fresh)
        lender.register(a_receipt())
        told(fresh)
        first = lender.register(a_receipt())
        for number in range(BATCH):
            name, kind = f"示例机构{number}", InstitutionType.ENTERPRISE
            fresh.administer(EnrolInstitution(name=name, identifier=a_uscc(), type=kind))
        lender.discharge(str(first.entry.registration))
        told(fresh)
        assert stands(fresh, first) is Standing.ENDED

    def test_are_those_that_certificates_name_and_no_others(self, register, lender):
        lender.register(a_receipt())
        told(register)
        assert [row["number"] for row in register.rows("SELECT number FROM status_list")] == [0]
        with register.superuser().connect() as owner:
            owner.exec_driver_sql(f"SELECT setval('registration_serial', {PLACES})")
        made = lender.register(a_receipt())
        told(register)
        assert claim_of(made.jws)["uri"] == uri(ORIGIN, 1)
        assert stands(register, made) is Standing.VALID

    @pytest.mark.parametrize("busy", [True, False])
    def test_that_were_lost_are_made_again(self, fresh, busy):
        lender = Lender(fresh)
        made = lender.register(a_receipt())
        lender.discharge(str(made.entry.registration))
        told(fresh)
        with fresh.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.exec_driver_sql("DELETE FROM status_list")
        assert {each.where for each in fresh.audit()} == {"status list 0"}
        if busy:
            lender.register(a_receipt())
        told(fresh)
        assert stands(fresh, made) is Standing.ENDED

    def test_that_were_lost_with_how_far_they_tell_are_made_again(self, fresh):
        lender = Lender(fresh)
        made = lender.register(a_receipt())
        lender.discharge(str(made.entry.registration))
        told(fresh)
        with fresh.superuser().connect() as owner:
            owner.exec_driver_sql("SET session_replication_role = replica")
            owner.exec_driver_sql("DELETE FROM status_list")
            owner.exec_driver_sql("DELETE FROM status_told")
        assert fresh.tell() == 1
        assert stands(fresh, made) is Standing.ENDED

    def test_that_were_altered_are_made_again_by_an_operator(self, fresh):
        made = Lender(fresh).register(a_receipt())
        told(fresh)
        with fresh.superuser().connect() as owner:
            owner.exec_driver_sql("UPDATE status_list SET bits = set_byte(bits, 7, 255)")
        assert fresh.audit()
        with store_as(fresh, "registry_sequencer") as store:
            assert fresh.status_lists(store).rebuild(NOW) == 1
            assert fresh.status_lists(store).rebuild(NOW) == 0
        fresh.tell()
        assert stands(fresh, made) is Standing.VALID

    def test_are_not_signed_while_an_entry_waits_too_long(self, fresh):
        """A discharge may be what waits: then the list of before is not signed as one of now."""
        lender = Lender(fresh)
        lender.register(a_receipt())
        told(fresh, NOW)
        lender.register(a_receipt())
        move = "UPDATE log_queue SET at = at {} interval '61 seconds'"
        with fresh.superuser().connect() as owner:
            owner.exec_driver_sql(move.format("-"))
            assert fresh.tell(NOW + timedelta(seconds=60)) == 0
            owner.exec_driver_sql(move.format("+"))
        assert fresh.tell(NOW + timedelta(seconds=60)) == 1

    def test_wait_for_a_log_begun_anew_until_it_has_what_the_former_had(self, fresh, tmp_path):
        lender = Lender(fresh)
        made = lender.register(a_receipt())
        lender.discharge(str(made.entry.registration))
        told(fresh)
        keys = shutil.copytree(fresh.cluster.keys, tmp_path / "keys")
        shutil.copytree(fresh.log_state, tmp_path / "log-state")
        anew = f"{LOG}/2"
        with store_as(fresh, "registry_sequencer") as store:
            self._sequencer(store, keys).restart(anew)
            later = NOW + timedelta(hours=1)
            assert fresh.tell(later) == 0, "its one leaf knows of no discharge"
            assert stands(fresh, made) is Standing.ENDED
            name_log(keys, anew)
            self._sequencer(store, keys).run()
        assert fresh.tell(later) == 1
        assert stands(fresh, made) is Standing.ENDED
        (told_of,) = fresh.rows("SELECT log, place FROM status_told")
        assert (told_of["log"], told_of["place"]) == (2, len(fresh.rows("SELECT FROM log_leaf WHERE log = 2")))

    def _sequencer(self, store, keys):
        ring = open_ring(keys, passphrase=LOG_PASSPHRASE, uses=WORKING)
        return Sequencer(store, ring, folder=keys.with_name("log-state"))

    def test_are_none_before_the_journal_begins(self, cluster: Cluster):
        cluster.new_database("nothing_told")
        with closing(RegisterUnderTest(cluster, "nothing_told")) as register:
            assert register.tell() == 0
            assert not register.rows("SELECT FROM status_told")


class TestSeveralWorkers:
    def test_leave_the_lists_that_one_would(self, register, lender):
        """They run at once, while lenders file; the audit at the end of the module makes the lists again."""
        seed = random.randrange(2**32)
        print(f"seed {seed}")
        stop, ended, kept = threading.Event(), [], []

        def work() -> None:
            with store_as(register, "registry_sequencer") as store:
                sequencer, lists = register.sequencer(store), register.status_lists(store)
                while not stop.wait(0.005):
                    sequencer.run()
                    lists.run(datetime.now(UTC))  # noqa: TID251

        def file(number: int) -> None:
            own, dice = Lender(register, f"示例银行{number}"), random.Random(seed + number)
            for _ in range(12):
                made = own.register(a_receipt())
                if dice.random() < 0.5:
                    own.discharge(str(made.entry.registration))
                    ended.append(made)
                else:
                    kept.append(made)

        with ThreadPoolExecutor(5) as pool:
            workers = [pool.submit(work) for _ in range(3)]
            filers = [pool.submit(file, number) for number in range(2)]
            for filer in filers:
                filer.result()
            stop.set()
            for worker in workers:
                worker.result()
        told(register)
        assert {stands(register, each) for each in ended} == {Standing.ENDED}
        assert {stands(register, each) for each in kept} == {Standing.VALID}
        assert register.audit() == []

    def test_do_not_wait_for_each_other(self, register, lender):
        lender.register(a_receipt())
        register.sequence()
        with register.superuser().connect() as other, other.execution_options(isolation_level="READ COMMITTED").begin():
            other.exec_driver_sql("SELECT FROM status_told FOR UPDATE")
            assert register.tell() == 0


class TestTheToken:
    """draft-ietf-oauth-status-list section 5.1."""

    def test_is_opened_by_a_library_that_nobody_here_wrote(self, register, lender):
        made = lender.register(a_receipt())
        lender.discharge(str(made.entry.registration))
        told(register)
        claim = claim_of(made.jws)
        token = status_lists.token(register.store, claim["uri"])
        ring = register.authority.ring
        key = jwt.PyJWK({**ring.current(Use.STATUS).jwk, "alg": "EdDSA"}).key
        header = jwt.get_unverified_header(token)
        assert header == {"alg": "Ed25519", "kid": ring.current(Use.STATUS).kid, "typ": "statuslist+jwt"}
        reader = jwt.PyJWS()
        reader.register_algorithm("Ed25519", OKPAlgorithm())  # it knows it by the name of RFC 8037 alone
        opened = json.loads(reader.decode(token, key, algorithms=["Ed25519"]))
        assert (opened["sub"], opened["ttl"], opened["exp"] - opened["iat"]) == (claim["uri"], 60, 600)
        assert opened["status_list"]["bits"] == 2
        _, packed = list_at(register, claim["uri"])
        assert packed[claim["idx"]] is Standing.ENDED

    def test_of_a_list_in_which_nothing_is_as_it_was_is_still_read(self, register):
        """The largest there is: 65,536 places without any order."""
        dice = random.Random(7)
        packed = Packed(dice.randbytes(len(bytes(Packed()))))
        with store_as(register, "registry_sequencer") as store:
            lists = register.status_lists(store)
            token = lists._signed(bytes(packed), uri=uri(ORIGIN, 9), now=NOW)
        assert len(token) < 32 * 1024


class TestAKeyForTheLists:
    def test_is_needed(self, register):
        ring = register.cluster.log_ring
        listing = ring.listing()
        without = KeyRing(listing, signers={Use.LOG: ring.signer(Use.LOG)}, secrets={})
        with store_as(register, "registry_sequencer") as store, pytest.raises(KeyRingError, match="not given"):
            StatusLists(store, without, origin=ORIGIN)

    def test_draws_no_two_places_alike(self, register):
        drawn = {place(serial, register.authority.mixed) for serial in range(500)}
        assert len(drawn) == 500
