"""A wire form as a self-contained JSON Schema 2020-12, the one OpenAPI 3.1 publishes too."""

from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from registry.schemas.collateral import ITEMS, ItemField


def plugin() -> MarshmallowPlugin:
    """apispec's plugin, taught the fields it cannot know."""
    return _Plugin(schema_name_resolver=_name)


class _Plugin(MarshmallowPlugin):
    def init_spec(self, spec: APISpec) -> None:
        super().init_spec(spec)
        if self.converter is not None:
            self.converter.add_attribute_function(_one_of_the_kinds)  # type: ignore[no-untyped-call]


def _name(schema: Any) -> str:
    cls = schema if isinstance(schema, type) else type(schema)
    return cls.__name__.lstrip("_")


def _one_of_the_kinds(self: Any, field: Any, **_: Any) -> dict[str, Any]:
    """An item is oneOf the kinds; each branch publishes its own ``kind``, or the document would refuse valid items."""
    if not isinstance(field, ItemField):
        return {}
    branches = {kind: self.resolve_nested_schema(schema) for kind, schema in ITEMS.items()}
    return {
        "oneOf": list(branches.values()),
        "discriminator": {
            "propertyName": "kind",
            "mapping": {kind: branch["$ref"] for kind, branch in branches.items()},
        },
    }


def of_schema(schema: Schema) -> dict[str, Any]:
    """The schema and everything it refers to, in one document."""
    made = plugin()
    spec = APISpec("kinds", "1", "3.1.0", plugins=[made])
    spec.components.schema("Root", schema=schema)
    schemas: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    root = schemas.pop("Root")
    moved: dict[str, Any] = _moved(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": schemas}
    )
    return moved


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: each.replace("#/components/schemas/", "#/$defs/") if key == "$ref" else _moved(each)
            for key, each in value.items()
        }
    return [_moved(each) for each in value] if isinstance(value, list) else value
