"""What stands for nobody, and by which names it could be asked for."""

from hashlib import sha256

import pytest

from registry.domain.canary import Canaries, of_certificate, of_identifier, of_person, of_search, read, spelled
from registry.domain.identifiers import Scheme, certificate_number
from registry.domain.party import Identifier
from registry.domain.registration import SearchBy
from tests.samples import a_citizen_id, a_search

NUMBER = "CQ202611220000012353"


def hashed(label, value):
    return sha256(f"{label} {value}".encode()).hexdigest()


@pytest.fixture
def canaries():
    return Canaries("key-1", {}).with_names("parcel-1", ["a", "b"], hashed=hashed)


class TestACanary:
    def test_is_heard_under_each_of_its_names_and_no_other(self, canaries):
        assert [canaries.among([name], hashed=hashed) for name in ("a", "b", "c")] == ["parcel-1", "parcel-1", None]
        assert canaries.among(["c", "b"], hashed=hashed) == "parcel-1"
        assert canaries.among([], hashed=hashed) is None

    def test_stands_in_its_file_without_its_names(self, canaries):
        text = spelled(canaries)
        assert read(text) == canaries
        assert text.startswith("registry-canaries/v1 key-1\n")
        assert hashed("canary", "a") in text

    @pytest.mark.parametrize("label", ["", "Parcel", "a b", "-a", "a" * 33, "诱饵"])
    def test_has_a_plain_label(self, canaries, label):
        with pytest.raises(ValueError):
            canaries.with_names(label, ["c"], hashed=hashed)

    @pytest.mark.parametrize(
        "text",
        ["", "registry-canaries/v1", "registry-canaries/v2 key-1", "registry-canaries/v1 key-1\nx parcel",
         f"registry-canaries/v1 key-1\n{'a' * 64} ", f"registry-canaries/v1 key-1\n{'A' * 64} parcel"],
    )  # fmt: skip
    def test_is_not_read_from_what_is_no_list(self, text):
        with pytest.raises(ValueError):
            read(text)


class TestItsNames:
    def test_are_those_a_search_asks_by(self):
        person = Identifier(Scheme.CITIZEN_ID, a_citizen_id())
        for by, asked, names in (
            (SearchBy.ASSET, {"keys": ("k/v1:1", "k/v1:2")}, ("k/v1:1", "k/v1:2")),
            (SearchBy.REGISTRATION_NUMBER, {"registration_number": NUMBER}, (NUMBER,)),
            (SearchBy.GRANTOR_IDENTIFIER, {"grantor_identifier": person}, (of_identifier(person),)),
            (SearchBy.GRANTOR_NAME, {"grantor_name": "张 三"}, (of_person("张三"),)),
        ):
            search = a_search(**({"by": by, "keys": ()} | asked))
            assert of_search(search) == names

    def test_of_a_certificate_is_its_registration(self):
        assert of_certificate(certificate_number(NUMBER, 2)) == (NUMBER,)
        assert of_certificate("x") == ()
