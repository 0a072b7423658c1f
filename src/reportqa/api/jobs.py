"""Uploads on their way into the library: one at a time, in the order that they came."""

from __future__ import annotations

import logging
import queue
import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportqa import stages
from reportqa.api.models.jobs import JobState
from reportqa.api.problems import UNFORESEEN, Busy
from reportqa.errors import LibraryLocked, NotFound, ReportQAError
from reportqa.library import Library
from reportqa.sources import Outcome
from reportqa.stages import Hearer
from reportqa.types import Overrides

logger = logging.getLogger(__name__)

KEPT = 1000
"""Finished jobs that can still be asked for; the oldest are forgotten first."""

QUEUED = 100
"""Jobs that may wait."""

PATIENCE = 600.0
"""For so many seconds a job waits for another process that is writing to the library."""

_RETRY_SECONDS = 1.0


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

    def discard(self) -> None:
        """Remove the uploaded files."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Jobs:
    """A queue of jobs and the one thread that works it off, since a library has one writer."""

    def __init__(self, library: Library, hearer: Hearer) -> None:
        """``hearer`` is told of the stages of the work."""
        self._library = library
        self._hearer = hearer
        self._queue: queue.Queue[Job | None] = queue.Queue()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="reportqa-jobs", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Jobs that have not begun."""
        return self._queue.qsize()

    def add(self, job: Job) -> Job:
        """Queue a job. Raises Busy when too many wait already."""
        with self._lock:
            if self._queue.qsize() >= QUEUED:
                raise Busy(f"已有 {QUEUED} 批文件在等待导入；请稍后再试")
            self._jobs[job.id] = job
            ended = (JobState.DONE, JobState.FAILED)
            finished = [key for key, old in self._jobs.items() if old.state in ended]
            for key in finished[: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[key]
            self._queue.put(job)
        return job

    def get(self, job_id: str) -> Job:
        """The job with this id. Raises NotFound."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            raise NotFound(f"没有编号为 {job_id} 的任务；完成的任务过一段时间就不再保留")
        return job

    def close(self) -> None:
        """Finish the job at hand, and drop those that wait."""
        self._closing.set()
        with self._lock:
            while not self._queue.empty():
                waiting = self._queue.get_nowait()
                if waiting is not None:
                    waiting.discard()
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        stages.tell(self._hearer)
        while (job := self._queue.get()) is not None:
            stages.ended("ingest: wait", job.queued)
            job.state = JobState.RUNNING
            state = JobState.FAILED
            try:
                self._run(job)
                state = JobState.DONE
            except ReportQAError as error:
                job.error = str(error)
            except Exception:
                logger.exception("an upload failed")
                job.error = UNFORESEEN
            finally:
                job.discard()
                job.state = state

    def _run(self, job: Job) -> None:
        def told(outcome: Outcome, done: int, total: int) -> None:
            job.done = done
            job.outcomes = (*job.outcomes, outcome)

        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                result = self._library.ingest(
                    job.paths, job.overrides, uploaded=True, progress=told
                )
                break
            except LibraryLocked:
                # Nothing was told yet: the lock comes before the first file.
                if time.monotonic() > deadline or self._closing.wait(_RETRY_SECONDS):
                    raise
        job.outcomes, job.warning = result.outcomes, result.warning
        job.watched = result.watched
