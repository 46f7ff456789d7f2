"""A sandbox is one job's at a time: whoever wants it closed does not reach the next job's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.submissions.lending import Loan, lent
from sandbox.host.connection import GuestSandbox
from sandbox.host.local import open_local


@pytest.fixture
def sandbox() -> Iterator[GuestSandbox]:
    sandbox = open_local()
    yield sandbox
    sandbox.close()


def is_open(sandbox: GuestSandbox) -> bool:
    return sandbox._stream is not None


def test_it_is_given_back_after_a_good_end_and_destroyed_after_any_other(sandbox: GuestSandbox) -> None:
    back: list[GuestSandbox] = []
    with lent(sandbox, back.append) as loan:
        assert loan.sandbox is sandbox
    assert back == [sandbox]
    assert is_open(sandbox)
    with pytest.raises(RuntimeError), lent(sandbox, back.append):
        raise RuntimeError("the judge ended")
    assert back == [sandbox]
    assert not is_open(sandbox)


def test_a_late_stop_does_not_reach_the_next_job(sandbox: GuestSandbox) -> None:
    back: list[GuestSandbox] = []
    with lent(sandbox, back.append) as loan:
        stop = loan.close
    stop()
    assert is_open(sandbox)
    # The positive control: before that it does.
    early = Loan(sandbox, back.append)
    early.close()
    assert not is_open(sandbox)
    early.give_back()
    assert back == [sandbox]
