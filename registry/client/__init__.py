"""The Python SDK for lenders and the exchange: asks, files with signatures, verifies certificates."""

from registry.client.answers import Answer, Problem, Unreachable
from registry.client.client import Client, ask_register
from registry.client.status import fetch_status
from registry.client.verification import Verification, verify
from registry.domain.verdict import Because, Verdict

__all__ = [
    "Answer",
    "Because",
    "Client",
    "Problem",
    "Unreachable",
    "Verdict",
    "Verification",
    "ask_register",
    "fetch_status",
    "verify",
]
