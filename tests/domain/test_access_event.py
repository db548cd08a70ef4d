"""What is written of a batch of refusals: who, why and how often, and never what was asked for."""

from dataclasses import fields, replace
from datetime import timedelta

from registry.domain.access_event import AccessEvent, AccessEventKind, Seen, rows
from tests.samples import NOON, counting

REFUSED = AccessEvent(kind=AccessEventKind.REFUSED, reason="missing", route="GET /v1/registrations", address="ab12")
SECOND = timedelta(seconds=1)


def test_what_came_again_is_one_row_from_its_first_instant_with_how_often():
    other = replace(REFUSED, client="client_1", institution="inst_1")
    seen = [Seen(REFUSED, NOON), Seen(other, NOON), Seen(REFUSED, NOON + SECOND), Seen(REFUSED, NOON + 2 * SECOND)]
    one, another = rows(seen, fresh=counting())
    assert (one["times"], one["at"], one["client"]) == (3, "2026-11-22T04:00:00.000000Z", None)
    assert (another["times"], another["client"], another["institution"]) == (1, "client_1", "inst_1")
    assert one["id"].startswith("acc_")
    assert one["id"] != another["id"]


def test_nothing_is_kept_that_could_name_a_person_or_an_asset():
    kept = {each.name for each in fields(AccessEvent)}
    by_their_ids = {"person", "concerning"}  # which say nothing of who they are
    assert kept == {"kind", "reason", "route", "address", "client", "institution"} | by_their_ids
    assert rows([Seen(REFUSED, NOON)], fresh=counting())[0].keys() == kept | {"id", "at", "times"}


def test_nothing_is_written_of_nothing():
    assert rows([], fresh=counting()) == []
