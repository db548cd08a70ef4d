"""What anybody is told of an asset: whether something stands on it, yes or no (design.md section 6).

He must know the asset's own key and the number of its holder's certificate of title, which stands on a paper that the
holder keeps: who merely tries keys learns nothing. So "no" means that nothing stands under the two together, and is the
same for an asset that is not here, for one with nothing on it, and for a number that is not its holder's.
"""

from __future__ import annotations

import unicodedata

from registry.domain.lien_status import LienStatus


def is_on_record(status: LienStatus, holders_certificate: str) -> bool:
    """Whether a security right or a seizure stands on the asset whose holder's certificate has this number. One that
    lapsed and was not discharged stands."""
    meant = _folded(holders_certificate)
    assets = (*(lien.burden.asset for lien in status.liens), *(each.seizure.asset for each in status.seizures))
    return any(number is not None and _folded(number) == meant for number in (each.title_number for each in assets))


def _folded(number: str) -> str:
    """Width, case and blanks mean nothing in the number of a certificate: it is copied from paper."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()
