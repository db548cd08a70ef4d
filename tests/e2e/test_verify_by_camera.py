"""The codes of a paper, read by the browser's own camera: what the camera and the browser's reader of codes give stands
in for the world outside; all else is the page."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest

from registry.client.paper import codes_of
from registry.service.status_lists import StatusLists
from registry.signing.client_keys import generate_client_key
from registry.signing.keys import PrivateKey
from registry.signing.trust import RootKey, make_trust_note
from tests.deploy.serving import Lender, Serving
from tests.e2e.browsing import LISTENING
from tests.e2e.reading import Reader

pytestmark = pytest.mark.browser

CAMERA = """
window.letGo = 0;
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 1, 1);
  const stream = canvas.captureStream(5);
  for (const track of stream.getTracks()) {
    const stop = track.stop.bind(track);
    track.stop = () => { window.letGo += 1; stop(); };
  }
  return stream;
};
window.BarcodeDetector = class {
  async detect() { return (window.before ?? []).map((rawValue) => ({ rawValue })); }
};
"""
REFUSING = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };"


@pytest.fixture(scope="module")
def serving(register, tmp_path_factory):
    folder = tmp_path_factory.mktemp("serving")
    trust = folder / "trust.note"
    officer = RootKey("officer/1", PrivateKey(generate_client_key()._key))
    note = make_trust_note(register.authority.ring.listing(), signers=[officer], threshold=1, version=1)
    trust.write_text(note, encoding="utf-8")

    class WithTrust(Serving):
        def environment(self, **changes):
            return super().environment(REGISTRY_PUBLISHED_TRUST=str(trust), **changes)

    with WithTrust(register, folder) as running:
        yield running


@pytest.fixture(scope="module")
def codes(serving, register):
    """The texts of both printed codes of a certificate that stands."""
    lender = Lender(serving, register.enrol("示例银行"))
    answer = lender.client.register(lender.body(), idempotency_key="camera").body
    register.sequence()
    with closing(register.store_as("registry_sequencer")) as store:
        StatusLists(store, register.cluster.log_ring, origin=serving.origin).run(datetime.now(UTC))  # noqa: TID251
    bundle = lender.client.get(answer["certificate"]["bundle"]).body
    given = {"proof": bundle["proof"], "disclosures": tuple(bundle["disclosures"])}
    return codes_of(bundle["jws"], **given, at=f"{serving.origin}/v")


@pytest.fixture
def at_the_page(browser, serving):
    def opened(script):
        return Reader(browser, f"{serving.origin}/verify", script=LISTENING + script)

    return opened


def sees(reader, *texts):
    reader.page.evaluate("texts => { window.before = texts; }", list(texts))


def test_both_codes_of_a_paper_are_read_and_judged_and_the_camera_is_let_go(at_the_page, codes):
    (first,), (second,) = codes.certificate, codes.personal
    with at_the_page(CAMERA) as reader:
        reader.trusts()
        reader.page.locator("#scan").click()
        sees(reader, first)
        sees(reader, second, first)
        assert reader.verdict() == "valid"
        assert "张三" in reader.shown()
        assert reader.page.evaluate("window.letGo") == 1
        assert not reader.page.locator("#camera").is_visible()
        assert reader.page.evaluate("window.violations ?? []") == []
        assert reader.complaints == []


# Asked frame by frame: to wait for an expression, the driver would evaluate a text, which the page's policy forbids.
LET_GO = (
    "new Promise(seen => { const look = () => window.letGo === 1 ? seen() : requestAnimationFrame(look); look(); })"
)


def test_whoever_has_had_enough_lets_it_go_and_nothing_is_judged(at_the_page):
    with at_the_page(CAMERA) as reader:
        reader.trusts()
        reader.page.locator("#scan").click()
        reader.page.locator("#stop").click()
        reader.page.evaluate(LET_GO)
        assert reader.page.evaluate("document.body.dataset.verdict ?? null") is None


def test_a_camera_that_may_not_be_used_is_said_to_be_so(at_the_page):
    with at_the_page(CAMERA + REFUSING) as reader:
        reader.trusts()
        reader.page.locator("#scan").click()
        assert "摄像头不可用" in reader.page.locator("#message").inner_text()


def test_a_browser_that_reads_no_codes_offers_none(at_the_page):
    with at_the_page("delete window.BarcodeDetector;") as reader:
        reader.trusts()
        assert not reader.page.locator("#scan").is_visible()
