"""What is asked about: an asset by one of its keys, by a code as a person types it, or by its own particulars."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.collateral import CLASSES, Collateral, KeyRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The keys to look under. ``kind`` is None where a code may be several kinds'; what stands on the ``sites`` alone
    is linked to the asset and is not a burden of it."""

    kind: str | None
    keys: tuple[str, ...]
    sites: tuple[str, ...] = ()
    asset: Collateral | None = None

    @property
    def every_key(self) -> tuple[str, ...]:
        return (*self.keys, *self.sites)

    @property
    def pools(self) -> tuple[str, ...]:
        """The keys under which the asset takes of a quantity."""
        return tuple(key.key for key in self.asset.asset_keys() if key.takes) if self.asset else ()

    @property
    def issuers(self) -> frozenset[str | None]:
        """The numbers of who issued or keeps it; None among them where the question may be about what nobody did."""
        if self.asset:
            return frozenset({self.asset.issuer})
        return frozenset(CLASSES[self.kind].issuer_in(key) for key in self.keys) if self.kind else frozenset({None})

    @property
    def has_several_names(self) -> bool:
        """Whether assets of the kind may stand under other names than the one asked about, as all that are drawn may:
        where they lie tells of them too."""
        return self.may_be_drawn or (self.kind is not None and CLASSES[self.kind].several_names)

    @property
    def may_be_drawn(self) -> bool:
        """Whether assets of the kind have outlines, so that what lies near matters."""
        return self.kind is None or CLASSES[self.kind].outline is not Collateral.outline


def by_key(kind: str, key: str) -> Asked | None:
    """An asset of a kind under a key or a code; None if the text is neither."""
    keys = CLASSES[kind].search_keys(key)
    return Asked(kind=kind, keys=keys) if keys else None


def by_code(code: str) -> Asked | None:
    """Whatever any kind knows under the code; None if it is none's."""
    found = {kind: keys for kind, cls in CLASSES.items() if (keys := cls.named_by(code))}
    if not found:
        return None
    kind = next(iter(found)) if len(found) == 1 else None
    return Asked(kind=kind, keys=tuple(dict.fromkeys(key for keys in found.values() for key in keys)))


def by_asset(asset: Collateral) -> Asked:
    """The asset as a filing would describe it, under every key that the filing would hold."""
    held = asset.asset_keys()
    return Asked(
        kind=asset.kind,
        keys=tuple(key.key for key in held if key.role is KeyRole.IDENTITY),
        sites=tuple(key.key for key in held if key.role is KeyRole.SITE),
        asset=asset,
    )
