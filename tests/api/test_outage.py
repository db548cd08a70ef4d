"""What happens when something the register stands on is away, or is not what it must be."""

from pathlib import Path

import pytest

from registry.api.office import EXTENSION
from registry.app import create_app
from registry.domain.errors import Unsafe
from registry.engine import config
from registry.process import clock
from registry.settings import Settings, from_environment
from registry.signing.errors import KeyRingError
from registry.signing.ring import create_ring
from tests.api.problem import refused
from tests.register import ISSUER, LOG, ORIGIN, PASSPHRASE, an_app, started_cluster, today
from tests.samples import a_body, a_parcel_code

PATH = "/v1/registrations"
STATUS = {"kind": "land_management_right", "key": a_parcel_code()}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A server of its own: it is stopped and started, which the other tests' server must not be."""
    with started_cluster(tmp_path_factory.mktemp("outage")) as running:
        yield running


@pytest.fixture
def started_again(cluster):
    """Whatever the test does to the server, the next finds it running."""
    yield
    if not cluster.engine.running:
        cluster.engine.start()


def body():
    return a_body(today=today())


def away(response):
    """The answer of a register whose database is away."""
    document = refused(response, 503, code="unavailable")
    assert int(response.headers["Retry-After"]) >= 1
    assert "postgres" not in str(document).lower()
    return document


@pytest.mark.usefixtures("started_again")
class TestADatabaseThatIsAway:
    def test_is_said_to_be_and_found_again_when_it_is_back(self, cluster, register, bank):
        kept = bank.register(body(), key="kept")
        number, filed = kept.json["number"], body()
        before = register.rows("SELECT count(*) FROM entry")
        bank.token()
        cluster.engine.stop("fast")

        away(bank.register(filed, key="sent-into-the-dark"))
        away(bank.discharge(number))
        away(bank.register(body(), query="dry_run=true"))
        for path in (PATH, f"{PATH}/{number}", f"{PATH}/{number}/history", f"/v1/certificates/{number}-1"):
            away(bank.get(path, settled=False))
        away(bank.get("/v1/lien-status", settled=False, **STATUS))
        away(bank.ask_token())
        away(bank.anonymous("POST", "/v1/verifications", json={"jws": kept.json["certificate"]["jws"]}))
        away(bank.anonymous("GET", "/readyz"))
        assert bank.anonymous("GET", "/healthz").status_code == 200
        assert bank.anonymous("GET", "/v1/enums").status_code == 200

        cluster.engine.start()
        assert bank.anonymous("GET", "/readyz").json["status"] == "ready"
        assert register.rows("SELECT count(*) FROM entry") == before
        assert bank.register(body(), key="kept").status_code == 422
        assert bank.register(filed, key="sent-into-the-dark").status_code == 201
        assert bank.get(f"{PATH}/{number}").json["status"] == "active"

    def test_for_a_moment_is_not_noticed_by_who_files(self, cluster, bank):
        assert bank.register(body()).status_code == 201
        cluster.engine.stop("immediate")
        cluster.engine.start()
        assert bank.get("/v1/lien-status", settled=False, **STATUS).status_code in (200, 503)
        assert bank.register(body()).status_code == 201
        assert bank.get("/v1/lien-status", settled=False, **STATUS).status_code == 200

    def test_when_the_register_starts_is_waited_for(self, cluster, register):
        cluster.engine.stop("fast")
        with an_app(register.settings()) as app, app.test_client() as client:
            away(client.get("/readyz"))
            away(client.get("/v1/enums"))
            assert client.get("/healthz").status_code == 200
            cluster.engine.start()
            assert client.get("/readyz").status_code == 200

    @pytest.mark.parametrize("step", ["locked", "read", "signed", "written"])
    def test_in_the_midst_of_a_filing_leaves_nothing_of_it(self, cluster, register, step):
        stops = [step]

        def watch(reached):
            if stops and reached == step:
                stops.clear()
                cluster.engine.stop("immediate")

        with an_app(register.settings(), watch=watch) as app:
            teller = register.teller(app, f"中断银行{step}")
            before = {table: register.rows(f"SELECT count(*) FROM {table}") for table in TABLES}
            filed = body()
            away(teller.register(filed, key="cut-off"))
            cluster.engine.start()
            assert {table: register.rows(f"SELECT count(*) FROM {table}") for table in TABLES} == before
            first, again = (teller.register(filed, key="cut-off") for _ in range(2))
            assert first.status_code == 201, first.json
            assert first.data == again.data


