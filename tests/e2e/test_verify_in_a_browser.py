"""/verify as people use it: a certificate is dropped on it and judged there, with the network and without; and what it
is given goes nowhere."""

import json
import re
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from registry.client.paper import codes_of
from registry.domain import canon
from registry.service.status_lists import StatusLists
from registry.signing.client_keys import generate_client_key
from registry.signing.jws import read_compact
from registry.signing.keys import PrivateKey
from registry.signing.trust import RootKey, make_trust_note
from registry.web.program import RELEASED
from tests.deploy.serving import Lender, Serving
from tests.e2e.browsing import PATIENCE
from tests.e2e.reading import DROP, Reader, written

pytestmark = pytest.mark.browser

NO_ED25519 = """
const importKey = SubtleCrypto.prototype.importKey;
window.refused = 0;
SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
  if ((algorithm.name ?? algorithm) === "Ed25519") {
    window.refused += 1;
    return Promise.reject(new DOMException("unknown", "NotSupportedError"));
  }
  return importKey.call(this, format, data, algorithm, ...rest);
};
"""
GREEN = "rgb(20, 105, 47)"


@pytest.fixture(scope="module")
def officer():
    return RootKey("officer/1", PrivateKey(generate_client_key()._key))


@pytest.fixture(scope="module")
def note_of(register, officer):
    listing = register.authority.ring.listing()
    return lambda version=1: make_trust_note(listing, signers=[officer], threshold=1, version=version)


@pytest.fixture(scope="module")
def serving(register, note_of, tmp_path_factory):
    folder = tmp_path_factory.mktemp("serving")
    trust = folder / "trust.note"
    trust.write_text(note_of(), encoding="utf-8")

    class WithTrust(Serving):
        def environment(self, **changes):
            return super().environment(REGISTRY_PUBLISHED_TRUST=str(trust), **changes)

    with WithTrust(register, folder) as running:
        yield running


@pytest.fixture(scope="module")
def publish(register, serving):
    """What the worker does: everything is in the log, and the lists tell how it stands."""

    def run():
        register.sequence()
        with closing(register.store_as("registry_sequencer")) as store:
            StatusLists(store, register.cluster.log_ring, origin=serving.origin).run(now())

    return run


@pytest.fixture(scope="module")
def lender(serving, register):
    return Lender(serving, register.enrol("示例银行"))


@pytest.fixture(scope="module")
def certificate(lender, publish):
    """The bundle of a registration, as its lender is given it."""
    return bundle_of(lender, publish)


def bundle_of(lender, publish):
    answer = lender.client.register(lender.body(), idempotency_key=f"verify-{now().timestamp()}").body
    publish()
    return lender.client.get(answer["certificate"]["bundle"]).body


def now():
    return datetime.now(UTC)  # noqa: TID251


@pytest.fixture
def reader(browser, serving):
    with Reader(browser, f"{serving.origin}/verify") as at_the_page:
        at_the_page.trusts()
        yield at_the_page


def test_a_bundle_is_judged_and_shown(reader, certificate, serving):
    assert reader.drop(certificate) == "valid"
    assert "请与纸面逐项核对" in reader.shown()
    assert "张三" in reader.shown()
    assert reader.page.evaluate("document.activeElement.id") == "verdict"
    assert {each.netloc for each in reader.asked} == {urlsplit(serving.origin).netloc}
    assert reader.complaints == []
    assert reader.page.evaluate("window.violations ?? []") == []


def test_with_the_network_cut_it_goes_on(reader, certificate):
    assert reader.drop(certificate) == "valid"
    reader.context.set_offline(True)
    before = len(reader.requests)
    assert reader.drop(certificate) == "valid"
    assert reader.drop({**certificate, "status": None}) == "genuine"
    assert reader.drop({**certificate, "proof": None, "status": None}) == "unproven"
    assert "无法联系登记系统" in reader.shown()
    assert reader.drop(changed(certificate)) == "invalid"
    assert "张三" not in reader.shown()
    assert {urlsplit(each.url).path.split("/")[1] for each in reader.requests[before:]} <= {"v1", "status"}


def test_without_webcrypto_s_ed25519_the_vendored_one_is_used(browser, serving, certificate):
    with Reader(browser, f"{serving.origin}/verify", script=NO_ED25519) as reader:
        reader.trusts()
        assert reader.drop(certificate) == "valid"
        assert reader.page.evaluate("window.refused") > 0
        assert reader.drop(changed(certificate)) == "invalid"


def test_only_what_is_signed_is_sent(reader, certificate):
    assert reader.drop({**certificate, "proof": None, "status": None}) == "valid"
    assert "结论来自登记系统的答复" in reader.shown()
    posted = [each for each in reader.requests if each.method == "POST"]
    assert [json.loads(each.post_data) for each in posted] == [{"jws": certificate["jws"]}]
    listed = [each.path for each in reader.asked if each.path.startswith("/status/")]
    assert len(listed) == 1


def test_nobody_is_asked_whom_the_reader_will_not_have_asked(reader, certificate):
    reader.page.uncheck("#ask")
    before = len(reader.requests)
    assert reader.drop({**certificate, "proof": None, "status": None}) == "unproven"
    assert reader.requests[before:] == []


