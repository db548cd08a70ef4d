"""A page is read in Chinese, unless its reader chose English or his browser asks for nothing else."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

import registry.web

TEMPLATES = Path(registry.web.__file__).parent / "templates"
AT = "https://register.test"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SAID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
OF_THE_VERIFIER = {"verify.html"}  # it shows both at once: its reader may have it from anywhere
WRITTEN = sorted(each for each in TEMPLATES.rglob("*.html") if each.name not in OF_THE_VERIFIER)


@pytest.fixture
def browser(app):
    return app.test_client()


def lang(answer):
    return re.search(r'<html lang="([^"]+)"', answer.text)[1]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("", "zh-CN"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-GB,en;q=0.9", "en"), ("fr,de;q=0.5", "zh-CN")],
)
def test_a_browser_that_asks_for_english_alone_gets_it(browser, accepted, expected):
    assert lang(browser.get("/sign-in", base_url=AT, headers={"Accept-Language": accepted})) == expected


def test_what_its_reader_chose_is_remembered(browser):
    chosen = browser.get("/sign-in?lang=en", base_url=AT)
    assert lang(chosen) == "en"
    assert lang(browser.get("/invitation", base_url=AT)) == "en"
    assert lang(browser.get("/invitation?lang=zh", base_url=AT)) == "zh-CN"
    assert lang(browser.get("/sign-in", base_url=AT)) == "zh-CN"


def test_a_language_that_is_none_changes_nothing(browser):
    answer = browser.get("/sign-in?lang=%22%3E%3Cb%3E", base_url=AT)
    assert lang(answer) == "zh-CN"
    assert "<b>" not in answer.text


def test_the_switch_keeps_what_the_address_asks(browser):
    answer = browser.get("/sign-in?next=/account&lang=zh", base_url=AT)
    assert 'href="/sign-in?next=%2Faccount&amp;lang=en"' in answer.text


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_sentence_of_a_template_is_in_one_language_alone(path):
    """Outside of what both() and its like are given nothing is Chinese, so that English is never forgotten."""
    text = path.read_text(encoding="utf-8")
    Environment().parse(text)
    assert _HAN.findall(_SAID.sub("", text)) == []
