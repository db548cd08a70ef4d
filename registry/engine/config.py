"""What the server is told. Safety is not for sale here, and its log must never hold people's data."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from registry.engine.errors import EngineError
from registry.engine.place import PORT

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "shared_buffers": "128MB",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_destination": "stderr",
        "logging_collector": "off",
        # A statement or the DETAIL of an error quotes names and identity numbers. The log keeps only why
        # a server or a connection ended.
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
)
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_permissions": "0700",
        "cluster_name": "registry-embedded",  # by which a live register tells this engine from a server
    }
)
SOCKET_FOLDER = "unix_socket_directories"


def server_settings(wanted: Mapping[str, str], socket_folder: Path) -> dict[str, str]:
    """Ours, with the wanted ones over them. Those that keep a commit or the socket safe cannot be changed."""
    refused = sorted(name for name, value in wanted.items() if ALWAYS.get(name.lower(), value) != value)
    if refused or SOCKET_FOLDER in wanted:
        names = ", ".join(refused or [SOCKET_FOLDER])
        raise EngineError(f"不允许更改数据库设置：{names}。", f"These server settings cannot be changed: {names}.")
    return {**DEFAULTS, **wanted, **ALWAYS, SOCKET_FOLDER: str(socket_folder)}


def as_arguments(settings: Mapping[str, str]) -> list[str]:
    """On the command line they stand above whatever the data folder's files say."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
