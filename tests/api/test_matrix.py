"""Who may do what to whose, asked of the running application: every role at every endpoint, about what is its own and
about what is another's. The endpoints are those of the application, the rights those of the table (``domain.access``,
printed in tests/domain/test_access.py), and every cell of the two is asked."""

import pytest

from registry.api.office import EXTENSION
from registry.domain.access import TABLE, Role, Scope
from registry.domain.lifecycle import Verb
from tests.api.asked import ENDPOINTS, Asking, Cast
from tests.api.problem import refused
from tests.statements import heard

ASKERS = [role for role in Role if role is not Role.REGISTER]  # it has no key and asks for nothing over HTTP
CELLS = [
    pytest.param(name, role, own, id=f"{name} by {role} {whose}")
    for name, endpoint in ENDPOINTS.items()
    for role in ASKERS
    for own, whose in (((True, "of its own"), (False, "of another's")) if endpoint.object else ((True, "of nobody's"),))
]


@pytest.fixture(scope="module")
def routes(app):
    """What the application answers, with the right each route names: method and rule, as in the table of endpoints."""
    return {
        f"{method} {rule.rule}": app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


@pytest.fixture(scope="module")
def cast(register, app):
    return Cast(register, app)


class TestEveryRoute:
    def test_stands_in_the_matrix_and_nothing_else_does(self, routes):
        assert set(ENDPOINTS) == set(routes)

    def test_names_a_right_that_has_a_row(self, routes):
        without = [name for name, view in routes.items() if getattr(view, "right", None) not in TABLE]
        assert without == []

    def test_that_is_public_is_so_by_the_table_and_no_other(self, routes):
        public = {name for name, view in routes.items() if view.access == "public"}
        assert public == {name for name, view in routes.items() if Role.PUBLIC in TABLE[view.right]}


@pytest.mark.parametrize(("name", "role", "own"), CELLS)
def test_is_answered_as_the_table_says(routes, cast, name, role, own):
    right, endpoint = routes[name].right, ENDPOINTS[name]
    answer = endpoint.ask(Asking(cast, role, own))
    if endpoint.turned_away:
        assert answer.status_code == endpoint.turned_away
    elif role not in TABLE[right]:
        status, code = (401, "unauthenticated") if role is Role.PUBLIC else (403, "not_permitted")
        refused(answer, status, code=code)
    elif own or TABLE[right][role] in (Scope.ANY, Scope.NAMED_CASE):
        assert answer.status_code in (200, 201), answer.json
    elif endpoint.foreign is None:
        assert answer is None, "it lists what is another's"
    else:
        refused(answer, endpoint.foreign[0], code=endpoint.foreign[1])


ASKED = (
    "lien-status",
    "searches",
    "waterfalls",
    "verifications",
    "unmaskings",
    "subject-reports",
    "withdrawal",
)  # with a bearer or by anybody
OWN = "POST /v1/client-keys"  # which every client files of its own
FILED = [name for name in ENDPOINTS if name.startswith("POST /v1/") and not name.endswith(ASKED)]
FILED = [name for name in FILED if not name.startswith(OWN)]


@pytest.mark.parametrize("name", FILED)
def test_who_does_not_file_is_told_so_before_anything_is_read_or_locked(app, routes, cast, name):
    """Else whoever may file nothing could hold the keys of somebody's collateral, or try what a body is answered with."""
    assert routes[name].right in set(Verb)
    auditor, said = cast.asker(Role.AUDITOR), []
    path = name.removeprefix("POST ").translate({ord("<"): None, ord(">"): None})
    version = '"1"' if routes[name].access == "changes" else None
    refused(auditor.file(path, b"{", if_match=version), 403, code="not_permitted")
    with heard(app.extensions[EXTENSION].store, said.append):
        refused(auditor.file(path, b"{", if_match=version), 403, code="not_permitted")
    assert said == []
