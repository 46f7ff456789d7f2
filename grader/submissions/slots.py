"""A slot with everything it grades with: what the worker and the inline engine share."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from grader.catalog.services import Catalog
from grader.jobs.heartbeat import Heartbeat
from grader.jobs.loop import Slot, Terms
from grader.jobs.models import Klass
from grader.jobs.services import CLASSES, Claimed
from grader.settings import Settings
from grader.submissions import outcomes
from grader.submissions.equipment import Equipment
from grader.submissions.grading import Tools, grade_job
from grader.submissions.keeping import Keeper
from grader.submissions.sizing import reserved


@dataclass(frozen=True)
class Bench:
    """What the slots of one process share."""

    settings: Settings
    engine: Engine
    catalog: Catalog
    equipment: Equipment
    keeper: Keeper

    def slot(self, name: str, classes: tuple[Klass, ...] = CLASSES) -> Slot:
        """A slot of this name, with a sandbox of its own for known wrong solutions."""
        tools = self._tools()

        def run(claimed: Claimed, heartbeat: Heartbeat) -> None:
            grade_job(tools, claimed, heartbeat)

        def give_back(claimed: Claimed, failed: bool) -> None:
            outcomes.give_back(self.engine, claimed, failed=failed)

        terms = Terms(name, self.equipment.pools, classes, self.settings.lease_s)
        return Slot(self.engine, terms, run, give_back, prepare=tools.author.warm)

    def _tools(self) -> Tools:
        return Tools(
            engine=self.engine,
            catalog=self.catalog,
            judge=self.equipment.judge,
            take_student=self.equipment.take_student,
            give_back=self.equipment.give_back,
            author=self.equipment.new_author(),
            keeper=self.keeper,
            versions=self.settings.data_dir / "versions",
            max_upload_bytes=self.settings.max_upload_mb * 2**20,
            max_attempts=self.settings.max_attempts,
            batch_max_uses=self.settings.batch_max_uses,
        )


def classes_of_slot(number: int, slots: int) -> tuple[Klass, ...]:
    """What a slot may take.

    Of two or more slots every fifth, and at least one, is kept for interactive work, so that a student
    never waits for a large regrade.
    """
    return ("interactive",) if number < reserved(slots) else CLASSES
