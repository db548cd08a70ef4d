"""The operator's guide, typed: from nothing to a register, its backup, and the same register elsewhere."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from registry.engine import Cluster, started
from registry.engine.binaries import find_binaries
from registry.service.audit import audit
from registry.service.authority import SERVING, Authority
from registry.signing.ring import open_ring
from registry.store import Store, migrate
from registry.store.reads.readiness import unsafe
from tests.deploy.serving import COMMAND
from tests.register import PASSPHRASE, PASSWORD, RegisterUnderTest
from tests.samples import a_body

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")


def block(title):
    """The shell lines under a heading of the guide."""
    section = GUIDE.split(f"\n### {title}\n", 1)[1].split("\n#", 1)[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


def typed(script, engine, *, folder, **more):
    url = sa.engine.make_url(engine.superuser_url())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGISTRY_", "PG"))}
    given = {
        "PATH": f"{find_binaries()}:{COMMAND.parent}:{os.environ['PATH']}",
        "PGHOST": url.query["host"],
        "PGPORT": url.query["port"],
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        **more,
    }
    done = subprocess.run(
        ["/bin/sh", "-euc", script],
        cwd=folder,
        env=kept | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def audited(url, keys):
    store = Store(url)
    try:
        assert unsafe(store, livemode=False) == []
        return audit(store, Authority(open_ring(keys, passphrase=PASSPHRASE, uses=SERVING)))
    finally:
        store.close()


@pytest.fixture(scope="module")
def filled(register: RegisterUnderTest, app):
    bank = register.teller(app, "备份银行")
    numbers = [bank.register(a_body()).json["number"] for _ in range(3)]
    assert bank.discharge(numbers[0]).status_code == 201
    return bank


@pytest.fixture
def fresh(tmp_path_factory):
    with started(tmp_path_factory.mktemp("fresh")) as engine:
        yield engine
    engine.destroy()


def test_a_backup_restored_into_a_fresh_cluster_is_the_same_register(cluster, register, filled, fresh, folder):
    typed(block("Backup"), cluster.engine, folder=folder, DATABASE=register.database)
    (made,) = folder.glob("backup-*")
    assert {path.name for path in made.iterdir()} == {"roles.sql", "registry.dump", "SHA256SUMS"}
    assert (made.stat().st_mode & 0o777) == 0o700, "it holds every party's data and the roles' passwords"

    typed(block("Restore"), fresh, folder=folder, BACKUP=str(made), DATABASE=register.database)

    moved = sa.engine.make_url(fresh.superuser_url(register.database))
    as_role = {role: migrate.as_role(str(moved.render_as_string(hide_password=False)), role, password=PASSWORD)
               for role in migrate.ROLES}  # fmt: skip
    assert audited(as_role["registry_auditor"], cluster.keys) == []
    former = register.rows("SELECT count(*) AS entries, max(seq) AS seq FROM entry")
    with sa.create_engine(moved, poolclass=sa.pool.NullPool).connect() as connection:
        found = connection.execute(sa.text("SELECT count(*) AS entries, max(seq) AS seq FROM entry")).mappings().all()
        assert [dict(row) for row in found] == former
        others = connection.execute(sa.text("SELECT has_database_privilege('public', current_database(), 'CONNECT')"))
        assert others.scalar_one() is False
    refuses_to_rewrite(as_role["registry_app"])
    migrate.upgrade(
        migrate.as_role(str(as_role["registry_app"]), "registry_migrate", password="dull-password"), passwords={}
    )


def refuses_to_rewrite(url):
    """Grants came along: the service files there, and rewrites nothing."""
    with sa.create_engine(url, poolclass=sa.pool.NullPool).connect() as connection:
        rights = "SELECT has_table_privilege('entry', 'INSERT'), has_table_privilege('entry', 'UPDATE')"
        assert tuple(connection.exec_driver_sql(rights).one()) == (True, False)
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("DELETE FROM entry")


def test_a_copy_of_the_cluster_is_started_and_audited(cluster, register, filled, folder, tmp_path_factory):
    typed(block("Copy of the cluster"), cluster.engine, folder=folder)
    (made,) = folder.glob("base-*")
    copy = Cluster(tmp_path_factory.mktemp("copy"))
    copy.start()  # makes a home for the data
    home = copy.log.parent
    password, account = home / "superuser_password", (home / "data").stat()
    copy.stop()
    shutil.rmtree(home / "data")
    shutil.move(made, home / "data")
    for path in (home / "data", *(home / "data").rglob("*")):
        os.chown(path, account.st_uid, account.st_gid)
    password.write_text(sa.engine.make_url(cluster.engine.superuser_url()).password)
    copy = Cluster(copy.folder)
    try:
        copy.start()
        url = migrate.as_role(copy.superuser_url(register.database), "registry_auditor", password=PASSWORD)
        assert audited(url, cluster.keys) == []
    finally:
        copy.destroy()


def test_a_first_installation(fresh, folder):
    typed(block("Secrets"), fresh, folder=folder)
    secrets = folder / "secrets"
    assert all((path.stat().st_mode & 0o077) == 0 for path in (secrets, *secrets.iterdir()))
    typed(
        str(ROOT / "docs/deployment/provision.sh"),
        fresh,
        folder=folder,
        SECRETS=str(secrets),
        POSTGRES_USER="registry_superuser",
    )

    at = sa.engine.make_url(fresh.superuser_url())
    for path in secrets.glob("database_url_*"):  # the guide's host is the container's; here it is a socket
        url = sa.engine.make_url(path.read_text().strip())
        assert (url.host, url.database) == ("postgres", "registry")
        path.write_text(url.set(host=None, port=None, query=at.query).render_as_string(hide_password=False))
    environment = {
        "REGISTRY_DATABASE_URL_FILE": str(secrets / "database_url_app"),
        "REGISTRY_PUBLIC_ORIGIN": "https://register.example",
        "REGISTRY_KEY_FOLDER": str(folder / "keys"),
        "REGISTRY_KEY_PASSPHRASE_FILE": str(secrets / "key_passphrase"),
    }
    migrating = {"REGISTRY_DATABASE_URL_FILE": str(secrets / "database_url_migrate")}
    typed(f"registry migrate --passwords {secrets}", fresh, folder=folder, **migrating)
    typed("registry keys create --issuer NAME --origin LOG && registry init", fresh, folder=folder, **environment)
    said = typed("registry config check && registry audit", fresh, folder=folder, **environment)
    assert "all of it holds" in said
