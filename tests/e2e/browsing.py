"""A real browser, Debian's own."""

import shutil
import subprocess

import pytest
from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
WANTED = "apt-get install chromium fonts-noto-cjk curl (as root, `make test` does it)"
LISTENING = "addEventListener('securitypolicyviolation', each => (window.violations ??= []).push(each.blockedURI))"
PATIENCE = 30_000  # milliseconds; the machine may be busy with other tests


@pytest.fixture(scope="module")
def browser():
    """A missing one is a failure: a test that is skipped in silence guards nothing."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    fonts = shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=True).stdout
    if not (found and fonts):
        pytest.fail(f"no browser, or no font for Chinese: {WANTED}", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()
