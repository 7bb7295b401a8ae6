"""Compare what is written with the facts, and the audit with what was written."""

from collections.abc import Iterator
from datetime import datetime

from tracker.domain.chain import Verification
from tracker.jobs.runs import Service
from tracker.queries import audit
from tracker.queries.references import references_of
from tracker.services import judging, replaying


def compare_state(service: Service, at: datetime) -> Iterator[tuple[int, list[str]]]:
    """Compare everyone's standing and open alerts with the facts, a batch at a time.

    Gives how many people each batch held, and a sentence for each difference.
    """
    with service.look(at) as run:
        last = 0
        while batch := judging.people_after(run.session, last):
            last = batch[-1]
            found = list(replaying.differences(run.session, run.act, batch))
            names = references_of(run.session, {one.person_id for one in found})
            yield (
                len(batch),
                [
                    f"{names[one.person_id]}: {one.what} is {one.written}, "
                    f"the facts say {one.should_be}."
                    for one in found
                ],
            )


def verify_audit(service: Service, at: datetime) -> Verification:
    """Walk the audit chain in one snapshot."""
    with service.look(at) as run:
        return audit.verify(run.session, service.keys, service.anchors.read())
