"""The Python SDK for lenders and the exchange: asks, files with signatures, verifies certificates."""

from registry.client.answers import Answer, Problem, Unreachable
from registry.client.client import Client
from registry.client.public import ask_register
from registry.client.served import log_at
from registry.client.statement import Statement, read_statement
from registry.client.status import fetch_status
from registry.client.verification import Verification, verify
from registry.domain.verdict import Because, Check, Verdict
from registry.signing.trust import Trust, open_trust_note

__all__ = [
    "Answer",
    "Because",
    "Check",
    "Client",
    "Problem",
    "Statement",
    "Trust",
    "Unreachable",
    "Verdict",
    "Verification",
    "ask_register",
    "fetch_status",
    "log_at",
    "open_trust_note",
    "read_statement",
    "verify",
]