TABLES = (
    "entry", "evidence", "certificate", "disclosure", "idempotency", "registration", "registration_version",
    "encumbrance", "encumbrance_key", "log_queue", "outbox",
)  # fmt: skip


def refuses(start, *, fault=Unsafe, says=""):
    """Starting raises one sentence in each language that can be shown as it is."""
    with pytest.raises(fault) as refusal:
        start()
    for sentence in (refusal.value.zh, refusal.value.en):
        assert 10 < len(sentence) < 300
        assert "\n" not in sentence
        assert "Traceback" not in sentence
        assert PASSPHRASE not in sentence.split()
    assert any("一" <= each <= "鿿" for each in refusal.value.zh)
    assert refusal.value.en.isascii()
    assert refusal.value.en.rstrip().endswith(".")
    assert says in refusal.value.en
    return refusal.value


def with_keys(register, folder, *, passphrase=PASSPHRASE):
    given = {name: getattr(register.settings(), name) for name in ("database_url", "public_origin")}
    return Settings(**given, key_folder=folder, key_passphrase=passphrase)


@pytest.fixture
def ring(folder):
    """Another ring under the same names: the keys of another register."""
    create_ring(folder / "ring", passphrase=PASSPHRASE, issuer=ISSUER, origin=LOG, livemode=False, at=clock())
    return folder / "ring"


class TestAKeyRingThatWillNotDo:
    def test_is_missing(self, register, folder):
        refuses(lambda: create_app(with_keys(register, folder / "none")), fault=KeyRingError, says="missing")

    def test_is_empty(self, register, folder):
        (folder / "empty").mkdir(mode=0o700)
        refuses(lambda: create_app(with_keys(register, folder / "empty")), fault=KeyRingError)

    def test_does_not_open(self, register, cluster):
        start = with_keys(register, cluster.keys, passphrase="wrong")
        refuses(lambda: create_app(start), fault=KeyRingError, says="passphrase")

    def test_misses_a_key_file(self, register, ring):
        for path in ring.iterdir():
            if path.suffix in (".pem", ".key"):
                path.unlink()
        refuses(lambda: create_app(with_keys(register, ring)), fault=KeyRingError)

    def test_can_be_read_by_others(self, register, ring):
        for path in ring.iterdir():
            if path.suffix in (".pem", ".key"):
                path.chmod(0o640)
        refuses(lambda: create_app(with_keys(register, ring)), fault=KeyRingError)

    def test_can_be_written_by_others(self, register, ring):
        ring.chmod(0o770)
        refuses(lambda: create_app(with_keys(register, ring)), fault=KeyRingError, says="chmod 700")

    @pytest.mark.parametrize("names", [("another-register", LOG), (ISSUER, "log.other.test")])
    def test_belongs_to_another_register(self, register, folder, names):
        issuer, origin = names
        at = clock()
        create_ring(folder / "other", passphrase=PASSPHRASE, issuer=issuer, origin=origin, livemode=False, at=at)
        refuses(lambda: create_app(with_keys(register, folder / "other")), says="belongs to")

    def test_is_of_the_other_mode(self, register):
        refuses(lambda: create_app(register.settings(livemode=True)), fault=KeyRingError, says="livemode")


