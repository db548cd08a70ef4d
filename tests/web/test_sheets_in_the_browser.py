"""What the page shows under 「请与纸面逐项核对」 is the printed page, row for row, for every kind of certificate and asset."""

import json

import pytest

from registry.domain.certificate import check_code
from registry.domain.collateral.ground_attachment import Nature
from registry.domain.collateral.warehouse_receipt import ReceiptForm
from registry.paper.sheet import Row
from registry.web.program import FOLDER
from tests.domain.test_other_contracted_land import a_hillside
from tests.kinds import a_greenhouse, pilot_ground
from tests.paper.test_sheets import ASSETS
from tests.printed import a_page, one_of_each
from tests.samples import a_draft, a_filing, a_receipt, an_item
from tests.web.browser_side import run
from tests.whole import a_whole_filing

OF_TWO_EFFECTS = (
    lambda: a_receipt(form=ReceiptForm.ELECTRONIC, platform="示例仓单平台"),
    lambda: a_greenhouse(nature=Nature.MOVABLE),
    a_hillside,
)


def told(sheet):
    """A sheet as the page has it."""
    return {
        "title": both(sheet.title),
        "number": sheet.number,
        "issuer": sheet.issuer,
        "livemode": sheet.livemode,
        "sections": sections(sheet.sections),
        "foot": both(sheet.foot),
        "checkCode": sheet.check_code,
    }


def both(text):
    return [text.zh, text.en]


def sections(of):
    return [{"heading": both(each.heading), "lines": list(map(line, each.lines))} for each in of]


def line(of):
    if isinstance(of, Row):
        return {"label": both(of.label), "value": of.value, "gloss": of.gloss, "begins": of.begins}
    return {"text": both(of.text), "mark": of.mark}


def shown(*certificates):
    """What the page makes of contents and check codes."""
    told_of = [{"contents": contents, "checkCode": code} for contents, code in certificates]
    return run("sheets.mjs", {"program": str(FOLDER), "certificates": told_of})


@pytest.fixture(scope="module")
def pages(makings):
    drafts = [*one_of_each(), a_draft(a_whole_filing())]
    for make in (*ASSETS.values(), *OF_TWO_EFFECTS):
        acknowledged = frozenset({"R-CQ44"})
        drafts.append(a_draft(a_filing(an_item(make()), acknowledged=acknowledged), pilot_ground()))
    return [a_page(makings.ring, draft, disclosed=disclosed) for draft in drafts for disclosed in (True, False)]


def test_every_row_is_the_printed_one(pages):
    found = shown(*((page.contents, check_code(page.payload)) for page in pages))
    assert len(found) > 60
    for page, sheet in zip(pages, found, strict=True):
        assert sheet == told(page.sheet)


def test_a_certificate_of_a_later_release_is_told_as_far_as_its_words_are_known(makings):
    contents = json.loads(json.dumps(a_page(makings.ring).contents))
    (item,) = contents["collateral"]
    contents["findings"] = [{"code": "R-LATER", "severity": "notice", "count": 1}]
    item["asset"], item["priority"]["basis"] = {"kind": "windmill", "height": 80}, "wind"
    known, unknown = shown((contents, "x"), ({**contents, "kind": "blessing"}, "x"))
    text = json.dumps(known, ensure_ascii=False)
    assert [each for each in ("R-LATER", "notice", "windmill", "wind") if each not in text] == []
    assert unknown["title"] == ["blessing", "blessing"]
