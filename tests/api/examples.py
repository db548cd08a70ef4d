"""The published examples, api_spec/examples: played in their order against a register, each by the institution it names.

`python -m tests.api.examples` plays them and writes down what was answered; the test only compares.
"""

import json
import sys
import tempfile
from pathlib import Path

from registry.app import create_app
from registry.domain.party import InstitutionType
from tests.register import Teller, started_cluster

FOLDER = Path(__file__).resolve().parents[2] / "api_spec" / "examples"
ASKING = ("/v1/lien-status", "/v1/searches")  # POST with a bearer token, not a filing
INSTITUTIONS = {
    "bank": ("重庆示例农村商业银行", "91500000MA60000161", InstitutionType.FINANCIAL_INSTITUTION),
    "rival": ("重庆另一示例银行", "91500000MA6000024U", InstitutionType.FINANCIAL_INSTITUTION),
    "court": ("重庆示例人民法院", "11500000MB60000448", InstitutionType.COURT),
    "exchange": ("重庆示例农村土地交易所", "91500000MA6000032N", InstitutionType.EXCHANGE),
    "keeper": ("重庆示例仓储有限公司", "91500233MA6000040M", InstitutionType.KEEPER),
}


def examples():
    """Every example with its file, in the order in which one follows from another."""
    return [(path, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.json"))]


def tellers(register, app):
    """The institutions of the examples, enrolled under the numbers that stand in them."""
    return {name: _enrolled(register, app, name=name) for name in INSTITUTIONS}


def _enrolled(register, app, *, name):
    called, number, kind = INSTITUTIONS[name]
    enrolled = register.enrolled(called, kind=kind, uscc=number, client=f"example-{name}")
    return Teller(register, enrolled, app=app)


class Play:
    """What the register gives out anew each time (numbers, instants, tokens) is told from what was written down, and
    put in its place in the examples that follow."""

    def __init__(self, register, app):
        self._register, self._tellers = register, tellers(register, app)
        self._given = {}

    def answer(self, example):
        """The register's answer to an example."""
        request = self._current(example["request"])
        teller = self._tellers[example["as"]]
        if request["path"] == "/v1/events":
            self._register.deliver()
        if request["method"] == "GET":
            return teller.get(request["path"], **request["query"])
        if request["path"] == "/v1/verifications":
            return teller.anonymous("POST", request["path"], json=request["body"])
        if request["path"] in ASKING:
            return teller.post(request["path"], request["body"])
        return teller.file(request["path"], request["body"], if_match=request.get("headers", {}).get("If-Match"))

    def learn(self, example, answer):
        """What stands in the answer where the example has another word."""
        self._given |= dict(_differences(example["response"]["body"], answer.json))

    def _current(self, value):
        text = json.dumps(value, ensure_ascii=False)
        for written in sorted(self._given, key=len, reverse=True):
            text = text.replace(written, self._given[written])
        return json.loads(text)


def _differences(written, given):
    """Pairs of words of the same place, where a longer word than a flag was given out anew."""
    if isinstance(written, dict) and isinstance(given, dict):
        for name in written.keys() & given.keys():
            yield from _differences(written[name], given[name])
    elif isinstance(written, list) and isinstance(given, list):
        for one, other in zip(written, given, strict=False):
            yield from _differences(one, other)
    elif isinstance(written, str) and isinstance(given, str) and written != given and len(written) > 12:
        yield written, given


def main():
    with tempfile.TemporaryDirectory() as folder, started_cluster(Path(folder)) as cluster:
        register = cluster.new_register("examples")
        play = Play(register, create_app(register.settings()))
        for path, example in examples():
            answer = play.answer(example)
            play.learn(example, answer)
            example["request"] = play._current(example["request"])
            example["response"] = {"status": answer.status_code, "body": answer.json}
            path.write_text(json.dumps(example, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            sys.stdout.write(f"{path.name} {answer.status_code}\n")


if __name__ == "__main__":
    main()
