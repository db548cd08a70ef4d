"""What stands on a certificate: everything it says, in words, and none of the words the register may not say."""

import json

import pytest

from registry.domain import canon
from registry.domain.certificate import is_certified
from registry.domain.collateral import CLASSES
from registry.domain.disclosure import Disclosure
from registry.domain.lifecycle import Verb
from registry.domain.registration import SearchBy
from registry.domain.rules.effects import FOOT, nothing_found, notice_line
from registry.paper.sheet import Said
from registry.schemas.sheets import _BODIES, TITLES, sheet
from registry.schemas.sheets.facts import moment
from tests.kinds import a_greenhouse, a_house, a_receivable, a_ticket, an_order, pilot_ground
from tests.movables import a_crop, a_float, a_herd, a_machine, a_stock
from tests.printed import a_discharge_draft, a_page, one_of_each, searches
from tests.samples import (
    a_draft,
    a_filing,
    a_forest,
    a_ground,
    a_parcel,
    a_policy,
    a_receipt,
    a_site,
    an_item,
    another_bank,
    entered,
)
from tests.whole import a_whole_filing

NEVER = ("抵押权已设立", "第一顺位优先受偿", "无抵押", "产权清晰", " free", "贷款余额")


@pytest.fixture(scope="module")
def every(ring):
    return [a_page(ring, draft) for draft in one_of_each()]


def printed(page):
    return "\n".join(page.sheet.texts())


def leaves(value):
    """Every text inside a disclosed value that is not a code of ours."""
    if isinstance(value, dict):
        return [leaf for name, each in value.items() if name != "scheme" for leaf in leaves(each)]
    return [value]


def test_every_kind_of_certificate_has_a_sheet(every):
    kinds = {page.contents["kind"] for page in every}
    assert kinds == set(TITLES) == set(_BODIES)
    assert len(kinds) == len([verb for verb in Verb if is_certified(verb)])
    assert all(page.sheet.title.zh for page in every)


def test_every_personal_value_that_is_disclosed_is_printed(ring, every):
    for page in (*every, a_page(ring, a_draft(a_whole_filing()))):
        values = [leaf for text in page.disclosures for leaf in leaves(Disclosure(text).read()[1])]
        assert [value for value in values if value not in printed(page)] == []


def test_what_is_not_disclosed_is_said_to_be_so(ring):
    open_, closed = a_page(ring), a_page(ring, disclosed=False)
    assert "〔未披露〕" not in printed(open_)
    assert "〔未披露〕" in printed(closed)
    assert "张三" not in printed(closed)
    assert "_sd" not in printed(closed)


def test_no_certificate_says_what_may_not_be_said(ring, every):
    for page in (*every, a_page(ring, a_draft(a_whole_filing()), livemode=True)):
        texts = [
            printed(page),
            *(line.text.en for each in page.sheet.sections for line in each.lines if isinstance(line, Said)),
        ]
        assert [word for word in NEVER if any(word in text for text in texts)] == []


def test_both_effect_lines_stand_in_full(ring):
    page = a_page(ring, a_draft(a_filing(a_parcel())))
    (item,) = page.contents["collateral"]
    registry = item["effect"]["statutory"]["registry"]
    said = [line.text for each in page.sheet.sections for line in each.lines if isinstance(line, Said)]
    assert notice_line(registry, None) in said
    assert canon.build(CLASSES[item["asset"]["kind"]], item["asset"]).effect_text in said
    assert page.sheet.foot == FOOT


def test_who_ranks_ahead_is_named(ring):
    parcel = a_parcel()
    first = entered(a_filing(parcel))
    page = a_page(
        ring, a_draft(a_filing(parcel, secured_creditor=another_bank()), a_ground(first, bank=another_bank()))
    )
    assert first.registration in printed(page)
    assert "第 2 位" in printed(page)


def test_findings_stand_in_words_with_their_article(ring):
    text = printed(a_page(ring, a_draft(a_filing(a_parcel()))))
    assert "承包权证列明全部家庭成员；未见家庭成员同意的记载。（农村土地承包法第24条）" in text


def test_a_search_that_found_nothing_says_no_more_than_that(ring):
    for draft in searches():
        page = a_page(ring, draft)
        assert nothing_found(moment(page.contents["as_of"])).zh in printed(page)
        assert {each.value for each in SearchBy} >= {page.contents["by"]}


def test_a_discharge_names_the_certificate_it_supersedes(ring):
    page = a_page(ring, a_discharge_draft())
    assert page.contents["supersedes"] in printed(page)


def test_a_certificate_of_a_later_release_is_told_as_far_as_its_words_are_known(ring):
    contents = json.loads(json.dumps(a_page(ring).contents))
    (item,) = contents["collateral"]
    contents["findings"] = [{"code": "R-LATER", "severity": "notice", "count": 1}]
    item["asset"], item["priority"]["basis"] = {"kind": "windmill", "height": 80}, "wind"
    text = "\n".join(sheet(contents, check_code="x").texts())
    assert [each for each in ("R-LATER", "notice", "windmill", "wind") if each not in text] == []
    assert sheet({**contents, "kind": "blessing"}, check_code="x").title.zh == "blessing"


ASSETS = {
    "parcel": a_parcel, "receipt": a_receipt, "forest": a_forest, "site": a_site, "policy": a_policy,
    "house": a_house, "greenhouse": a_greenhouse, "receivable": a_receivable, "order": an_order, "ticket": a_ticket,
    "stock": a_stock, "float": a_float, "crop": a_crop, "herd": a_herd, "machine": a_machine,
}  # fmt: skip


@pytest.mark.parametrize("asset", ASSETS.values(), ids=ASSETS)
def test_every_kind_of_collateral_is_told_in_words(ring, asset):
    made = asset()
    page = a_page(ring, a_draft(a_filing(an_item(made), acknowledged=frozenset({"R-CQ44"})), pilot_ground()))
    text = printed(page)
    assert made.name.zh in text
    assert made.effect_text.zh in text
    assert not [code for code in ("StrEnum", "Quantity(", "Money(", "datetime", "None") if code in text]


def test_the_kinds_told_above_are_all_of_them():
    assert {make().kind for make in ASSETS.values()} == set(CLASSES)
