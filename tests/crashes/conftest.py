"""A register and a server for each module of crashes, on a PostgreSQL of its own: what dies here, others do not miss."""

import pytest

from tests.races.bench import a_bench
from tests.register import started_cluster


@pytest.fixture(scope="module")
def own_cluster(tmp_path_factory):
    with started_cluster(tmp_path_factory.mktemp("mortal")) as running:
        yield running


@pytest.fixture(scope="module")
def bench(own_cluster, tmp_path_factory):
    register = own_cluster.new_register("mortal")
    with a_bench(register, tmp_path_factory.mktemp("server")) as made:
        yield made
    register.sequence()
    differences = register.audit()
    register.close()
    assert differences == [], [str(each) for each in differences]