def test_the_printed_address_judges_what_stands_behind_it(browser, serving, certificate):
    codes = codes_of(
        certificate["jws"],
        proof=certificate["proof"],
        disclosures=tuple(certificate["disclosures"]),
        at=f"{serving.origin}/v",
    )
    (first,), (second,) = codes.certificate, codes.personal
    with Reader(browser, first) as reader:
        assert reader.verdict() == "valid"
        assert "〔未披露〕" in reader.shown()
        assert "请扫描②披露码" in reader.shown()
        assert not [each for each in reader.asked if re.search(r"\d{40}", each.path + each.query)]
        posted = [each for each in reader.requests if each.method == "POST"]
        assert posted == []
        reader.page.locator("summary").click()
        reader.page.fill("#text", f"{first}\n{second}")
        reader.page.evaluate("delete document.body.dataset.verdict")
        reader.page.click("button[type=submit]")
        assert reader.verdict() == "valid"
        assert "张三" in reader.shown()


def test_the_pdf_is_judged_as_it_was_issued(reader, lender, certificate, tmp_path):
    number = contents_of(certificate)["number"]
    pdf = lender.client.paper(number)
    (tmp_path / "good.pdf").write_bytes(pdf)
    (tmp_path / "more.pdf").write_bytes(pdf + b"% more\n")
    reader.page.set_input_files("#file", tmp_path / "good.pdf")
    assert reader.verdict() == "genuine"
    assert "自签署以来未被改动" in reader.shown()
    assert "PDF 上印的二维码和时间戳未在浏览器中核验" in reader.shown()
    reader.page.evaluate("delete document.body.dataset.verdict")
    reader.page.set_input_files("#file", tmp_path / "more.pdf")
    assert reader.verdict() == "invalid"


def changed(certificate):
    """With another first character of its signature."""
    head, body, tail = certificate["jws"].split(".")
    return {**certificate, "jws": f"{head}.{body}.{'B' if tail[0] == 'A' else 'A'}{tail[1:]}"}


def contents_of(certificate):
    return canon.loads(read_compact(certificate["jws"]).payload)


def test_only_valid_is_green(reader, certificate):
    colours = {}
    for parts in ({}, {"status": None}, {"proof": None, "status": None}, {"jws": "x"}):
        reader.page.evaluate("document.getElementById('ask').checked = false")
        verdict = reader.drop({**certificate, **parts})
        colours[verdict] = reader.page.evaluate("getComputedStyle(document.getElementById('verdict')).color")
    assert colours["valid"] == GREEN
    assert len(set(colours.values())) == len(colours) == 4


def test_what_was_discharged_is_superseded(reader, lender, publish):
    before = bundle_of(lender, publish)
    lender.client.discharge(contents_of(before)["registration"], version=1, reason="waived")
    publish()
    assert reader.drop({**before, "status": None}) == "superseded"


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_is_no_wider_than_the_screen(browser, serving, certificate, width):
    with Reader(browser, f"{serving.origin}/verify", viewport={"width": width, "height": 800}) as reader:
        reader.trusts()
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
        reader.drop(certificate)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_is_used_with_the_keyboard_alone(reader, certificate):
    stops = []
    for _ in range(9):
        reader.page.keyboard.press("Tab")
        stops.append(
            reader.page.evaluate(
                "document.activeElement.id || document.activeElement.type || document.activeElement.tagName"
            )
        )
    assert [each for each in stops if each in ("file", "text", "submit", "ask", "trust-file", "own-word")] == [
        "file", "text", "submit", "ask", "trust-file", "own-word",
    ]  # fmt: skip
    reader.page.focus("#text")
    reader.page.keyboard.insert_text(written(certificate))
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    assert reader.verdict() == "valid"


def test_a_screen_reader_finds_a_name_for_everything(reader, certificate):
    unnamed = (
        "each => [...each].filter(one => !one.labels?.length && !one.textContent.trim()).map(one => one.outerHTML)"
    )
    assert reader.page.locator("input, textarea, button, summary").evaluate_all(unnamed) == []
    reader.drop(certificate)
    headings = reader.page.locator("h1, h2, h3").evaluate_all("all => all.map(each => Number(each.tagName[1]))")
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert reader.page.locator("#result").get_attribute("aria-labelledby") == "verdict"


class TestTheFile:
    @pytest.fixture
    def alone(self, browser):
        with Reader(browser, RELEASED.as_uri()) as reader:
            yield reader

    def test_believes_nobody_until_it_is_told_whom(self, alone, certificate):
        alone.page.evaluate(DROP, ["certificate.json", written(certificate)])
        alone.page.locator("#message", has_text="请先选择信任文件").wait_for(timeout=PATIENCE)
        assert alone.page.locator("#result").is_hidden()

    def test_judges_and_asks_nobody(self, alone, certificate, note_of):
        alone.page.evaluate(DROP, ["trust.note", note_of()])
        alone.trusts()
        assert alone.drop(certificate) == "valid"
        assert alone.drop({**certificate, "status": None}) == "genuine"
        assert [each.scheme for each in alone.asked] == ["file"]
        assert alone.complaints == []

    def test_can_ask_nobody(self, alone):
        denied = "fetch('http://127.0.0.1:9/').then(() => 'asked', () => 'denied')"
        assert alone.page.evaluate(denied) == "denied"
        assert alone.page.evaluate("window.violations") == ["http://127.0.0.1:9/"]

    def test_keeps_the_trust_file_and_never_goes_back(self, alone, note_of):
        alone.page.evaluate(DROP, ["trust.note", note_of(2)])
        alone.trusts(2)
        alone.page.reload()
        alone.trusts(2)
        assert "此前由您选择" in alone.page.locator("#trust").inner_text()
        alone.page.evaluate(DROP, ["trust.note", note_of(1)])
        alone.page.locator("#message", has_text="比本浏览器已保存的旧").wait_for(timeout=PATIENCE)
        assert "第 2 版" in alone.page.locator("#trust").inner_text()
