"""The harness vouches for what it measures: its own server, on its own port, and nobody else's."""

import socket

import pytest
import requests

from tests.races.server import HarnessError, Server, parent_of


def test_an_occupied_port_is_refused(register, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = Server(register.settings(), tmp_path, port=taken.getsockname()[1])
        with pytest.raises(HarnessError, match="occupied"):
            server.__enter__()
    assert server.process is None


def test_a_server_is_known_by_its_answers_and_leaves_nothing_behind(register, tmp_path):
    with Server(register.settings(), tmp_path) as server, requests.Session() as session:
        session.trust_env = False
        reply = session.get(f"{server.url}/healthz", timeout=10)
        assert server.answered_by(reply) in server.workers()
        server.bug = "check_then_insert"
        with pytest.raises(HarnessError, match="another server"):
            server.answered_by(reply)
        processes = [server.process.pid, *server.workers()]
    assert len(processes) == 3
    assert not [pid for pid in processes if parent_of(pid) is not None]
