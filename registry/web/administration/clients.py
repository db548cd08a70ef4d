"""/administration/clients: which institutions have which systems and keys. To be read: a key is changed by two
administrators under keys of their own, on a machine of theirs."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from flask import Response

from registry.schemas.words import ENUMERATIONS
from registry.store.reads import administration as read
from registry.web.administration.acting import shown
from registry.web.reception import Reception


def clients(here: Reception) -> Response:
    held = sorted(read.keys(here.store), key=itemgetter("institution"))
    keys = {institution: list(rows) for institution, rows in groupby(held, key=itemgetter("institution"))}
    return shown(
        here, "clients", institutions=read.institutions(here.store), keys=keys, types=ENUMERATIONS["institution_type"]
    )
