"""Uploads on their way into the library: in the order that they came, those that wait together."""

from __future__ import annotations

import logging
import shutil
import threading
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportqa import stages
from reportqa.api.models.jobs import JobState
from reportqa.api.problems import UNFORESEEN, Busy
from reportqa.errors import LibraryLocked, NotFound, ReportQAError
from reportqa.ingest import Batch, IngestResult
from reportqa.library import Library
from reportqa.sources import Outcome
from reportqa.stages import Hearer
from reportqa.types import Overrides

logger = logging.getLogger(__name__)

KEPT = 1000
"""Finished jobs that can still be asked for; the oldest are forgotten first."""

QUEUED = 100
"""Jobs that may wait."""

TOGETHER = 100
"""Files of several jobs that are made findable at once; a job of more is taken by itself, since
each job that is taken waits for the last."""

PATIENCE = 600.0
"""For so many seconds a job waits for another process that is writing to the library."""

_RETRY_SECONDS = 1.0

_GIVE_WAY_SECONDS = 0.2
"""Between two rounds, as whoever else waits for the writer lock looks for it every 0.05 s."""


@dataclass(slots=True)
class Job:
    """An upload: its files lie in ``folder`` until it is done with, and no longer."""

    folder: Path
    paths: Sequence[Path]
    overrides: Overrides
    queued: float = field(default_factory=time.perf_counter)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: JobState = JobState.QUEUED
    done: int = 0
    outcomes: Sequence[Outcome] = ()
    warning: str = ""
    watched: Sequence[str] = ()
    error: str | None = None

    @property
    def total(self) -> int:
        """Files in all."""
        return len(self.paths)

    def told(self, outcome: Outcome, done: int, total: int) -> None:
        """Note what became of a file; it is found once the job is done."""
        self.done = done
        self.outcomes = (*self.outcomes, outcome)

    def end(self, result: IngestResult | Exception) -> None:
        """Remove the uploaded files, and say what became of them."""
        self.discard()
        if isinstance(result, IngestResult):
            self.outcomes, self.warning = result.outcomes, result.warning
            self.watched = result.watched
            self.state = JobState.DONE
            return
        if isinstance(result, ReportQAError):
            self.error = str(result)
        else:
            logger.error("an upload failed", exc_info=result)
            self.error = UNFORESEEN
        self.state = JobState.FAILED

    def discard(self) -> None:
        """Remove the uploaded files."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Jobs:
    """A queue of jobs and the one thread that works it off, since a library has one writer."""

    def __init__(self, library: Library, hearer: Hearer) -> None:
        """``hearer`` is told of the stages of the work."""
        self._library = library
        self._hearer = hearer
        self._waiting: deque[Job] = deque()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="reportqa-jobs", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Jobs that have not begun."""
        return len(self._waiting)

    def add(self, job: Job) -> Job:
        """Queue a job. Raises Busy when too many wait already."""
        with self._changed:
            if len(self._waiting) >= QUEUED:
                raise Busy(f"已有 {QUEUED} 批文件在等待导入；请稍后再试")
            self._jobs[job.id] = job
            ended = (JobState.DONE, JobState.FAILED)
            finished = [key for key, old in self._jobs.items() if old.state in ended]
            for key in finished[: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[key]
            self._waiting.append(job)
            self._changed.notify()
        return job

    def get(self, job_id: str) -> Job:
        """The job with this id. Raises NotFound."""
        with self._changed:
            job = self._jobs.get(job_id)
        if job is None:
            raise NotFound(f"没有编号为 {job_id} 的任务；完成的任务过一段时间就不再保留")
        return job

    def close(self) -> None:
        """Finish the jobs at hand, and drop those that wait."""
        self._closing.set()
        with self._changed:
            while self._waiting:
                self._waiting.popleft().discard()
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        stages.tell(self._hearer)
        while jobs := self._next():
            for job in jobs:
                stages.ended("ingest: wait", job.queued)
                job.state = JobState.RUNNING
            for job, result in zip(jobs, self._run(jobs), strict=True):
                job.end(result)
            self._closing.wait(_GIVE_WAY_SECONDS)

    def _next(self) -> list[Job]:
        """Wait for jobs, and take as many as are done together; none when it is time to end."""
        taken: list[Job] = []
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
            room = TOGETHER
            while self._waiting and (not taken or self._waiting[0].total <= room):
                taken.append(self._waiting.popleft())
                room -= taken[-1].total
        return taken

    def _run(self, jobs: Sequence[Job]) -> Sequence[IngestResult | Exception]:
        batches = [Batch(job.paths, job.overrides, job.told) for job in jobs]
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._library.ingest_each(batches, uploaded=True)
            except LibraryLocked as error:
                # Nothing was told yet: the lock comes before the first file.
                if time.monotonic() > deadline or self._closing.wait(_RETRY_SECONDS):
                    return [error] * len(jobs)
            except Exception as error:
                return [error] * len(jobs)
