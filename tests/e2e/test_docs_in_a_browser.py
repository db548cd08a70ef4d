"""/docs as people see it: a real browser, on a telephone's screen and on a desk's, with everything it asks for counted."""

from urllib.parse import urlsplit

import pytest

from tests.deploy.serving import Serving
from tests.e2e.browsing import LISTENING, PATIENCE

pytestmark = pytest.mark.browser

REGISTER = "登记 | Register a security right"


@pytest.fixture(scope="module")
def serving(register, tmp_path_factory):
    with Serving(register, tmp_path_factory.mktemp("serving")) as running:
        yield running


class Visit:
    """One reader's visit, with all that went over the wire and all that the browser complained of."""

    def __init__(self, browser, address, **reader):
        self.context = browser.new_context(locale="zh-CN", **reader)
        self.context.add_init_script(LISTENING)
        self.page = self.context.new_page()
        self.requested, self.complaints = [], []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.page.goto(address, timeout=PATIENCE)

    def _hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def read(self):
        """From top to bottom, since what is not yet in sight is not yet drawn."""
        self.page.get_by_role("heading", level=1).first.wait_for(timeout=PATIENCE)
        self.page.mouse.move(self.page.viewport_size["width"] / 2, 450)
        for _ in range(6):
            self.page.mouse.wheel(0, 4000)
            self.page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        self.page.get_by_role("heading", name=REGISTER).wait_for(timeout=PATIENCE)


@pytest.fixture(scope="module", params=[360, 1280], ids="{} px".format)
def visit(request, browser, serving):
    made = Visit(browser, f"{serving.origin}/docs", viewport={"width": request.param, "height": 900})
    made.read()
    yield made
    made.context.close()


def test_it_asks_nobody_but_the_register(visit, serving):
    here = urlsplit(serving.origin).netloc
    asked = [urlsplit(url) for url in visit.requested]
    assert {url.path.rpartition("/")[2] for url in asked if url.netloc} == {
        "docs",
        "openapi.json",
        "scalar-api-reference.js",
    }
    assert {url.netloc for url in asked if url.scheme != "data"} == {here}


def test_nothing_is_complained_of(visit):
    assert visit.complaints == []
    assert visit.page.evaluate("window.violations ?? []") == []


def test_it_leads_to_no_other_host(visit, serving):
    links = visit.page.locator("a[href]:visible").evaluate_all("links => links.map(link => link.href)")
    assert links
    assert [link for link in links if urlsplit(link).netloc != urlsplit(serving.origin).netloc] == []


@pytest.mark.parametrize("offer", ["询问 AI", "生成 MCP", "开发者工具", "测试请求", "打开 API 客户端", "客户端库"])
def test_it_offers_nothing_that_would_send_or_take_elsewhere(visit, offer):
    assert visit.page.get_by_text(offer).count() == 0


def test_it_shows_how_to_register_with_curl(visit):
    heading = visit.page.get_by_role("heading", name=REGISTER)
    heading.scroll_into_view_if_needed(timeout=PATIENCE)
    sample = visit.page.locator("pre", has_text="--input .demo/sample.json").first
    sample.wait_for(timeout=PATIENCE)
    assert heading.is_visible()
    assert "--curl > request.sh" in sample.inner_text()


def test_it_is_drawn_in_chinese(visit):
    assert visit.page.get_by_text("请求体").first.is_visible()
    assert visit.page.title().startswith("农村产权担保登记")


def test_it_is_no_wider_than_the_screen(visit):
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"]


def test_without_scripts_it_says_where_everything_is(browser, serving):
    plain = Visit(browser, f"{serving.origin}/docs", java_script_enabled=False)
    assert plain.page.get_by_role("link", name="OpenAPI 3.1").is_visible()
    assert plain.complaints == []
    plain.context.close()
