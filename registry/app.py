"""The composition root: the one module that knows every part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import Any

import structlog
from flask import Flask, Response, g, has_app_context, request
from flask_smorest import Api
from structlog.types import EventDict

from registry.api import (
    access_events,
    attestations,
    catalogue,
    certificates,
    client_keys,
    docs,
    drafts,
    events,
    follow_ups,
    holds,
    lien_status,
    limits,
    log,
    metrics,
    registrations,
    searches,
    seizures,
    statistics,
    status,
    subject_reports,
    token,
    trail,
    transfers,
    unmaskings,
    waterfalls,
    wellknown,
)
from registry.api.body import LARGEST
from registry.api.counts import Counts
from registry.api.limits import Limits, Quotas
from registry.api.office import EXTENSION, Office
from registry.api.problems import register_problem_handlers
from registry.api.published import BEARER, DESCRIPTION, Published
from registry.domain.errors import Unavailable, Unsafe
from registry.domain.people.roles import Person
from registry.process import clock, log_as_json
from registry.schemas.jsonschema import plugin
from registry.schemas.problem_outputs import ProblemOut
from registry.service.authority import SERVING, Authority
from registry.service.canaries import Aviary
from registry.service.drafts import whose
from registry.service.file import Desk, Watch
from registry.service.press import Press
from registry.service.readiness import require_ready, require_safe
from registry.service.revocations import Revocations
from registry.service.signers import Signers
from registry.service.trail import Tally, Trail
from registry.settings import Settings
from registry.signing.ring import KeyRing, open_ring
from registry.signing.tokens import AccessTokens
from registry.store import Store, migrate
from registry.web import verify
from registry.web.administration.routes import pages as pages_of_administration
from registry.web.desk.counter import Counter
from registry.web.desk.routes import pages as pages_of_the_desk
from registry.web.drafts.routes import pages as pages_of_drafts
from registry.web.exchange.routes import pages as pages_of_the_exchange
from registry.web.people.routes import pages as pages_of_people
from registry.web.public.routes import pages as pages_of_everybody
from registry.web.reception import Reception
from registry.web.statistics.views import pages as pages_of_figures

BLUEPRINTS = (
    registrations.blueprint, follow_ups.blueprint, seizures.blueprint, holds.blueprint, transfers.blueprint,
    attestations.blueprint,
    lien_status.blueprint, waterfalls.blueprint, searches.blueprint,
    drafts.blueprint, events.blueprint, certificates.blueprint, catalogue.blueprint, statistics.blueprint,
    token.blueprint, client_keys.blueprint, access_events.blueprint, log.blueprint, status.blueprint,
    wellknown.blueprint, unmaskings.blueprint, subject_reports.blueprint,
)  # fmt: skip
# What is no page may do nothing, even where a browser is led to it: an SVG would run its scripts.
_DATA = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_PROBLEM = "application/problem+json"
_log = structlog.get_logger("registry")


class _App(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine: Flask asks each view and hook at every request whether it is one."""
        return func


class ProblemApi(Api):
    """flask-smorest with RFC 9457 errors: the default publishes errors as plain JSON, which no answer of ours is."""

    def _register_responses(self) -> None:
        for each in HTTPStatus:
            if each >= HTTPStatus.BAD_REQUEST:
                self._problem(each.name, each.phrase)
        self._problem("DEFAULT_ERROR", "Any problem")

    def _problem(self, name: str, description: str) -> None:
        response = {"description": description, "content": {_PROBLEM: {"schema": ProblemOut}}}
        self.spec.components.response(name, response, lazy=True)


def create_app(
    settings: Settings,
    *,
    bare: Flask | None = None,
    counts: Counts | None = None,
    clock: Callable[[], datetime] = clock,
    watch: Watch | None = None,
) -> Flask:
    """A face over one store and one opened key ring. Raises Unsafe or KeyRingError with one clear sentence.

    ``bare`` is a ``bare_app`` made beforehand, which becomes this face and no other. ``counts`` are those of the host,
    made before the workers were forked; without them a process counts for itself alone. ``watch`` hears every step of a
    filing: crash tests stop the process there; in production nobody listens.
    """
    log_as_json(settings.log_level, also=_with_request_id)
    ring = open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING)
    ring.require(issuer=ring.issuer, origin=ring.origin, livemode=settings.livemode)
    office = _office(settings, ring, counts=counts or Counts(), clock=clock, watch=watch or (lambda _: None))
    app = bare or bare_app()
    app.extensions[EXTENSION] = office
    app.register_blueprint(docs.blueprint)
    app.register_blueprint(verify.pages(issuer=ring.issuer, published_trust=settings.published_trust))
    _open_the_pages(app, office)
    metrics.install(app, office, pool_size=settings.pool_size)
    limits.install(app, office.limits)
    trail.install(app, office)
    _check_before_the_first_request(app, office)
    return app


