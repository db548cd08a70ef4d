"""Whoever reads the register through meets what nobody has a reason to ask for, and does not notice."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from registry.api.office import EXTENSION
from registry.cli import main
from registry.domain.errors import Unsafe
from registry.service.canaries import Aviary, add
from tests.api.problem import refused
from tests.api.test_metrics import shown, value
from tests.people import Clock
from tests.register import ORIGIN, PASSPHRASE, an_app, today
from tests.samples import a_body, a_citizen_id, a_parcel_body, a_parcel_code
from tests.web.people import desk

PARCEL, PERSON, NAME, NUMBER = a_parcel_code(), a_citizen_id(), "司空诱饵", "CQ202611220000012353"
HEARD = "registry_canaries_asked_total"
KEY = f"land_management_right/v1:{PARCEL}:CONTRACTOR"
BAIT = {"code": ("--code", PARCEL, "--code", KEY), "person": ("--identifier", f"citizen_id:{PERSON}"), "name": ("--name", NAME),
        "number": ("--number", NUMBER)}  # fmt: skip


@pytest.fixture(scope="module")
def types(register):
    """`registry canaries …` as an operator types it."""
    variables = {
        "REGISTRY_DATABASE_URL": register.url(),
        "REGISTRY_PUBLIC_ORIGIN": ORIGIN,
        "REGISTRY_KEY_FOLDER": str(register.cluster.keys),
        "REGISTRY_KEY_PASSPHRASE": PASSPHRASE,
    }
    return lambda *arguments: CliRunner().invoke(main, ("canaries", *arguments), env=variables)


@pytest.fixture(scope="module")
def bait(types, tmp_path_factory):
    """A list with one canary of each sort."""
    path = tmp_path_factory.mktemp("canaries") / "canaries"
    for label, option in BAIT.items():
        done = types("add", label, *option, "--file", str(path))
        assert done.exit_code == 0, done.output
    return path


@pytest.fixture(scope="module")
def app(register, bait):
    with an_app(register.settings(canaries=bait)) as made:
        yield made


@pytest.fixture(scope="module")
def auditor(register, app):
    return register.teller(app, "示例审计", role="auditor")


@pytest.fixture
def heard(app, auditor):
    """The canaries that were asked for since the test began: label, route and who asked."""
    trail = app.extensions[EXTENSION].trail

    def told():
        trail.flush()
        return auditor.get("/v1/access-events", settled=False, kind="canary", limit=100).json["data"]

    before = {each["id"] for each in told()}
    return lambda: [
        (each["reason"], each["route"], each["client"], each["times"]) for each in told() if each["id"] not in before
    ]


def asked(teller, by):
    return teller.post("/v1/searches", {"by": by, "purpose": "trade"})


def same(answer, other, *, but):
    """Nothing in an answer tells a canary from what is simply not there."""

    def bare(each):
        text = each.get_data(as_text=True)
        for left, put in but.items():
            text = text.replace(left, put)
        return each.status_code, sorted(set(dict(each.headers)) - {"Date"}), len(text)

    return bare(answer) == bare(other)


@pytest.fixture(scope="module")
def pages(register, bait):
    """The same register, as people see it."""
    with an_app(replace(register.settings(canaries=bait), public_origin=desk.ORIGIN)) as made:
        yield made


class TestWhoeverAsksForACanaryOnAPage:
    @pytest.fixture
    def browser(self, pages):
        return desk.Browser(pages, Clock())

    @pytest.fixture
    def noted(self, pages, heard):
        def told():
            pages.extensions[EXTENSION].trail.flush()
            return [(reason, route) for reason, route, _, _ in heard()]

        return told

    def test_is_noted_where_assets_are_looked_up(self, browser, noted):
        browser.get("/look-up")
        assert browser.fill_in("/look-up", asked=PARCEL, holders_certificate="渝1").status_code == 200
        assert noted() == [("code", "POST /look-up")]

    def test_is_noted_where_certificates_are(self, browser, noted):
        browser.get("/certificates")
        assert browser.fill_in("/certificates", number=f"{NUMBER}-1", code="x").status_code == 422
        assert noted() == [("number", "POST /certificates")]


class TestWhoeverAsksForACanary:
    def test_by_its_code_is_noted_with_who_he_is_and_rings(self, exchange, heard):
        before = value(shown(exchange), HEARD)
        query = {"kind": "land_management_right", "key": PARCEL}
        answer = exchange.get("/v1/lien-status", **query)
        assert answer.status_code == 200
        assert heard() == [("code", "GET /v1/lien-status", exchange.enrolled.client, 1)]
        assert value(shown(exchange), HEARD) == before + 1

    def test_is_answered_as_of_anything_that_is_not_there(self, exchange):
        other = a_parcel_code()
        pair = [
            exchange.get("/v1/lien-status", kind="land_management_right", key=key, settled=False)
            for key in (PARCEL, other)
        ]
        assert same(*pair, but={other: PARCEL})
        pair = [exchange.get(f"/v1/certificates/{number}-1") for number in (NUMBER, "CQ202611220000012450")]
        assert {each.status_code for each in pair} == {404}
        assert pair[0].json["detail"] == pair[1].json["detail"]

    def test_among_a_thousand_others_is_noted(self, exchange, heard):
        assets = [{"code": a_parcel_code()} for _ in range(999)] + [{"code": PARCEL}]
        assert exchange.post("/v1/lien-status", {"assets": assets}).status_code == 200
        assert [each[:2] for each in heard()] == [("code", "POST /v1/lien-status")]

    def test_and_may_not_is_noted_too(self, keeper, heard):
        """A right that ends before the answer is no way to try codes unheard."""
        refused(keeper.get("/v1/lien-status", kind="land_management_right", key=PARCEL), 403)
        refused(keeper.post("/v1/lien-status", {"assets": [{"code": PARCEL}]}), 403)
        assert [each[0] for each in heard()] == ["code", "code"]

    @pytest.mark.parametrize(
        ("by", "label"),
        [
            ({"asset": {"code": PARCEL}}, "code"),
            ({"asset": {"kind": "land_management_right", "key": KEY}}, "code"),
            ({"grantor_identifier": {"scheme": "citizen_id", "value": PERSON}}, "person"),
            ({"grantor_name": f" {NAME[:2]} {NAME[2:]}"}, "name"),
            ({"registration_number": NUMBER}, "number"),
        ],
        ids=lambda each: each if isinstance(each, str) else "",
    )
    def test_by_any_search_is_noted(self, exchange, heard, by, label):
        assert asked(exchange, by).status_code == 201
        assert [each[:2] for each in heard()] == [(label, "POST /v1/searches")]

    def test_by_the_number_of_a_registration_or_certificate_is_noted(self, bank, heard):
        for path in ("/v1/registrations/{}", "/v1/registrations/{}/history", "/v1/registrations/{}/priority"):
            refused(bank.get(path.format(NUMBER)), 404, code="unknown_registration")
        refused(bank.anonymous("GET", f"/v1/certificates/{NUMBER}-1"), 404, code="unknown_registration")
        assert {(each[0], each[2]) for each in heard()} == {("number", bank.enrolled.client), ("number", None)}
        assert len(heard()) == 4

    def test_by_what_it_would_fetch_is_noted(self, exchange, heard):
        body = {"asset": {"code": PARCEL}, "proceeds": {"amount": "1.00", "currency": "CNY"}, "owed": []}
        assert exchange.post("/v1/waterfalls", body).status_code == 200
        assert [each[0] for each in heard()] == ["code"]


class TestNobodyElse:
    def test_is_noted(self, exchange, bank, heard):
        exchange.get("/v1/lien-status", kind="land_management_right", key=a_parcel_code())
        asked(exchange, {"grantor_name": "司空"})
        bank.register(a_body(today=today()))
        assert heard() == []

    def test_who_files_is_asked_about_canaries(self, bank, app, heard, monkeypatch):
        """Not a part of what a filing costs, even where it is of a canary."""
        monkeypatch.setattr(app.extensions[EXTENSION].canaries.__class__, "among", lambda *_: 1 / 0)
        assert bank.register(a_body(a_parcel_body(PARCEL), today=today())).status_code == 201

    def test_is_heard_where_there_is_no_list(self, register):
        assert Aviary(None, register.authority).among([NUMBER]) is None


class TestTheList:
    def test_holds_nothing_that_could_be_avoided(self, bait, register):
        text = bait.read_text()
        for secret in (PARCEL, PERSON, NAME, NUMBER):
            assert secret not in text
        assert not register.rows("SELECT FROM entry WHERE payload LIKE '%canar%'"), "the journal knows none"

    def test_is_read_anew_without_a_restart(self, folder, register):
        path = folder / "canaries"
        add(path, register.authority, label="first", names=["a"])
        aviary = Aviary(path, register.authority)
        add(path, register.authority, label="second", names=["b"])
        assert [aviary.among([name]) for name in "abc"] == ["first", "second", None]

    def test_that_is_damaged_is_refused_at_the_start_and_later_leaves_what_was(self, folder, register):
        path = folder / "canaries"
        add(path, register.authority, label="first", names=["a"])
        aviary = Aviary(path, register.authority)
        path.write_text("torn")
        with pytest.raises(Unsafe, match="no list of canaries"):
            Aviary(path, register.authority)
        assert aviary.among(["a"]) == "first"
        path.unlink()
        assert aviary.among(["a"]) == "first"

    def test_of_another_search_secret_is_refused(self, folder, register):
        path = folder / "canaries"
        add(path, register.authority, label="first", names=["a"])
        text = path.read_text()
        path.write_text(text.replace(register.authority.hash_key_id, "another"))
        with pytest.raises(Unsafe, match="another search secret"):
            Aviary(path, register.authority)

    def test_is_told_by_label(self, types, bait):
        told = types("list", "--file", str(bait)).output.split()
        assert dict(zip(told[::2], told[1::2], strict=True)) == dict.fromkeys(BAIT, "1") | {"code": "2"}

    @pytest.mark.parametrize(
        "given",
        [("add", "x"), ("add", "x", "--code", "nonsense"), ("add", "x", "--identifier", "citizen_id:1"),
         ("add", "x", "--identifier", "passport"), ("add", "x", "--number", "CQ1"), ("add", "X Y", "--name", "某"),
         ("add", "x", "--name", "某", "--number", NUMBER)],
    )  # fmt: skip
    def test_takes_nothing_else(self, types, bait, given):
        before = bait.read_text()
        done = types(*given, "--file", str(bait))
        assert done.exit_code == 1
        assert "Error" in done.output
        assert bait.read_text() == before


def test_the_settings_name_the_list(register, bait):
    assert replace(register.settings(), canaries=bait).canaries == bait
