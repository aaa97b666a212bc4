"""The owner of a payout hears how it ended, in the same transaction or later."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from tests.money.scene import Scene, entries, jobs

from aftercare.connectors.simulator.server import Simulator
from aftercare.core.models import Event
from aftercare.money import handlers
from aftercare.money.actions.pay import pay
from aftercare.money.actions.tell_subject import tell_subject
from aftercare.money.models import Payout
from aftercare.money.terms import PayoutState

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> "Iterator[Owner]":
    owner = Owner()
    handlers.register("matter", handlers.SubjectHandlers(owner.lock, owner.paid, owner.refused))
    yield owner
    del handlers._subjects["matter"]


@dataclass
class Owner:
    """Stands for the package above that owns the subjects."""

    told: list[tuple[str, int, str]] = field(default_factory=list)
    fails: bool = False

    def lock(self, subject_id: int) -> None:
        self.told.append(("lock", subject_id, ""))

    def paid(self, payout: Payout, at: datetime) -> None:
        self._hear("paid", payout)

    def refused(self, payout: Payout, at: datetime) -> None:
        self._hear("refused", payout)

    def _hear(self, what: str, payout: Payout) -> None:
        Event.objects.create(kind="matter.told", subject_kind="matter", subject_id=payout.subject_id)
        if self.fails:
            raise RuntimeError("the case is being rebuilt")
        self.told.append((what, payout.subject_id, payout.key))


@pytest.mark.row("C18")
def test_the_owner_is_told_in_the_same_transaction(scene: Scene, provider: Simulator, owner: Owner) -> None:
    pay(payout_id=scene.refund().pk)
    provider.weather.set({"refuse": 1.0})
    pay(payout_id=scene.refund("refund-2").pk)
    heard = [entry for entry in owner.told if entry[0] != "lock"]
    assert heard == [("paid", 1, "refund-1"), ("refused", 1, "refund-2")]
    assert owner.told[0] == ("lock", 1, ""), "the subject is locked before the payout"


def test_money_that_has_moved_is_recorded_even_when_the_owner_fails(scene: Scene, owner: Owner) -> None:
    payout = scene.refund()
    owner.fails = True

    assert pay(payout_id=payout.pk) is PayoutState.PAID

    assert entries(payout, "paid") == {"payable": 1_000, "cash:simulator": -1_000}
    assert Event.objects.filter(kind="matter.told").count() == 0
    assert jobs("money.tell") == [{"task": "money.tell", "args": {"payout_id": payout.pk}}]
    with pytest.raises(RuntimeError):
        tell_subject(payout_id=payout.pk)
    owner.fails = False
    tell_subject(payout_id=payout.pk)
    assert owner.told[-1] == ("paid", 1, "refund-1")
