"""The desk's reception: beside store and keys, where filings are handed in and where certificates are printed."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.drafts.draft import Draft
from registry.service import drafts
from registry.service.file import Desk
from registry.service.press import Press
from registry.web.reception import Reception


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Reception):
    """What the pages of the desk are served with."""

    desk: Desk
    press: Press

    def whose(self) -> str:
        """Whose drafts are made here: his institution's, or the register's own."""
        return drafts.whose(self.person())

    def opened(self, draft: str) -> Draft:
        """A draft that he may see. Raises UnknownDraft."""
        return drafts.opened(self.store, self.authority, draft=draft, institution=self.whose())