class TestADatabaseThatWillNotDo:
    def start(self, register, **changes):
        given = {name: getattr(register.settings(), name) for name in Settings.__slots__}
        return create_app(Settings(**(given | changes)))

    def test_is_opened_as_its_superuser(self, register, cluster):
        url = cluster.engine.superuser_url(register.database)
        refuses(lambda: self.start(register, database_url=url), says="superuser")

    def test_is_opened_as_its_owner(self, register):
        refuses(lambda: self.start(register, database_url=register.url("registry_migrate")), says="owns the tables")

    def test_does_not_wait_for_the_disk(self, register):
        with register.superuser().connect() as connection:
            connection.exec_driver_sql("ALTER ROLE registry_app SET synchronous_commit = off")
        try:
            refuses(lambda: self.start(register), says="synchronous_commit is off")
        finally:
            with register.superuser().connect() as connection:
                connection.exec_driver_sql("ALTER ROLE registry_app RESET synchronous_commit")

    @pytest.mark.usefixtures("started_again")
    @pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
    def test_keeps_nothing_through_a_power_failure(self, register, cluster, monkeypatch, setting):
        cluster.engine.stop()
        with monkeypatch.context() as patched:
            patched.setattr(config, "ALWAYS", {**config.ALWAYS, setting: "off"})
            cluster.engine.start()
        try:
            refuses(lambda: self.start(register), says=f"{setting} is off")
        finally:
            cluster.engine.stop()

    @pytest.mark.usefixtures("started_again")
    def test_that_came_back_unsafe_serves_nothing(self, register, cluster, monkeypatch):
        cluster.engine.stop()
        app = self.start(register)
        with monkeypatch.context() as patched:
            patched.setattr(config, "ALWAYS", {**config.ALWAYS, "fsync": "off"})
            cluster.engine.start()
        with app.test_client() as client:
            away(client.get("/v1/enums"))
            away(client.get("/readyz"))
        app.extensions[EXTENSION].store.close()
        cluster.engine.stop()

    def test_was_never_migrated(self, register, cluster):
        with cluster.superuser().connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE bare")
        app = self.start(register, database_url=cluster.url("registry_app", "bare"))
        with app.test_client() as client:
            away(client.get("/readyz"))
        app.extensions[EXTENSION].store.close()


LIVE = {
    "REGISTRY_DATABASE_URL": "postgresql+psycopg://registry_app@db/registry",
    "REGISTRY_PUBLIC_ORIGIN": "https://register.example",
    "REGISTRY_KEY_FOLDER": "/keys",
    "REGISTRY_LIVEMODE": "true",
}


class TestSettingsThatWillNotDo:
    def live(self, folder, **changes):
        (folder / "passphrase").write_text(PASSPHRASE)
        return {**LIVE, "REGISTRY_KEY_PASSPHRASE_FILE": str(folder / "passphrase"), **changes}

    def test_that_do_are_taken(self, folder):
        settings = from_environment(self.live(folder))
        assert (settings.livemode, settings.key_passphrase, settings.key_folder) == (True, PASSPHRASE, Path("/keys"))

    @pytest.mark.parametrize(
        "changes",
        [
            {"REGISTRY_KEY_PASSPHRASE": PASSPHRASE},
            {"REGISTRY_PUBLIC_ORIGIN": "http://register.example"},
            {"REGISTRY_KEY_FOLDER": "/srv/.demo/keys"},
            {"REGISTRY_DATABASE_URL": "postgresql+psycopg://registry_app@/registry?host=/srv/.demo/postgres"},
        ],
    )
    def test_are_refused_in_live_mode(self, folder, changes):
        refuses(lambda: from_environment(self.live(folder, **changes)))

    @pytest.mark.parametrize("changes", [{"REGISTRY_KEY_PASSPHRASE": PASSPHRASE}, {"REGISTRY_PUBLIC_ORIGIN": ORIGIN}])
    def test_do_in_a_demo(self, folder, changes):
        assert from_environment(self.live(folder, REGISTRY_LIVEMODE="false", **changes)).livemode is False

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("REGISTRY_LIVEMODE", "yes"), ("REGISTRY_LIVEMODE", ""), ("REGISTRY_POOL_SIZE", "0"),
            ("REGISTRY_POOL_SIZE", "many"), ("REGISTRY_PREPARE_THRESHOLD", "-1"), ("REGISTRY_PREPARE_THRESHOLD", "²"),
        ],
    )  # fmt: skip
    def test_are_named(self, folder, name, value):
        refuses(lambda: from_environment(self.live(folder, **{name: value})), says=name)

    @pytest.mark.parametrize("name", ["DATABASE_URL", "PUBLIC_ORIGIN", "KEY_FOLDER"])
    def test_that_are_missing_are_named(self, folder, name):
        given = {key: value for key, value in self.live(folder).items() if key != f"REGISTRY_{name}"}
        refuses(lambda: from_environment(given), says=f"REGISTRY_{name} is not set")

    def test_name_a_file_that_can_be_read(self, folder):
        gone = self.live(folder, REGISTRY_KEY_PASSPHRASE_FILE=str(folder / "gone"))
        refuses(lambda: from_environment(gone), says="REGISTRY_KEY_PASSPHRASE_FILE")
