"""Starts a real PostgreSQL for the demo, for development and for tests.

The server's programs come from a wheel, so nobody has to install a database first. It listens on
a private unix socket only, asks for a password even there, and never trades safety for speed.
"""

from registry.engine.binaries import find_binaries
from registry.engine.cluster import Cluster, StopMode, started
from registry.engine.errors import EngineBusy, EngineError

__all__ = ["Cluster", "EngineBusy", "EngineError", "StopMode", "find_binaries", "started"]
