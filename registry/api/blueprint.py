"""flask-smorest's blueprint, of which only what it writes into the specification stands between a request and its view.

Its decorators also serve: they look for coroutines, tuples and objects to dump where every view of ours returns a whole
response, and webargs looks for what else than a schema it might be given. A short question paid a tenth of its time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask_smorest
from flask import request
from marshmallow import Schema

from registry.api.body import given

View = Callable[..., Any]


class Blueprint(flask_smorest.Blueprint):
    """Arguments are read by ``body.given``; views return responses."""

    def arguments(
        self, schema: Schema, *, location: str = "json", as_kwargs: bool = False, **described: Any
    ) -> Callable[[View], View]:
        describe = super().arguments(schema, location=location, **described)

        def decorator(view: View) -> View:
            @wraps(view)
            def reading(*args: Any, **kwargs: Any) -> Any:
                found = given(schema, request, location=location)
                return view(*args, **kwargs, **found) if as_kwargs else view(*args, found, **kwargs)

            return _described(reading, describe(view))

        return decorator

    def response(self, status_code: int, schema: Schema | None = None, **described: Any) -> Callable[[View], View]:
        return self._described(super().response(status_code, schema, **described))

    def alt_response(self, status_code: int, response: str | None = None, **described: Any) -> Callable[[View], View]:
        return self._described(super().alt_response(status_code, response, **described))

    @staticmethod
    def _described(describe: Callable[[View], View]) -> Callable[[View], View]:
        return lambda view: _described(view, describe(view))


def _described(view: View, by: View) -> View:
    """The view itself, with what the specification is to say of it."""
    view._apidoc = by._apidoc  # type: ignore[attr-defined]  # noqa: SLF001  # flask-smorest's way
    return view
