"""The application as a race or crash test starts it, in worker processes of its own.

Everything comes from the environment that the harness sets: the settings, a planted bug, pauses that widen narrow
windows (for the sound register as for the planted bugs), and the folder in which the harness arms a kill. The register
itself has no switch for any of this.
"""

import os
import signal
import threading
import time
from pathlib import Path

from registry.app import create_app
from registry.settings import from_environment
from tests.races.bugs import BUGS

FOLDER = Path(os.environ["UNDER_TEST_FOLDER"])
TOKEN = os.environ["UNDER_TEST_TOKEN"]
HARNESS = int(os.environ["UNDER_TEST_HARNESS"])
BUG = os.environ.get("UNDER_TEST_BUG", "")
PAUSE = float(os.environ.get("UNDER_TEST_PAUSE", "0"))
PAUSED_AT = frozenset({"locked", "decided"})


def watch(step):
    """Pause where others should get the chance to do harm; die at the step that is armed, once."""
    if PAUSE and step in PAUSED_AT:
        time.sleep(PAUSE)
    try:
        os.unlink(FOLDER / f"kill-at-{step}")  # noqa: PTH108  # whoever takes the file away is the one to die
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def follow_the_harness():
    """No orphans: an orphaned server that still holds a port would answer for the next one."""
    while True:
        time.sleep(1)
        try:
            os.kill(HARNESS, 0)
        except ProcessLookupError:
            os.kill(os.getppid(), signal.SIGTERM)
            return


if BUG:
    BUGS[BUG](watch)
app = create_app(from_environment(), watch=watch)


@app.after_request
def say_who_answers(response):
    response.headers["Under-Test"] = f"{TOKEN} {BUG or 'sound'} {os.getppid()} {os.getpid()}"
    return response


threading.Thread(target=follow_the_harness, daemon=True).start()
(FOLDER / f"worker-{os.getpid()}").touch()
