"""The pictures of the guides, taken of a demo register as a newcomer starts it: ``make screenshots``.

A picture is a line of ``PICTURES``: a page by its address, and whose it is. Those of the desk are taken on the way
through a registration, under the names by which the way calls its pages.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from base64 import b32decode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from registry.domain.people.one_time_code import STEP, code_of, step_of
from tests.e2e.at_the_desk import ZH, Visit
from tests.e2e.browsing import BROWSERS, FLAGS
from tests.e2e.running import Demo, a_free_port, running

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH, HEIGHT = 820, 700


@dataclass(frozen=True)
class Picture:
    """A page of the demo; without a login as anybody sees it. ``answers``: what its one box is answered."""

    name: str
    path: str
    login: str | None = None
    answers: bool = False


PICTURES = (
    Picture("sign-in", "/sign-in"),
    Picture("account", "/account", login="clerk"),
    Picture("verify", "/verify"),
    Picture("home", "/"),
    Picture("how-to-read", "/certificates/how-to-read"),
    Picture("statistics", "/statistics"),
    Picture("exchange", "/exchange", login="trader"),
    Picture("lien-status", "/exchange", login="trader", answers=True),
    Picture("drafts", "/drafts", login="checker"),
    Picture("regulator", "/regulator", login="regulator"),
    Picture("administration", "/administration", login="security"),
)
ON_THE_WAY = frozenset({"desk", "asset", "grantors", "claim", "papers", "check", "application", "second", "done"})
"""The pages of a registration at the desk of which there is a picture."""


@dataclass
class People:
    """Who there is in the demo, and the codes they have used."""

    written: dict[str, Any]
    parcel: str  # one that two lenders have something on
    used: dict[str, int] = field(default_factory=dict)

    @property
    def lender(self) -> str:
        return next(str(each["institution"]) for each in self.written["clients"].values() if each["role"] == "lender")

    def shown(self, login: str) -> dict[str, str]:
        """What somebody signs in with; a code that was used waits for the next."""
        person = self.written["people"][login]
        while (step := step_of(datetime.now(UTC))) == self.used.get(login):  # noqa: TID251
            time.sleep(STEP / 10)
        self.used[login] = step
        code = code_of(b32decode(person["totp"].replace(" ", "")), step)
        return {"login": login, "password": person["password"], "code": code}

    def sign_in(self, page: Page, origin: str, *, login: str) -> None:
        page.goto(f"{origin}/sign-in?next=/account")
        for name, typed in self.shown(login).items():
            page.locator(f"#{name}").fill(typed)
        page.locator("main button").first.click()
        page.wait_for_url(f"{origin}/account")


def take(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


def take_all(browser: Browser, origin: str, *, people: People) -> None:
    pages: dict[str | None, Page] = {}
    for each in PICTURES:
        if each.login not in pages:
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
            pages[each.login] = context.new_page()
            if each.login:
                people.sign_in(pages[each.login], origin, login=each.login)
        pages[each.login].goto(f"{origin}{each.path}")
        if each.answers:
            pages[each.login].locator("#asked").fill(people.parcel)
            pages[each.login].locator("main button").first.click()
            pages[each.login].locator(".verdict").wait_for()
        take(pages[each.login], each.name)
    desk = pages["clerk"]
    visit = Visit(desk, origin, ZH, sees=lambda name: take(desk, name) if name in ON_THE_WAY else None)
    visit.registers_a_forest(people.lender)
    visit.is_confirmed(**people.shown("registrar"))


def _parcel(demo: Demo) -> str:
    second = """SELECT k.key FROM encumbrance e JOIN encumbrance_key k ON k.encumbrance = e.id
                 WHERE e.type = 'security' AND e.asset_kind = 'land_management_right' AND k.role = 'identity' AND k.live
                 GROUP BY k.key HAVING count(*) > 1 ORDER BY k.key LIMIT 1"""
    with demo.superuser().connect() as connection:
        return str(connection.exec_driver_sql(second).scalar_one())


def main() -> None:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), a_free_port()) as demo:
        written = json.loads((demo.folder / ".demo" / "credentials.json").read_text(encoding="utf-8"))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
            take_all(browser, demo.origin, people=People(written, _parcel(demo)))
            browser.close()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} -> {FOLDER}\n")


if __name__ == "__main__":
    main()
