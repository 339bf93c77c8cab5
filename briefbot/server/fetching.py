"""Feeds fetched on request: beside the model, which goes on answering until there is something to read."""

from __future__ import annotations

from briefbot.feeds.poll import FeedReport, fetch_feeds
from briefbot.feeds.storage import fetched_folder
from briefbot.ingest import IngestReport
from briefbot.llm.interrupting import Interrupted
from briefbot.server.jobs import Job, Kind
from briefbot.server.reporting import JobProgress
from briefbot.server.service import Service
from briefbot.types import Frozen

FETCHING = "fetching"
"""What the jobs that fetch are about; see `Job.about`."""
_PAUSE = 0.1  # seconds between two looks at the reading


class Fetched(Frozen):
    """What came of a round of all feeds."""

    report: FeedReport
    read: IngestReport


def fetch_now(service: Service, caller: str) -> Job:
    """Fetch all feeds and read what is new in them; the round that is under way, where one is.

    The job's result is a `Fetched`. It is done whoever watches, and can be stopped between two addresses; what was
    fetched by then is read the next time.
    """
    under_way = service.jobs_about(FETCHING)
    return under_way[0] if under_way else service.beside(caller, "fetching the feeds", _Round(service).run, FETCHING)


class _Round:
    def __init__(self, service: Service) -> None:
        self._service = service

    def run(self, job: Job) -> Fetched:
        home = self._service.settings.home
        progress = JobProgress(job, "Fetching feeds and their pages")

        def done(count: int) -> None:
            progress.done(count)
            if job.is_stopping:
                raise Interrupted

        report = fetch_feeds(home, self._service.fetcher(), begin=progress.begin, done=done)
        return Fetched(report=report, read=self._read(job) if fetched_folder(home).is_dir() else IngestReport())

    def _read(self, job: Job) -> IngestReport:
        """Have the desk read what was fetched, and tell how far it has come."""
        folder = fetched_folder(self._service.settings.home)
        reading = self._service.submit(job.caller, "reading what was fetched", lambda desk, _: desk.ingest([folder]))
        reading.on_left = lambda left: None
        told = 0
        while not reading.wait(_PAUSE):
            if job.is_stopping:
                self._service.stop(reading)
            events = reading.events(told)
            told += len(events)
            for event in events:
                if event.kind in (Kind.NOTE, Kind.PROGRESS) or (event.kind is Kind.PLACE and event.data):
                    job.tell(event.kind, event.data)
        if job.is_stopping:
            raise Interrupted
        report: IngestReport = reading.outcome()
        return report
