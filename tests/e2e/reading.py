"""Somebody at the page that verifies, in a real browser."""

import json
from urllib.parse import urlsplit

from tests.e2e.browsing import LISTENING, PATIENCE

DROP = """([name, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name));
  window.dispatchEvent(new DragEvent("drop", { dataTransfer: given, cancelable: true }));
}"""


class Reader:
    """Somebody at the page, with all that goes over the wire and all that the browser complains of."""

    def __init__(self, browser, address, *, script=LISTENING, **reader):
        self.context = browser.new_context(locale="zh-CN", **reader)
        self.context.add_init_script(script)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", self.hear)
        self.page.on(
            "console", lambda each: self.complaints.append(each.text) if each.type in ("error", "warning") else 0
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address, timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def hear(self, request):
        self.requests.append(request)

    @property
    def asked(self):
        return [urlsplit(each.url) for each in self.requests if not each.url.startswith("data:")]

    def trusts(self, version=1):
        self.page.wait_for_selector(f'body[data-trust="{version}"]', timeout=PATIENCE)

    def drop(self, document, name="certificate.json"):
        self.page.evaluate("delete document.body.dataset.verdict")
        self.page.evaluate(DROP, [name, document if isinstance(document, str) else written(document)])
        return self.verdict()

    def verdict(self):
        self.page.wait_for_selector("body[data-verdict]", timeout=PATIENCE)
        return self.page.evaluate("document.body.dataset.verdict")

    def shown(self):
        return self.page.locator("#result").inner_text()


def written(bundle):
    return json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
