"""Where a certificate's two bits stand, what they say, and what a reader of the list relies on."""

import base64
import hashlib
import random
import zlib

import pytest

from registry.domain.lifecycle import Status
from registry.domain.status_list import (
    PLACES,
    Packed,
    Place,
    Stale,
    Standing,
    claims,
    opened,
    place,
    read,
    standing,
    uri,
)

URI = uri("https://register.example", 0)


def mixed(text, key="k"):
    return int.from_bytes(hashlib.sha256(f"{key}{text}".encode()).digest())


def a_list(**standings):
    packed = Packed()
    for index, value in standings.items():
        packed[int(index.removeprefix("at"))] = value
    return packed


class TestAPlace:
    def test_is_nobody_else_s(self):
        found = {place(serial, mixed) for serial in range(PLACES)}
        assert found == {Place(0, index) for index in range(PLACES)}

    def test_is_in_the_list_of_its_serial(self):
        assert {place(serial, mixed).list for serial in (PLACES, 2 * PLACES - 1)} == {1}

    def test_tells_nothing_of_its_neighbours(self):
        steps = [place(serial + 1, mixed).index - place(serial, mixed).index for serial in range(1000)]
        assert len(set(steps)) > 900

    def test_is_another_in_every_list_and_under_every_key(self):
        def first(number, key):
            made = [place(number * PLACES + at, lambda text: mixed(text, key)).index for at in range(50)]
            return tuple(made)

        assert len({first(0, "a"), first(1, "a"), first(0, "b")}) == 3

    def test_is_claimed_with_the_address_of_its_list(self):
        claim = {"status_list": {"idx": 7, "uri": "https://register.example/status/3"}}
        assert Place(3, 7).claim("https://register.example") == claim


@pytest.mark.parametrize(
    ("status", "version", "newest", "said"),
    [
        (Status.ACTIVE, 1, 1, Standing.VALID),
        (Status.ACTIVE, 1, 2, Standing.SUPERSEDED),
        (Status.DISCHARGED, 1, 2, Standing.ENDED),
        (Status.DISCHARGED, 2, 2, Standing.VALID),
        (Status.LAPSED, 1, 1, Standing.ENDED),
        (Status.LAPSED, 1, 2, Standing.ENDED),
        (Status.REVOKED, 1, 2, Standing.ENDED),
    ],
)
def test_a_certificate_stands_as_its_registration_does(status, version, newest, said):
    assert standing(status, version=version, newest=newest) is said


class TestAList:
    def test_is_packed_as_the_draft_s_example_of_two_bits(self):
        """Section 4.1.1: twelve values in three bytes, C9 44 F9."""
        values = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
        packed = Packed()
        for index, value in enumerate(values):
            packed[index] = Standing(value)
        assert bytes(packed)[:3].hex() == "c944f9"
        assert [packed[index] for index in range(12)] == values

    def test_keeps_what_is_set_and_nothing_else(self):
        seed = random.SystemRandom().randrange(10**6)
        print(f"seed {seed}")
        dice, packed, known = random.Random(seed), Packed(), {}
        for _ in range(3000):
            index, value = dice.randrange(PLACES), Standing(dice.randrange(4))
            packed[index] = known[index] = value
        again = Packed(bytes(packed))
        assert all(again[index] == known.get(index, Standing.VALID) for index in (*known, *range(500)))

    @pytest.mark.parametrize("index", [-1, PLACES])
    def test_has_no_other_places(self, index):
        with pytest.raises(IndexError):
            Packed()[index]

    def test_is_read_as_it_was_written(self):
        made = a_list(at5=Standing.ENDED, at65535=Standing.SUPERSEDED)
        assert bytes(read(claims(made, uri=URI, issued_at=1000), uri=URI, now=1000)) == bytes(made)

    def test_of_many_live_certificates_is_small(self):
        assert len(claims(Packed(), uri=URI, issued_at=0)["status_list"]["lst"]) < 100


class TestAReader:
    @pytest.mark.parametrize("now", [939, 1600])
    def test_relies_on_no_list_of_another_time(self, now):
        with pytest.raises(ValueError, match="of now"):
            read(claims(Packed(), uri=URI, issued_at=1000), uri=URI, now=now)

    def test_relies_on_no_other_list(self):
        with pytest.raises(ValueError, match="another list"):
            read(claims(Packed(), uri=URI, issued_at=1000), uri=uri("https://register.example", 1), now=1000)

    @pytest.mark.parametrize("data", [b"", bytes(16383), bytes(16385), bytes(10**7)])
    def test_takes_no_list_of_another_length(self, data):
        with pytest.raises(ValueError, match=r"bytes|end"):
            read(self.holding(zlib.compress(data)), uri=URI, now=1000)

    @pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"x"])
    def test_takes_no_list_cut_or_lengthened(self, change):
        with pytest.raises(ValueError, match="end"):
            read(self.holding(change(zlib.compress(bytes(Packed())))), uri=URI, now=1000)

    @pytest.mark.parametrize("bits", [1, 4, True, "2"])
    def test_takes_no_other_bits(self, bits):
        made = claims(Packed(), uri=URI, issued_at=1000)
        made["status_list"]["bits"] = bits
        with pytest.raises(ValueError, match="other bits"):
            read(made, uri=URI, now=1000)

    def test_tells_what_has_run_out_from_what_was_never_good(self):
        """Of the one he knows how it stood then; of the other nothing."""
        made = a_list(at7=Standing.ENDED)
        said = claims(made, uri=URI, issued_at=1000)
        with pytest.raises(Stale):
            read(said, uri=URI, now=5000)
        assert opened(said, uri=URI)[7] is Standing.ENDED
        with pytest.raises(ValueError, match="another list"):
            read({**said, "sub": None}, uri=URI, now=5000)

    @pytest.mark.parametrize(
        "changes",
        [
            {"iat": "1000"}, {"iat": True}, {"exp": None}, {"exp": 1600.5}, {"status_list": []},
            {"status_list": {"bits": 2}}, {"status_list": {"bits": 2, "lst": 1}},
        ],
    )  # fmt: skip
    def test_takes_nothing_that_is_no_list(self, changes):
        with pytest.raises(ValueError, match="not a status list"):
            read(claims(Packed(), uri=URI, issued_at=1000) | changes, uri=URI, now=1000)

    @pytest.mark.parametrize("missing", ["iat", "exp", "status_list"])
    def test_takes_no_list_that_lacks_a_part(self, missing):
        said = claims(Packed(), uri=URI, issued_at=1000)
        del said[missing]
        with pytest.raises(ValueError, match="not a status list"):
            opened(said, uri=URI)

    @pytest.mark.parametrize("text", ["é", "eNo", "AAAA", "eNo="])
    def test_takes_no_list_that_does_not_unpack(self, text):
        made = claims(Packed(), uri=URI, issued_at=1000)
        made["status_list"]["lst"] = text
        with pytest.raises(ValueError, match=r"unpack|end"):
            read(made, uri=URI, now=1000)

    def holding(self, deflated):
        made = claims(Packed(), uri=URI, issued_at=1000)
        made["status_list"]["lst"] = base64.urlsafe_b64encode(deflated).rstrip(b"=").decode()
        return made
