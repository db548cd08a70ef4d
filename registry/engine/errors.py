"""Why PostgreSQL could not be had, in words for the person who asked for it."""

from pathlib import Path


class EngineError(Exception):
    """One sentence in Chinese, one in English, and what the server itself said if it said something."""

    def __init__(self, zh: str, en: str, *, log: str = "") -> None:
        super().__init__("\n".join(filter(None, (zh, en, log))))
        self.zh = zh
        self.en = en
        self.log = log


class EngineBusy(EngineError):
    """Another process holds the folder. Two servers on one folder would destroy it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"另一个程序正在使用数据目录 {folder}，请先停止它。",
            f"Another process is using the data folder {folder}; stop it first.",
        )
        self.folder = folder
