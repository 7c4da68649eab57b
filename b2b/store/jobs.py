"""Which process runs the jobs of a database: the one that holds `dispatcher.lock` in its folder.

On PostgreSQL, which several folders can reach, also an advisory lock of the database, held as long as one connection
of its own lives. Anybody may write beside the process that runs the jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from b2b.store import locks
from b2b.store.engine import Store


@contextmanager
def run(store: Store) -> Iterator[Callable[[], None]]:
    """Be the one that runs the jobs while the body runs. Busy, naming the process, where one runs already.

    The body gets a function to call before each round of work: where the connection that holds the database's lock
    broke, it takes the lock anew; it raises Busy where somebody else was faster, Unreachable where the database is
    gone.
    """
    with locks.dispatcher(store.folder):
        if store.is_sqlite:
            yield _nothing_to_confirm
            return
        from b2b.store.postgresql import JobLock

        with closing(JobLock(store.url, store.folder)) as lock:
            lock.confirm()
            yield lock.confirm


def are_run(store: Store) -> bool:
    """Whether some process runs the jobs at this moment."""
    if locks.dispatcher_runs(store.folder):
        return True
    if store.is_sqlite:
        return False
    from b2b.store.postgresql import jobs_holder

    with store.read() as session:
        return jobs_holder(session.connection()) is not None


def _nothing_to_confirm() -> None:
    return None
