"""What anybody asks a register, without a key of his own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from registry.client.answers import Answer
from registry.client.transport import Transport, prepare, written


def ask_register(base_url: str, *, timeout: float = 10) -> Callable[[str], dict[str, Any]]:
    """What ``verification.verify`` takes to ask a register: public, without a key of one's own."""
    base, transport = checked_base(base_url), Transport(timeout=timeout)

    def ask(jws: str) -> dict[str, Any]:
        said = verified(transport, base, document=jws).body
        return said if isinstance(said, dict) else {}

    return ask


def checked_base(base_url: str) -> str:
    """The register's address without a slash at its end."""
    base = base_url.rstrip("/")
    if not base.startswith(("https://", "http://")) or "?" in base or "#" in base:
        raise ValueError("the address of a register begins with https:// and has neither query nor fragment")
    return base


def verified(transport: Transport, base: str, *, document: str | Mapping[str, Any]) -> Answer:
    """Only what is signed is sent: what was disclosed to the reader stays with him."""
    bundle = json.loads(document) if isinstance(document, str) and document.lstrip().startswith("{") else document
    parts = {"jws": bundle.strip()} if isinstance(bundle, str) else bundle
    body = written({name: parts[name] for name in ("jws", "proof", "status") if parts.get(name) is not None})
    headers = {"Content-Type": "application/json"}
    return transport.send(
        lambda: prepare("POST", f"{base}/v1/verifications", body=body, headers=headers), repeatable=True
    )
