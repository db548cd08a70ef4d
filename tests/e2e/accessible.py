"""Whether a page can be read by those who do not see it, or not well: axe-core's rules, WCAG 2.2 among them."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[str]:
    """What is wrong with the page as it stands, rule and element; nothing when it can be read. It needs a context with
    scripts, though the page itself may run none."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]
