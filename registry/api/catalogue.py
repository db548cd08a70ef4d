"""/v1/collateral-kinds and /v1/enums: what the register takes, and every word it uses."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.api.answering import answer
from registry.api.auth import public
from registry.api.blueprint import Blueprint
from registry.api.problems import OF_HTTP, STATUS_OF
from registry.domain import rules
from registry.domain.access import Permission
from registry.domain.collateral import CLASSES, Collateral
from registry.domain.rules.base import Rule
from registry.domain.rules.effects import REGISTRY_NAME
from registry.schemas.answers import both
from registry.schemas.collateral import ITEMS
from registry.schemas.jsonschema import of_schema
from registry.schemas.outputs import EnumsOut, KindListOut
from registry.schemas.statistics import STATISTICS
from registry.schemas.words import ENUMERATIONS

blueprint = Blueprint("catalogue", __name__, url_prefix="/v1", description="种类与词汇 | Kinds and words")
_CACHED = "public, max-age=3600"


@blueprint.get("/collateral-kinds")
@public(Permission.PUBLISHED)
@blueprint.response(200, KindListOut())
def kinds() -> Response:
    """担保财产种类 | List the kinds of collateral

    各类的字段、权利、效力、法律依据和规则。 | Each with its fields, interests, effect, legal basis and rules."""
    return answer({"data": [_kind(cls) for cls in CLASSES.values()]}, Cache_Control=_CACHED)


@blueprint.get("/enums")
@public(Permission.PUBLISHED)
@blueprint.response(200, EnumsOut())
def enums() -> Response:
    """词汇 | List every word the register uses

    各枚举的中英文；以后会有未见过的成员。 | Every enumeration in both languages. Expect members you have not seen."""
    listed: dict[str, Any] = {
        name: [{"code": code, "text": both(text)} for code, text in words.items()]
        for name, words in (*ENUMERATIONS.items(), *STATISTICS.items())
    }
    problems = {kind.code: kind.title for kind in OF_HTTP.values()}
    problems |= {refusal.code: refusal.title for refusal in STATUS_OF}
    listed["problem"] = [{"code": code, "text": both(title)} for code, title in sorted(problems.items())]
    listed["rule"] = [_rule(rule) for rule in rules.CATALOGUE.values()]
    return answer({"catalogue": rules.VERSION, "data": listed}, Cache_Control=_CACHED)


def _kind(cls: type[Collateral]) -> dict[str, Any]:
    return {
        "kind": cls.kind,
        "name": both(cls.name),
        "mode": str(cls.mode),
        "interests": [str(interest) for interest in cls.interests],
        "effect": "notice",
        "statutory_registry": {"code": str(cls.registry), "text": both(REGISTRY_NAME[cls.registry])},
        "legal_basis": list(cls.basis),
        "rules": [_rule(rule) for rule in cls.rules],
        "schema": of_schema(ITEMS[cls.kind]),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "article": rule.article,
        "level": str(rule.level),
        "severity": str(rule.severity),
        "confirmed": rule.confirmed,
        "text": both(rule.text),
    }
