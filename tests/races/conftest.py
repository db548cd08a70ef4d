"""One sound register behind one server for each module of races; the audit of the register comes after the server."""

import pytest

from tests.races.bench import a_bench


@pytest.fixture(scope="module")
def bench(register, tmp_path_factory):
    with a_bench(register, tmp_path_factory.mktemp("server")) as made:
        yield made
        assert made.answered == set(made.server.workers()), "one of the two worker processes sat idle"
