"""Loads the code once, in the master: workers are forked with it, and one that was killed is back in a moment. The
application itself, with its connections and threads, is made in each worker."""

import registry.app  # noqa: F401
