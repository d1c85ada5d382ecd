"""Check many sources in several processes: each reads all of them and runs its share of the rules.

Comes in: the content. Goes out: the report that one process would give, as each rule still sees everything.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from iall_kg.content import Content
from iall_kg.errors import BuildError
from iall_kg.load import Sources, load
from iall_kg.validate import Report, Share, of_all, run_rules, validate

# Statements from which on a process more saves time.
WORTH_A_PROCESS = 100_000


def validate_all(sources: Sources, content: Content, only: Sequence[Path] = (), processes: int = 0) -> Report:
    """Check `sources`, which are those of `content` and of the files of `only`, in as many processes as pay.

    Raises LoadError like `validate`, BuildError if a process is ended from outside. Each process needs as much memory
    as one alone would.
    """
    processes = processes or min(os.cpu_count() or 1, 1 + len(sources.store) // WORTH_A_PROCESS)
    if processes == 1:
        return validate(sources, content, only)
    try:
        with started(processes) as pool:
            shares = [pool.submit(_run, content, only, Share(n, processes)) for n in range(processes)]
            reports = [share.result() for share in shares]
    except BrokenProcessPool as error:
        raise BuildError(
            "A process that checked the sources was ended, perhaps for want of memory. Run again."
        ) from error
    faults = [fault for report in reports for fault in report.faults]
    checked = {rule: count for report in reports for rule, count in report.checked.items()}
    return of_all(Report(faults, checked), sources, only)


def started(processes: int) -> ProcessPoolExecutor:
    """Return so many processes, which end when the one that started them does, however that ends."""
    # Started anew, because a copy of a process that runs threads may stand still.
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Watch over the parent; a rule that runs for minutes would otherwise go on, with all its memory, for nobody."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _run(content: Content, extra: Sequence[Path], share: Share) -> Report:
    return run_rules(load(content, extra), content, share)
