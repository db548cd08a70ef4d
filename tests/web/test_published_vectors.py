"""The published vectors, in the browser: verdict for verdict and reason for reason what is said there."""

import pytest

from tests.vectors.test_published import CASES, FOLDER, document_of
from tests.web.browser_side import judged_there, said
from tests.web.bundles import a_case

# The codes drawn in a PDF are compared by `registry verify` alone: a browser calls the rest genuine, and never valid.
NOT_COMPARED = {"page-whose-codes-are-of-another": ("genuine", ["of_its_instant"])}


@pytest.fixture(scope="module", params=[False, True], ids=["webcrypto", "vendored"])
def found(request):
    note = (FOLDER / "trust.note").read_text(encoding="utf-8")
    cases = [a_case(document_of(case), now=case["now"], kept=case["kept"]) for case in CASES.values()]
    return dict(zip(CASES, judged_there(cases, trust=note, vendored=request.param), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_each_is_judged_as_it_says(name, found):
    case = CASES[name]
    expected = NOT_COMPARED.get(name, (case["verdict"], case["reasons"]))
    assert said(found[name]) == expected
