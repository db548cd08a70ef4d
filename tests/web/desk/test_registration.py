"""A clerk registers a security right, page by page, and another person enters it."""

from __future__ import annotations

from tests.samples import a_forest_body


class TestAForestRight:
    def test_is_typed_in_six_pages_and_entered_by_a_second_person(self, desk, registrar, register):
        desk.fills_in(a_forest_body())
        assert desk.page.status_code == 200, desk.page.text
        assert desk.at.endswith("/check"), desk.page.text
        desk.submits()
        assert desk.at.endswith("/second"), desk.page.text
        desk.confirmed_by(registrar)
        assert desk.at.endswith("/done"), desk.page.text
        assert desk.number()
