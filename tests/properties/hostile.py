"""What has been typed into registers out of malice, haste or another alphabet, made from a number that is good."""

import copy
import gzip
import json
import re
from contextlib import contextmanager
from functools import cache
from itertools import pairwise

import yaml

from registry.cli.spec import FOLDER
from tests.lender import counts

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


def fill(path, /, **named):
    return re.sub(r"\{(\w+)\}", lambda match: named.get(match[1], "x"), path)


# --- what stands in the wrong place, or is no value of its sort -------------------------------------------------------

NO_WORDS = (7, 1.5, 0, True, [], ["x"], {}, {"x": "y"}, 10**40, 1e300)
UNREADABLE = (
    "", " ", "\u3000", "\t", "a\x00b", "\ud800", "x\udfff", "a\u202eb", "a\u200bb", "a\ufeffb", "a\x07b", "a\u2028b",
    "a\u200fb", "a\x1f", "\x0ba", "a\u2028", "\x85a", "x" + " " * 70_000, "e\u0301" * 35_000, "a\U000e0031b", "长" * 70_000,
)  # fmt: skip
NO_VERBATIM = ("", "x" + " " * 70_000, "长" * 70_000)  # all else is judged as it is, and found to be no proof
NO_DAYS = (
    "2026-02-30", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "２０２６-01-01", "٢٠٢٦-01-01", "2026-01-01 ",
    "2026-01-01T00:00:00Z", "+2026-01-01", "-2026-01-01", "1899-12-31", "2200-12-32", "9999-12-31", "0000-01-01",
    "2026-W01-1", "2026-01-01\x00", "2026‐01‐01", "today", "'; DROP TABLE entry; --", "",
)  # fmt: skip
NO_INSTANTS = (
    "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01T24:00:01Z", "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:00+99:00", "2026-01-01T00:00:00.1234567Z", "2026-02-30T00:00:00Z", "９026-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1769904000", "now", "2026-01-01T00:00:00Z\x00", "",
)  # fmt: skip
NO_DECIMALS = (
    "0", "0.00", "-1", "+1", "1e3", "1E400", "1,000", " 1", "1 ", "1.", ".5", "01", "1.0000000000", "NaN", "Infinity",
    "-Infinity", "９", "٩", "¥5", "0x10", "1_000", "9" * 40, "1\x00", "", "1;--",
)  # fmt: skip
NO_WHOLES = ("18", "", 1.5, -1, 10**40, 1e300, -0.5, True, False, None, [], {}, "１８")
NO_TRUTHS = ("true", "false", "yes", "", 0, 1, 1.0, [], {}, "是")
NO_CHOICES = ("", "no such word", "NONE", "null", "\u202enone", "\x00", "\ud800", "％", "' OR '1'='1", "x" * 10_000)
NO_LISTS = ("x", 7, True, {}, {"0": "x"}, "[]")
_SQUARE = [[108.03, 30.29], [108.032, 30.29], [108.032, 30.292], [108.03, 30.292], [108.03, 30.29]]
NO_OUTLINES = (
    *NO_LISTS, [], [[]], [None], ["x"], _SQUARE, [_SQUARE[:-1]], [_SQUARE[:3]], [[*_SQUARE[:2], _SQUARE[0]]], [_SQUARE, []],
    [[[108.03, 30.29], [108.032, 30.292], [108.032, 30.29], [108.03, 30.292], [108.03, 30.29]]], [[_SQUARE]],
    [[["108.03", "30.29"], *_SQUARE[1:4], ["108.03", "30.29"]]], [[[None, 30.29], *_SQUARE[1:4], [None, 30.29]]],
    [[[True, False], *_SQUARE[1:4], [True, False]]], [[[1e300, 30.29], *_SQUARE[1:4], [1e300, 30.29]]],
    [[[181, 30.29], *_SQUARE[1:4], [181, 30.29]]], [[each[::-1] for each in _SQUARE]], [[[*each, 240.5] for each in _SQUARE]],
    [_SQUARE[:4] * 5_000 + _SQUARE[:1]], [_SQUARE] * 5_000, [[{"x": 108.03, "y": 30.29}] * 5],
)  # fmt: skip
"""Rings that are none: open, crossed, without ground, elsewhere on earth, in words, too many."""
NO_OBJECTS = ("x", 7, True, [], ["x"], "{}")


