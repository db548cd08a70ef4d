"""/verify once it was loaded: it opens again without the register, it is of one release, and it keeps of nobody's trust
more than it says. And what was green for ten minutes is not green on the screen for longer."""

import json
import threading
from datetime import timedelta

import pytest
from flask import Flask, request
from playwright.sync_api import Error
from werkzeug.serving import make_server

from registry.web import program, verify
from registry.web.program import RELEASED
from registry.web.release import Release
from tests.e2e.browsing import PATIENCE
from tests.e2e.own_port import OwnPort
from tests.e2e.reading import DROP, Reader
from tests.signing.builders import ISSUER
from tests.vectors.make_published import FOLDER
from tests.vectors.publisher import NOW
from tests.web.test_page import served_data

pytestmark = pytest.mark.browser

TRUST = FOLDER / "trust.note"
GREEN = "rgb(20, 105, 47)"
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found[`${name} ${new URL(request.url).pathname}`] = await (await cache.match(request)).text();
  }
  return found;
}"""
KEPT_ALONE = """async ([name, patience]) => {
  const until = performance.now() + patience;
  while (performance.now() < until) {
    const { active } = (await navigator.serviceWorker.getRegistration("/verify")) ?? {};
    if (active?.state === "activated" && (await caches.keys()).join() === name) return true;
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
}"""

TAKEN_IN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/verify");
  const found = new Promise((done) => registration.addEventListener("updatefound", () => {
    const made = registration.installing;
    made.addEventListener("statechange", () => made.state !== "installing" && done(made.state));
  }));
  await registration.update();
  return found;
}"""


class Served:
    """The register's page and nothing else of it, served while it is told to be."""

    def __init__(self, port):
        self._port = port
        self.origin = f"http://127.0.0.1:{port.number}"
        self.trust = TRUST
        self.instead = {}  # what it answers to the address that ends so
        self.server = None

    def start(self):
        """Of whatever release the files are now."""
        app = Flask("register")
        app.register_blueprint(verify.pages(issuer=ISSUER, published_trust=self.trust))
        app.before_request(
            lambda: next((said for end, said in self.instead.items() if request.path.endswith(end)), None)
        )
        with self._port.listening() as taken:
            self.server = make_server("127.0.0.1", self._port.number, app, threaded=True, fd=taken.fileno())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Nobody answers there any more."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@pytest.fixture
def served():
    with OwnPort() as port:
        at_first = Served(port)
        at_first.start()
        yield at_first
        at_first.stop()


@pytest.fixture
def reader(browser, served):
    with Reader(browser, f"{served.origin}/verify") as at_the_page:
        at_the_page.trusts()
        is_kept(at_the_page)
        yield at_the_page


def is_kept(reader, release=None):
    """Wait until the browser holds a release, and nothing of another."""
    assert reader.page.evaluate(KEPT_ALONE, [(release or Release(ISSUER)).name, PATIENCE])


def document(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["document"]


def whom_it_trusts(reader):
    return reader.page.locator("#trust").inner_text()


class TestWithoutANetwork:
    def test_a_reload_opens_the_page_and_it_verifies(self, reader, served):
        served.stop()
        reader.page.reload(timeout=PATIENCE)
        reader.trusts()
        assert "本页取自本浏览器所存的副本" in reader.page.inner_text("header")
        assert reader.drop(document("bundle")) == "genuine"  # its list was of now a while ago
        assert "请与纸面逐项核对" in reader.shown()
        assert reader.drop(document("signature-altered")) == "invalid"
        assert reader.page.evaluate("window.violations ?? []") == []
        assert reader.page.evaluate("document.location.pathname") == "/verify"
        served.start()
        reader.page.reload(timeout=PATIENCE)
        assert "副本" not in reader.page.inner_text("header")

    def test_the_copy_may_do_no_more_than_the_page(self, reader, served):
        served.stop()
        reader.page.reload(timeout=PATIENCE)
        denied = "fetch('http://127.0.0.2:9/').then(() => 'asked', () => 'denied')"
        assert reader.page.evaluate(denied) == "denied"
        assert reader.page.evaluate("window.violations") == ["http://127.0.0.2:9/"]

    def test_a_printed_code_is_judged_again(self, browser, served):
        code = document("codes").split()[0].partition("#")[2]
        with Reader(browser, f"{served.origin}/v#{code}") as reader:
            assert reader.verdict() == "genuine"
            is_kept(reader)
            served.stop()
            reader.page.reload(timeout=PATIENCE)
            assert reader.verdict() == "genuine"

    def test_nothing_else_of_the_register_is_answered_for_it(self, reader, served):
        assert reader.page.evaluate(
            "navigator.serviceWorker.getRegistrations().then(all => all.map(each => each.scope))"
        ) == [f"{served.origin}/verify"]
        served.stop()
        reader.page.reload(timeout=PATIENCE)
        asked = "path => fetch(path).then(() => 'answered', () => 'silence')"
        for path in ("/verify", "/verify/verifier.html", "/verify/worker.js", "/v", "/v1/verifications", "/docs"):
            assert reader.page.evaluate(asked, path) == "silence", path
        for path in ("/verify/verifier.html", "/v", "/docs"):
            with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
                reader.context.new_page().goto(f"{served.origin}{path}", timeout=PATIENCE)

    def test_a_register_that_answers_with_an_error_is_as_good_as_none(self, reader, served):
        served.instead["/verify"] = ("away", 502)
        reader.page.reload(timeout=PATIENCE)
        reader.trusts()
        assert "本页取自本浏览器所存的副本" in reader.page.inner_text("header")


class TestWhatIsKept:
    def test_is_the_page_its_program_and_its_styles_and_no_trust_file(self, reader):
        release, kept = Release(ISSUER), reader.page.evaluate(KEPT)
        assert kept == {f"{release.name} {release.address(name)}": part.text for name, part in release.parts.items()}
        assert served_data(release.parts["verify.html"].text) == {"issuer": ISSUER, "trust": None, "offline": True}
        assert reader.drop(document("bundle")) == "genuine"
        assert reader.page.evaluate(KEPT) == kept

    def test_of_what_the_register_hands_out_this_tab_says_how_old_it_is(self, reader, served):
        served.stop()
        reader.page.reload(timeout=PATIENCE)
        reader.trusts()
        assert "此后是否更换无从得知" in whom_it_trusts(reader)
        served.start()
        reader.page.reload(timeout=PATIENCE)
        reader.trusts()
        assert "无从得知" not in whom_it_trusts(reader)

    def test_no_other_tab_and_no_other_day_takes_it_up(self, reader, served):
        served.stop()
        reader.page.evaluate("""() => {
          const [name] = Object.keys(sessionStorage);
          const { note, at } = JSON.parse(sessionStorage.getItem(name));
          sessionStorage.setItem(name, JSON.stringify({ note, at: at - 24 * 3600 * 1000 }));
        }""")
        reader.page.reload(timeout=PATIENCE)
        reader.page.wait_for_selector("#form:not([hidden])", timeout=PATIENCE)
        reader.page.evaluate(DROP, ["certificate.json", document("bundle")])
        reader.page.locator("#message", has_text="请先选择信任文件").wait_for(timeout=PATIENCE)
        other = reader.context.new_page()
        other.goto(f"{served.origin}/verify", timeout=PATIENCE)
        assert "尚未选择" in other.inner_text("#trust")

    def test_a_register_that_is_there_and_hands_out_none_is_not_believed_from_before(self, reader, served):
        served.stop()
        served.trust = None
        served.start()
        reader.page.reload(timeout=PATIENCE)
        reader.page.wait_for_selector("#form:not([hidden])", timeout=PATIENCE)
        reader.page.evaluate(DROP, ["certificate.json", document("bundle")])
        reader.page.locator("#message", has_text="请先选择信任文件").wait_for(timeout=PATIENCE)

    def test_the_reader_s_own_trust_file_is_there_in_every_tab(self, reader, served):
        reader.page.evaluate(DROP, ["trust.note", TRUST.read_text(encoding="utf-8")])
        reader.page.locator("#trust", has_text="由您选择").wait_for(timeout=PATIENCE)
        served.stop()
        other = reader.context.new_page()
        other.goto(f"{served.origin}/verify", timeout=PATIENCE)
        other.locator("#trust", has_text="此前由您选择").wait_for(timeout=PATIENCE)


class TestANewRelease:
    @pytest.fixture
    def released(self, served, monkeypatch):
        """The register restarted with the next release."""

        def release():
            styles = f"{program.styles()}\n#next-release {{ color: red; }}\n"
            monkeypatch.setattr(program, "styles", lambda: styles)
            served.stop()
            served.start()
            return Release(ISSUER)

        return release

    def test_takes_the_place_of_the_one_before_and_leaves_nothing_of_it(self, reader, served, released):
        before = reader.page.evaluate("caches.keys()")
        release = released()
        reader.page.reload(timeout=PATIENCE)
        is_kept(reader, release)
        assert reader.page.evaluate("caches.keys()") == [release.name] != before
        served.stop()
        reader.page.reload(timeout=PATIENCE)
        reader.trusts()
        rules = "[...document.styleSheets[0].cssRules].map(each => each.selectorText)"
        assert "#next-release" in reader.page.evaluate(rules)
        assert reader.drop(document("bundle")) == "genuine"

    @pytest.mark.parametrize("said", [("body { color: red }", 200), ("away", 404)])
    def test_of_which_a_part_is_not_what_it_says_is_not_taken(self, reader, served, released, said):
        """Half of a release behind a proxy that still has the other: the one before stays whole."""
        before = reader.page.evaluate(KEPT)
        served.instead["/verifier.css"] = said
        released()
        assert reader.page.evaluate(TAKEN_IN) == "redundant"
        assert reader.page.evaluate(KEPT) == before


class TestALienStatus:
    @pytest.fixture
    def at_noon(self, browser, served):
        """A reader whose clock the test turns."""
        with Reader(browser, f"{served.origin}/verify") as reader:
            reader.page.clock.install(time=NOW)
            reader.page.reload(timeout=PATIENCE)
            reader.trusts()
            yield reader

    def test_is_green_no_longer_than_it_lasts(self, at_noon):
        assert at_noon.drop(document("lien-status"), "lien-status.jose") == "valid"
        assert at_noon.page.evaluate("getComputedStyle(document.getElementById('verdict')).color") == GREEN
        at_noon.page.clock.fast_forward(timedelta(minutes=8, seconds=58).total_seconds() * 1000)
        assert at_noon.verdict() == "valid"
        at_noon.page.clock.run_for(3_000)
        at_noon.page.wait_for_selector('body[data-verdict="genuine"]', timeout=PATIENCE)
        assert "已过有效时间" in at_noon.shown()
        assert "已过有效时间" in at_noon.page.inner_text("#message")
        assert at_noon.page.evaluate("getComputedStyle(document.getElementById('verdict')).color") != GREEN

    def test_tells_of_the_trade_in_words_and_never_in_green(self, at_noon):
        before = len(at_noon.requests)
        assert at_noon.drop(document("lien-status-of-several"), "lien-status.jose") == "valid"
        assert "担保随财产转移 ×2" in at_noon.page.inner_text(".trade")
        assert "交易可否进行，见下列交易结论" in at_noon.shown()
        colours = "[...document.querySelectorAll('.trade *')].map(each => getComputedStyle(each).color)"
        assert GREEN not in at_noon.page.evaluate(colours)
        assert at_noon.requests[before:] == []  # nobody is asked: the register keeps none

    def test_is_judged_by_the_file_that_stands_alone(self, browser):
        with Reader(browser, RELEASED.as_uri()) as reader:
            reader.page.clock.install(time=NOW)
            reader.page.reload(timeout=PATIENCE)
            reader.page.evaluate(DROP, ["trust.note", TRUST.read_text(encoding="utf-8")])
            reader.trusts()
            assert reader.drop(document("lien-status"), "lien-status.jose") == "valid"
            assert "担保随财产转移" in reader.page.inner_text(".trade")
            assert {each.scheme for each in reader.asked} == {"file"}
            assert reader.complaints == []

    def test_that_is_refused_shows_nothing_of_what_it_says(self, at_noon):
        assert at_noon.drop(document("lien-status-under-a-retired-key"), "lien-status.jose") == "invalid"
        assert at_noon.page.locator(".trade, .sheet").count() == 0
