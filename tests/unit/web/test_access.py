"""Every address for every kind of person: what they may not see does not exist for them."""

from __future__ import annotations

import re
from typing import Any

import pytest

#: Nobody, the owner, another student, an instructor, an instructor of another course, someone in no course.
WHO = (None, "ada", "ben", "ines", "otto", "nora")
IN = 302  # Sent to sign in.

#: Address -> status for each of WHO.
PAGES: dict[str, tuple[int, ...]] = {
    "/courses/ml": (IN, 200, 200, 200, 404, 404),
    "/courses/none": (IN, 404, 404, 404, 404, 404),
    "/courses/ml/exercises/t-softmax-ce": (IN, 200, 200, 200, 404, 404),
    "/courses/ml/exercises/t-softmax-ce/starter": (IN, 200, 200, 200, 404, 404),
    "/courses/ml/exercises/t-softmax-ce/bundle": (IN, 200, 200, 200, 404, 404),
    "/courses/ml/exercises/t-softmax-ce/files/test_public.py": (IN, 404, 404, 404, 404, 404),
    # The due date is ahead.
    "/courses/ml/exercises/t-softmax-ce/solutions": (IN, 403, 403, 200, 404, 404),
    "/misconceptions": (IN, 200, 200, 200, 200, 200),
    "/misconceptions/axis-confusion": (IN, 200, 200, 200, 200, 200),
    "/misconceptions/none": (IN, 404, 404, 404, 404, 404),
    # Not open yet: instructors alone.
    "/courses/ml/exercises/t-pairwise": (IN, 404, 404, 200, 404, 404),
    "/courses/ml/exercises/t-pairwise/bundle": (IN, 404, 404, 200, 404, 404),
    "/submissions/{id}": (IN, 200, 404, 200, 404, 404),
    "/submissions/{id}/events": (IN, 200, 404, 200, 404, 404),
    "/submissions/{id}/progress": (IN, 200, 404, 200, 404, 404),
    "/submissions/{id}/files/softmax.py": (IN, 200, 404, 200, 404, 404),
    "/submissions/{id}/files/other.py": (IN, 404, 404, 404, 404, 404),
    "/submissions/none": (IN, 404, 404, 404, 404, 404),
    "/instructor/courses/ml/exercises/t-softmax-ce/submissions": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/exercises/t-softmax-ce/submissions.csv": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/isolation": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/requests": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/exercises/t-softmax-ce/checks": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/new": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/none": (IN, 404, 404, 404, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/other/regrades/{regrade}": (IN, 404, 404, 404, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/progress": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/difference.csv": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/export": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/example?check=two_rows": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/example?check=nothing": (IN, 404, 404, 404, 404, 404),
    "/submissions/{id}/reports/1": (IN, 404, 404, 200, 404, 404),
    "/submissions/{id}/reports/2": (IN, 404, 404, 404, 404, 404),
    "/account/tokens": (IN, 200, 200, 200, 200, 200),
}

API: dict[str, tuple[int, ...]] = {
    "/api/v1/submissions/{id}": (401, 200, 404, 200, 404, 404),
    "/api/v1/submissions/{id}/events": (401, 200, 404, 200, 404, 404),
    # The version of a made-up report was never kept (test_api_replay.py has one that was).
    "/api/v1/submissions/{id}/replay": (401, 400, 404, 400, 404, 404),
    "/api/v1/submissions/{id}/requests": (401, 200, 404, 200, 404, 404),
    "/api/v1/courses/ml/regrades": (401, 404, 404, 200, 404, 404),
    "/api/v1/courses/ml/regrades/none": (401, 404, 404, 404, 404, 404),
    "/api/v1/courses/ml/regrades/{regrade}": (401, 404, 404, 200, 404, 404),
    "/api/v1/courses/other/regrades/{regrade}": (401, 404, 404, 404, 404, 404),
    "/api/v1/courses/ml/regrades/{regrade}/difference": (401, 404, 404, 200, 404, 404),
    "/api/v1/courses/ml/regrades/{regrade}/difference.csv": (401, 404, 404, 200, 404, 404),
    # This one does not look for checks that do not agree.
    "/api/v1/courses/ml/regrades/{regrade}/agreement": (401, 404, 404, 409, 404, 404),
    "/api/v1/courses/ml/regrades/{regrade}/export": (401, 404, 404, 200, 404, 404),
    "/api/v1/exercises": (401, 200, 200, 200, 200, 200),
    "/api/v1/exercises/t-softmax-ce/bundle": (401, 200, 200, 200, 200, 404),
    "/api/v1/exercises/t-pairwise/bundle": (401, 404, 404, 200, 200, 404),
}

#: These take JSON; test_regrade_api.py sends it, and says what comes of it.
POSTED = [
    f"/api/v1/courses/ml/regrades/{what}"
    for what in (
        "import",
        "preview",
        *(f"{{regrade}}/{act}" for act in ("apply", "take-back", "pause", "resume", "cancel")),
    )
]

SENT: dict[str, tuple[int, ...]] = {
    "/courses/ml/exercises/t-softmax-ce/submissions": (IN, 422, 422, 422, 404, 404),
    "/courses/ml/exercises/t-pairwise/submissions": (IN, 404, 404, 422, 404, 404),
    "/instructor/courses/ml/isolation": (IN, 404, 404, 303, 404, 404),
    "/instructor/courses/ml/requests/none": (IN, 404, 404, 404, 404, 404),
    "/instructor/courses/ml/exercises/t-softmax-ce/checks/quarantine": (IN, 404, 404, 422, 404, 404),
    "/instructor/courses/ml/exercises/t-softmax-ce/checks/lift": (IN, 404, 404, 409, 404, 404),
    "/instructor/courses/ml/regrades/preview": (IN, 404, 404, 200, 404, 404),
    "/instructor/courses/ml/regrades/new": (IN, 404, 404, 422, 404, 404),
    "/instructor/courses/ml/regrades/import": (IN, 404, 404, 422, 404, 404),
    # Nothing of this one is left to do, and nothing of it was chosen or is applied.
    "/instructor/courses/ml/regrades/{regrade}/pause": (IN, 404, 404, 409, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/resume": (IN, 404, 404, 303, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/cancel": (IN, 404, 404, 409, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/apply": (IN, 404, 404, 409, 404, 404),
    "/instructor/courses/other/regrades/{regrade}/apply": (IN, 404, 404, 404, 404, 404),
    "/instructor/courses/ml/regrades/{regrade}/take-back": (IN, 404, 404, 409, 404, 404),
    # Nobody but the owner asks, and nobody but an instructor gives points.
    "/submissions/{id}/requests": (IN, 422, 404, 404, 404, 404),
    "/submissions/{id}/points": (IN, 404, 404, 422, 404, 404),
    "/account/tokens/none/revoke": (IN, 303, 303, 303, 303, 303),
}


def filled(world: Any, address: str) -> str:
    """The address with a graded submission of Ada's, and with a regrade of it in which a check passes now."""
    submission = world.graded("ada")
    if "{regrade}" not in address:
        return address.format(id=submission)
    better = world.report(world.check("one_vector"), world.check("two_rows"))
    return address.format(regrade=world.regrade({submission: better}))


@pytest.mark.parametrize("address", PAGES)
def test_pages(world: Any, address: str) -> None:
    address_here = filled(world, address)
    found = tuple(world.client(who).get(address_here).status_code for who in WHO)
    assert found == PAGES[address]


@pytest.mark.parametrize("address", API)
def test_api(world: Any, address: str) -> None:
    address_here = filled(world, address)
    found = tuple(
        world.client().get(address_here, headers=world.bearer(who) if who else {}).status_code for who in WHO
    )
    assert found == API[address]


@pytest.mark.parametrize("address", SENT)
def test_forms(world: Any, address: str) -> None:
    address_here = filled(world, address) if "{" in address else address
    found = tuple(world.send(world.client(who), address_here).status_code for who in WHO)
    assert found == SENT[address]


def test_every_address_is_in_a_table(world: Any) -> None:
    """A new page cannot be forgotten here."""
    known = {re.sub(r"<[^>]+>", "*", rule.rule) for rule in world.app.url_map.iter_rules()}
    public = {"/static/*", "/sign-in", "/sign-out", "/", "/healthz", "/readyz", "/api/v1/submissions"}
    tested = {_pattern(address) for address in (*PAGES, *API, *POSTED, *SENT)}
    assert known - public - tested == set()


def _pattern(address: str) -> str:
    address = address.replace("{id}", "*").replace("/regrades/{regrade}", "/regrades/*").partition("?")[0]
    for fixed in (
        "/courses/",
        "/exercises/",
        "/files/",
        "/tokens/",
        "/submissions/",
        "/requests/",
        "/reports/",
        "/misconceptions/",
    ):
        address = re.sub(rf"{fixed}[^/]+", f"{fixed}*", address)
    return address


def test_a_cookie_counts_for_nothing_in_the_api(world: Any) -> None:
    assert world.client("ada").get("/api/v1/exercises").status_code == 401


def test_a_token_counts_for_nothing_on_pages(world: Any) -> None:
    assert world.client().get("/courses/ml", headers=world.bearer("ada")).status_code == IN


def test_students_hand_in_for_themselves_alone(world: Any) -> None:
    """Ben's history is empty although Ada has handed in."""
    world.graded("ada")
    assert "Submission 1" in world.client("ada").get("/courses/ml/exercises/t-softmax-ce").text
    assert "Submission 1" not in world.client("ben").get("/courses/ml/exercises/t-softmax-ce").text