def bodies(good):
    """Name and bytes of what is no JSON two readers would read alike, each made from an object that is good."""
    text = json.dumps(good, ensure_ascii=False)
    name = json.dumps(next(iter(good)), ensure_ascii=False)
    deep, long = "[" * 100_000, "9" * 5_000
    return {
        "nothing": b"", "blank": b" \n", "byte order mark": b"\xef\xbb\xbf" + text.encode(), "cut": text.encode()[:-1],
        "utf-16": text.encode("utf-16"), "gbk": '{"名": "张三"}'.encode("gbk"), "not utf-8": b'{"x": "\xff"}',
        "overlong": b'{"x": "\xc0\x80"}', "surrogate in utf-8": b'{"x": "\xed\xa0\x80"}',
        "list": b"[]", "text": b'"x"', "number": b"7", "null": b"null", "twice": text.encode() * 2,
        "duplicate name": f"{{{name}: 1, {text[1:]}".encode(), "duplicate in the depth": b'{"x": [{"y": 1, "y": 1}]}',
        "escaped duplicate": b'{"a": 1, "\\u0061": 2}',
        "NaN": b'{"x": NaN}', "infinite": b'{"x": Infinity}', "minus infinite": b'{"x": -Infinity}',
        "huge integer": f'{{"x": {long}}}'.encode(), "hexadecimal": b'{"x": 0x10}', "plus": b'{"x": +1}',
        "leading zero": b'{"x": 01}', "NUL": b'{"x": "\\u0000"}', "NUL in a name": b'{"\\u0000": 1}',
        "raw NUL": b'{"x": "\x00"}', "lone surrogate": b'{"x": "\\ud800"}', "surrogates turned": b'{"x": "\\udc00\\ud800"}',
        "surrogate in a name": b'{"\\ud800": 1}', "raw line break": b'{"x": "a\nb"}', "comment": b'{"x": 1 /* y */}',
        "trailing comma": b'{"x": 1,}', "single quotes": b"{'x': 1}", "deep list": deep.encode(),
        "deep object": b'{"a":' * 100_000, "deep and closed": (deep + deep.replace("[", "]")).encode(),
        "deep inside": f'{{"x": {"[" * 40}{"]" * 40}}}'.encode(), "gzip": gzip.compress(text.encode()),
        "zip": b"PK\x03\x04" + text.encode(), "script": b"<script>alert(1)</script>", "form": b"a=1&b=2",
        "entities": b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
    }  # fmt: skip


OTHER_TYPES = (
    "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
    "multipart/form-data; boundary=x", "application/octet-stream", "application/json-seq", "application/gzip", "*/*",
    "json", "application/jsonx", "application/json/x",
)  # fmt: skip
VERSIONS = (
    "*", 'W/"1"', '"0"', '"01"', "1", '"1", "2"', '"-1"', '"+1"', '"1e0"', '"9999999999"', '"' + "9" * 4000 + '"',
    '""', '"1', "'1'", '"one"', '"1" OR "1"="1"', '"0x1"', '"1.0"', '"%31"', '" 1"',
)  # fmt: skip
"""`If-Match` that names no version; all of them can be signed."""
ONCE_ONLY = ("", "x" * 129, "x" * 20_000, "a\tb", "键", "a\x7fb", "\x00", "a\x80b", "é")
"""`Idempotency-Key` that is none."""
SIGNATURES = (
    "", " ", "x", "=", "::", "sig1=", "sig1=()", "sig1=::", "sha-256=:AA==:", "\x80\xff", "a" * 9_000, "(" * 5_000, "é",
    "键", "sig1=:" + "A" * 88 + ":", 'sig1=("@method");created=99999999999999999999',
)  # fmt: skip
TOKENS = ("Bearer", "Bearer ", "Basic eDp5", "bearer x.y.z", "Bearer " + "A" * 50_000, "Bearer \x80\xff", "Bearer ..",
          "Bearer null", "Bearer 键", "", "é")  # fmt: skip
HEADERS = ("", "*", ";;;", "q=1;q=NaN", "zh;q=1e400", "a" * 9_000, "\x80\xff", "键", "bytes=0-0", "../../x", "<script>")
OTHER_HEADERS = ("Accept", "Accept-Language", "Accept-Encoding", "Request-Id", "Host", "Cookie", "If-None-Match", "Range",
                 "Forwarded", "X-Forwarded-Host", "User-Agent")  # fmt: skip
CURSORS = ("x", "=", "%", "AAAA", "../..", "CQ==", "-", "_" * 64, "MQ==", "Jw", "JSU", "AA", "_w", "x" * 65)


@contextmanager
def nothing_entered(teller, *, but=()):
    """Whatever is refused inside, or only asked, leaves no row in any table."""
    before = counts(teller.register_under_test)
    yield
    after = counts(teller.register_under_test)
    assert {name for name in after if after[name] != before[name]} <= set(but)


def placed(form, place, *, value):
    """The form with the value at the place; what leads there is made."""
    made = copy.deepcopy(form)
    inner = made
    for name, following in pairwise(place):
        empty = [] if isinstance(following, int) else {}
        if isinstance(inner, list):
            inner += [empty] * (name + 1 - len(inner))
            inner = inner[name]
        else:
            inner = inner.setdefault(name, empty)
    if isinstance(inner, list):
        inner[place[-1] :] = [value]
    else:
        inner[place[-1]] = value
    return made


def pointer(place):
    return "".join(f"/{each}" for each in place)
