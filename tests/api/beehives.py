"""What a register does with a kind that was added by one file and its name in CLASSES. Run by test_new_kind, in a copy
of the project to which beehives were added."""

from registry.domain.collateral import CLASSES
from tests.api.problem import refused
from tests.architecture import test_kinds as architecture
from tests.register import today
from tests.samples import a_body, a_forest_body, a_unit_code

UNIT = a_unit_code("JE", attachment="L00000001")
HIVE = {"kind": "beehive", "tag": "F-01", "unit_code": UNIT}


def test_it_is_published_with_its_fields_and_rules(bank):
    listed = {each["kind"]: each for each in bank.anonymous("GET", "/v1/collateral-kinds").json["data"]}
    assert listed.keys() == CLASSES.keys()
    assert listed["beehive"]["name"] == {"zh": "蜂箱", "en": "beehive"}
    assert {"tag", "unit_code", "interest"} <= listed["beehive"]["schema"]["properties"].keys()
    words = bank.anonymous("GET", "/v1/enums").json["data"]["collateral_kind"]
    assert {"code": "beehive", "text": {"zh": "蜂箱", "en": "beehive"}} in words


def test_it_is_entered_ranked_linked_found_and_ended(bank, rival, exchange):
    forest = bank.register(a_body(a_forest_body(UNIT), today=today())).json["number"]
    first, second = (each.register(a_body(HIVE, today=today())) for each in (bank, rival))
    assert (first.status_code, second.status_code) == (201, 201)
    (entered,) = second.json["collateral"]
    assert (entered["rank"], entered["ahead"], entered["linked"]) == (2, [first.json["number"]], [forest])
    assert {"R-403", "REG-SITE", "REG-AHEAD"} <= {finding["code"] for finding in second.json["findings"]}

    answer = exchange.get("/v1/lien-status", kind="beehive", key=entered["identity_keys"][0]).json
    assert [lien["rank"] for lien in answer["liens"]] == [1, 2]
    (described,) = exchange.post("/v1/lien-status", {"assets": [{"asset": HIVE}]}).json["data"]
    assert [each["registration"] for each in described["linked"]] == [forest]
    found = bank.post("/v1/searches", {"by": {"asset": {"asset": HIVE}}, "purpose": "lending"}).json["data"]
    assert {each["registration"] for each in found} == {first.json["number"], second.json["number"]}

    assert bank.discharge(first.json["number"]).status_code == 201
    verified = bank.anonymous("POST", "/v1/verifications", json={"jws": second.json["certificate"]["jws"]})
    assert verified.json["status"] == "active"


def test_what_cannot_be_is_refused_where_it_stands(bank):
    problem = refused(bank.register(a_body(HIVE | {"tag": "0"}, today=today())), 422)
    assert [each["pointer"] for each in problem["errors"]] == ["/collateral/0/tag"]
    problem = refused(bank.register(a_body(HIVE | {"unit_code": "x"}, today=today())), 422)
    assert [each["pointer"] for each in problem["errors"]] == ["/collateral/0/unit_code"]


def test_the_gates_that_watch_over_kinds_are_content():
    architecture.test_no_kind_is_named_outside_its_folder()
    architecture.test_every_kind_is_named_in_its_folder()
    architecture.test_every_kind_has_a_file_of_its_own()
