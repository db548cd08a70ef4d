"""The list of pilots, as an operator writes it: read whole, or not at all."""

import json
from datetime import date

import pytest

from registry.domain import pilots
from registry.domain.collateral import CLASSES
from registry.domain.errors import Unsafe
from registry.settings import from_environment
from tests.kinds import PILOT, a_pilot

ROW = {
    "kind": "farm_house",
    "region": "500233",
    "authority": "示例授权机关",
    "document": PILOT,
    "valid_from": "2020-01-01",
}
NEEDED = {
    "REGISTRY_DATABASE_URL": "postgresql+psycopg://registry_app@host/registry",
    "REGISTRY_PUBLIC_ORIGIN": "https://register.test",
    "REGISTRY_KEY_FOLDER": "keys",
    "REGISTRY_KEY_PASSPHRASE": "dull",
}


def read(*rows):
    return pilots.read(json.dumps(rows), kinds=CLASSES.keys())


class TestAListOfPilots:
    def test_is_read_as_written(self):
        ending = {**ROW, "valid_until": "2026-12-31"}
        assert read(ROW, ending) == (a_pilot(), a_pilot(valid_until=date(2026, 12, 31)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "beehive"},
            {"region": "忠县"},
            {"region": "5002331"},
            {"region": 500233},
            {"valid_from": "yesterday"},
            {"valid_until": "2019-12-31"},
            {"colour": "green"},
        ],
        ids=lambda wrong: str(*wrong.items()),
    )
    def test_with_a_wrong_row_is_refused_whole(self, wrong):
        with pytest.raises(ValueError, match=r"\w"):
            read(ROW, {**ROW, **wrong})

    @pytest.mark.parametrize("name", list(ROW))
    def test_with_a_row_that_lacks_something_is_refused_whole(self, name):
        with pytest.raises(ValueError, match=name):
            read({key: value for key, value in ROW.items() if key != name})

    @pytest.mark.parametrize("text", ["", "[", "7", "null", '"x"', "[7]"])
    def test_is_a_list_of_rows(self, text):
        with pytest.raises(ValueError, match=r"\w"):
            pilots.read(text, kinds=CLASSES.keys())


class TestTheSetting:
    def test_is_empty_unless_set(self):
        assert from_environment(NEEDED).pilots == ()

    def test_may_stand_in_a_file(self, folder):
        (folder / "pilots.json").write_text(json.dumps([ROW]), encoding="utf-8")
        assert from_environment({**NEEDED, "REGISTRY_PILOTS_FILE": str(folder / "pilots.json")}).pilots == (a_pilot(),)

    def test_that_cannot_be_read_is_a_loud_refusal(self):
        with pytest.raises(Unsafe, match="REGISTRY_PILOTS"):
            from_environment({**NEEDED, "REGISTRY_PILOTS": json.dumps([{**ROW, "kind": "beehive"}])})
