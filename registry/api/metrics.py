"""/metrics: what a machine watches (Prometheus). By the rule of a route, never by its path, for paths name
registrations; by verb and outcome, never by institution.

Whoever reaches the service's own port may read it: there is nothing of anybody's in it. What came through a proxy is
told that there is nothing here, so that no proxy publishes it, however it is set up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, abort, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from registry.api.auth import public
from registry.api.office import Office
from registry.domain.access import Permission
from registry.domain.errors import Unavailable
from registry.store.reads.readiness import readiness

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own name for it
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # the last is the statement timeout
_FILINGS = ("files", "changes")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "Via")


def share_between_processes(folder: Path) -> None:
    """From here on every process counts into a file of its own in this folder, and any of them answers with the sum.
    Before the first meter is made, or it would count for itself alone."""
    os.environ[_FOLDER] = str(folder)
    # The library looks at the environment only when it is imported.
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def forget_process(pid: int) -> None:
    """A worker has ended: what it held is no longer held. What it counted stays counted."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class _Meters:
    own: CollectorRegistry
    requests: Histogram
    filings: Counter
    connections: Gauge
    limit: Gauge
    lost: Counter


def _meters() -> _Meters:
    own = CollectorRegistry()
    return _Meters(
        own=own,
        requests=Histogram(
            "registry_request_seconds",
            "Time to an answer, by the rule of the route",
            ("method", "rule", "status"),
            buckets=_SECONDS,
            registry=own,
        ),
        filings=Counter(
            "registry_filings", "Filings by verb and outcome: recorded, rehearsed, or the problem's code",
            ("verb", "outcome"), registry=own,
        ),
        connections=Gauge(
            "registry_database_connections_in_use", "Connections in use, over all processes",
            registry=own, multiprocess_mode="livesum",
        ),
        limit=Gauge(
            "registry_database_connections_limit", "Connections that may be in use",
            registry=own, multiprocess_mode="livesum",
        ),
        lost=Counter(
            "registry_access_events_lost", "Refusals that were not written down: too many at once, or no database",
            registry=own,
        ),
    )  # fmt: skip


class _Together(Collector):
    """What all processes counted, of this start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        found: Iterable[Metric] = MultiProcessCollector.merge(  # type: ignore[no-untyped-call]
            [str(file) for file in self._folder.glob("*.db") if _begun(file)]
        )
        return found


def _begun(file: Path) -> bool:
    """A process that just starts has made its file and written nothing yet: the library cannot read such a one, and
    the whole answer failed. One that just ended takes its own away."""
    with suppress(FileNotFoundError):
        return file.stat().st_size > 0
    return False


class _Standing(Collector):
    """What the database alone knows, asked when somebody looks."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            found = readiness(self._office.store)
        except Unavailable:
            yield GaugeMetricFamily("registry_database_up", "Whether the database answers", value=0)
            return
        yield GaugeMetricFamily("registry_database_up", "Whether the database answers", value=1)
        yield GaugeMetricFamily(
            "registry_settled_age_seconds", "How far behind now an answer stands", value=found["settled_age"] or 0
        )
        yield GaugeMetricFamily(
            "registry_log_queue_age_seconds", "Age of the oldest entry waiting for the log", value=found["queue_age"]
        )


def install(app: Flask, office: Office, *, pool_size: int) -> None:
    """Count every request of this application, and answer /metrics."""
    meters = _meters()
    meters.limit.set(pool_size)
    office.store.watch_pool(meters.connections.inc)
    office.trail.watch_losses(meters.lost.inc)
    office.tally.watch_losses(meters.lost.inc)
    _watch_requests(app, meters)
    shown = CollectorRegistry()
    if _FOLDER in os.environ:
        shown.register(_Together(Path(os.environ[_FOLDER])))
    else:
        shown.register(meters.own)
    shown.register(_Standing(office))

    @app.get("/metrics")
    @public(Permission.PUBLISHED)
    def metrics() -> Response:
        if any(name in request.headers for name in _FORWARDED):
            abort(404)
        return Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)


def _watch_requests(app: Flask, meters: _Meters) -> None:
    timed = lru_cache(maxsize=None)(meters.requests.labels)  # as many as rules, methods and statuses

    @cache
    def filed(endpoint: str) -> str | None:
        """The verb of an endpoint that takes filings."""
        view = app.view_functions.get(endpoint)
        return endpoint.rpartition(".")[2] if getattr(view, "access", "") in _FILINGS else None

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        # A method nobody declared could be anything, and anything would be a new line each time.
        matched = request.url_rule
        rule, method = (matched.rule, request.method) if matched else ("none", "any")
        if "began" in g:
            timed(method, rule, response.status_code).observe(time.perf_counter() - g.began)
        if matched and (verb := filed(matched.endpoint)):
            meters.filings.labels(verb, _outcome(response)).inc()
        return response


def _outcome(response: Response) -> str:
    if response.status_code < 400:  # noqa: PLR2004
        return "recorded" if response.status_code == 201 else "rehearsed"  # noqa: PLR2004
    return str(g.get("problem", response.status_code))