def _office(
    settings: Settings, ring: KeyRing, *, counts: Counts, clock: Callable[[], datetime], watch: Watch
) -> Office:
    opened = partial(Store, settings.database_url, prepare_threshold=settings.prepare_threshold)
    store = opened(pool_size=settings.pool_size)
    authority = Authority(ring)
    desk = Desk(store, authority, pilots=settings.pilots, origin=settings.public_origin, watch=watch)
    return Office(
        store=store,
        authority=authority,
        desk=desk,
        signers=Signers(store, register=ring.origin),
        tokens=AccessTokens(ring, audience=settings.public_origin),
        revocations=Revocations(partial(opened, pool_size=1)),
        press=_press(ring, settings),
        limits=Limits(counts, _quotas(settings), proxies=settings.proxies),
        trail=Trail(partial(opened, pool_size=1)),
        tally=Tally(partial(opened, pool_size=1)),
        canaries=Aviary(settings.canaries, authority),
        certificates=settings.client_certificates,
        origin=settings.public_origin,
        clock=clock,
        revision=migrate.head(),
        fewest=settings.statistics_fewest,
    )


def _open_the_pages(app: Flask, office: Office) -> None:
    """The rooms for people, each with what it is served with."""
    here = Reception(
        store=office.store,
        authority=office.authority,
        origin=office.origin,
        clock=office.clock,
        canaries=office.canaries,
    )
    app.register_blueprint(pages_of_people(here))
    app.register_blueprint(pages_of_everybody(here, press=office.press))
    app.register_blueprint(pages_of_figures(here, fewest=office.fewest))
    app.register_blueprint(pages_of_administration(here))
    app.register_blueprint(pages_of_drafts(here, office.desk))
    app.register_blueprint(pages_of_the_desk(_counter(office)))
    count = partial(_count_a_person, office.limits)
    app.register_blueprint(pages_of_the_exchange(here, count=count))


@contextmanager
def _count_a_person(limits: Limits, person: Person) -> Iterator[None]:
    """A person is counted as the systems are: for himself and for his institution, of which one large question at a
    time is under way. The register's own staff are an institution of their own."""
    house = whose(person)
    limits.admit(client=person.id, institution=house)
    with limits.one_large(house):
        yield


def _counter(office: Office) -> Counter:
    return Counter(
        store=office.store,
        authority=office.authority,
        origin=office.origin,
        clock=office.clock,
        canaries=office.canaries,
        desk=office.desk,
        press=office.press,
    )


def _press(ring: KeyRing, settings: Settings) -> Press:
    return Press(
        ring,
        origin=settings.public_origin,
        tsa_url=settings.tsa_url,
        fallback=settings.fallback_font,
        alarm=_press_ended,
    )


def _press_ended(how: str) -> None:
    _log.warning("press_ended", how=how)


def _quotas(settings: Settings) -> Quotas:
    return Quotas(
        address=settings.limit_address,
        sign_in=settings.limit_sign_in,
        client=settings.limit_client,
        institution=settings.limit_institution,
        personal=settings.limit_personal,
    )


def _with_request_id(*told: Any) -> EventDict:
    """As structlog calls it: with its logger, the method's name and the event."""
    event: EventDict = told[-1]
    if has_app_context() and "request_id" in g:
        event.setdefault("request_id", g.request_id)
    return event


def bare_app() -> Flask:
    """Routes, errors and specification without a store: what the specification is generated from."""
    app = _App("registry", static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False  # an address with an empty part is nobody's: said at once, not by way of another
    app.config |= {
        "API_TITLE": "农村产权担保登记 | Rural property collateral registry",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "MAX_CONTENT_LENGTH": LARGEST,
    }
    described = {
        "marshmallow_plugin": plugin(),
        "extra_plugins": (Published(app),),
        "servers": [{"url": "/"}],
        "info": {"description": DESCRIPTION},
    }
    api = ProblemApi(app, spec_kwargs=described)
    api.spec.components.security_scheme("bearer", BEARER)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.extensions["openapi"] = api.spec
    register_problem_handlers(app)
    _number_requests(app)
    return app


def _check_before_the_first_request(app: Flask, office: Office) -> None:
    """An unsafe database refuses to start; one that is away is asked again at every request until it answers."""
    checked: list[bool] = []

    def check() -> None:
        require_safe(office.store, livemode=office.livemode)
        require_ready(office.store, office.authority, revision=office.revision)
        checked.append(True)

    try:
        check()
    except Unavailable as away:
        _log.warning("database_not_ready", reason=str(away))
    except Unsafe:
        office.store.close()
        raise

    @app.before_request
    def once_checked() -> None:
        if not checked and request.path not in ("/healthz", "/metrics"):  # they say so themselves
            check()


def _number_requests(app: Flask) -> None:
    # Unique and no secret: drawing each anew is a call of the system, and gives the interpreter away.
    numbers = map(f"{os.urandom(8).hex()}{{:016x}}".format, count())

    @app.before_request
    def begin() -> None:
        given = request.environ.get("HTTP_REQUEST_ID", "")
        g.request_id = given if given.isalnum() and len(given) <= 64 else next(numbers)  # noqa: PLR2004

    @app.after_request
    def end(response: Response) -> Response:
        headers, matched = response.headers, request.url_rule
        headers["Request-Id"] = g.get("request_id", "")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Content-Security-Policy", _DATA)
        rule = matched.rule if matched else None  # never the path: paths name assets
        _log.info("request", method=request.method, rule=rule, status=response.status_code)
        return response
