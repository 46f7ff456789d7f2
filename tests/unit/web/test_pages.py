"""Course, exercise, account and instructor pages; and what holds for every page."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from grader.accounts.services import create_user
from grader.courses import services as courses
from grader.intake.models import UploadedFile
from grader.store.base import now
from grader.store.sessions import session_scope

TABLE = "/instructor/courses/ml/exercises/t-softmax-ce/submissions"


class Inline(HTMLParser):
    """Collects what the policy would block: inline scripts, styles and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action"):
            value = names.get(name) or ""
            if value.startswith("//") or ":" in value.split("/")[0]:
                self.outside.append(value)


def test_the_policy_detector_sees_what_it_must() -> None:
    parser = Inline()
    parser.feed(
        '<p style="x" onclick="y"></p><script>z</script><style></style><a href="https://cdn.example/">'
    )
    assert parser.found == ["style", "onclick", "script", "style"]
    assert parser.outside == ["https://cdn.example/"]


def test_every_page_keeps_the_policy(world: Any) -> None:
    submission_id = world.graded("ada")
    waiting = world.submit("ada")
    addresses = (
        *("/courses/ml", "/courses/ml/exercises/t-softmax-ce", f"/submissions/{submission_id}"),
        *(f"/submissions/{waiting}", "/account/tokens", "/nowhere", TABLE, "/sign-in"),
        "/instructor/courses/ml/isolation",
    )
    for address in addresses:
        answer = world.client("ines").get(address, follow_redirects=True)
        parser = Inline()
        parser.feed(answer.text)
        assert parser.found == []
        assert parser.outside == []
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_course_page_shows_the_persons_own_state(world: Any) -> None:
    empty = world.client("ada").get("/courses/ml").text
    assert "not started" in empty
    assert "Europe/Zurich" in empty
    assert "in 3 days" in empty
    assert "All distances" not in empty
    world.graded("ada")
    assert re.search(r"started.*1 of 8", world.client("ada").get("/courses/ml").text, re.DOTALL)
    assert "1 of 8" not in world.client("ben").get("/courses/ml").text
    world.submit("ada")
    assert "being graded" in world.client("ada").get("/courses/ml").text


def test_a_complete_exercise_says_so(world: Any) -> None:
    full = world.check("a", points=8.0, max_points=8.0)
    world.graded("ada", world.report(full))
    text = world.client("ada").get("/courses/ml").text
    assert "complete" in text
    assert "1 of 1 exercise complete" in text


def test_instructors_see_what_is_not_open_and_how_many_handed_in(world: Any) -> None:
    world.graded("ada")
    world.submit("ada")
    text = world.client("ines").get("/courses/ml").text
    assert "not open to students until" in text
    assert "2 submissions from 1 person" in text
    assert "2 students" in text


def test_one_course_is_the_first_page_and_none_says_what_to_do(world: Any) -> None:
    assert world.client("ada").get("/").headers["Location"] == "/courses/ml"
    assert "Ask your instructor to add you" in world.client("nora").get("/").text


def test_a_broken_exercise_does_not_take_the_course_down(world: Any) -> None:
    with session_scope(world.engine, write=True) as db:
        courses.add_assignment(db, courses.course_by_slug(db, "ml"), "gone")
    assert "cannot be used at the moment" in world.client("ada").get("/courses/ml").text
    answer = world.client("ada").get("/courses/ml/exercises/gone")
    assert answer.status_code == 503
    assert "The fault is in the exercise, not in your work." in answer.text


def test_the_exercise_page_has_prompt_and_files(world: Any) -> None:
    client = world.client("ada")
    text = client.get("/courses/ml/exercises/t-softmax-ce").text
    assert '<span class="math display">' in text
    assert "<table>" in text
    assert "3 public checks and 6 hidden checks run" in text
    starter = client.get("/courses/ml/exercises/t-softmax-ce/starter")
    assert b"def softmax" in starter.data
    assert starter.headers["Content-Disposition"] == "attachment; filename=softmax.py"
    assert client.get("/courses/ml/exercises/t-softmax-ce/bundle").data.startswith(b"PK")


def test_nothing_of_the_reference_is_on_a_students_page(world: Any) -> None:
    """The control: the reference holds these words."""
    reference = world.app.extensions["grader"].catalog.get("t-softmax-ce").reference_dir
    hidden = (reference / "test_hidden.py").read_text()
    lines = [line.strip() for line in hidden.splitlines() if "assert" in line or "student." in line]
    assert len(lines) > 5
    text = world.client("ada").get("/courses/ml/exercises/t-softmax-ce").text
    text += world.client("ada").get(f"/submissions/{world.submit('ada')}").text
    assert [line for line in lines if line in text] == []


def test_handing_in_by_form_leads_to_the_submission(world: Any) -> None:
    answer = world.send(
        world.client("ada"),
        "/courses/ml/exercises/t-softmax-ce/submissions",
        {"files": [(io.BytesIO(b"x = 1"), "softmax.py"), (io.BytesIO(b"y = 2"), "work/helper.py")]},
    )
    assert answer.status_code == 303
    text = world.client("ada").get(answer.headers["Location"]).text
    assert "helper.py" in text
    assert "work/" not in text


def test_the_script_gets_json(world: Any) -> None:
    def post(name: str) -> Any:
        data = {"files": (io.BytesIO(b"x = 1"), name)}
        address = "/courses/ml/exercises/t-softmax-ce/submissions"
        return world.send(world.client("ada"), address, data, headers={"Accept": "application/json"})

    good, bad = post("softmax.py"), post("soft\x01max.py")
    assert good.status_code == 201
    assert good.json["page"].startswith("/submissions/")
    assert bad.status_code == 422
    assert bad.json["detail"]
    assert bad.json["next_step"]


def test_the_script_is_told_that_nobody_is_signed_in(world: Any) -> None:
    """It would follow a redirect, and read the form it leads to."""
    client = world.client()
    script = {"Accept": "application/json"}
    waiting = world.submit("ada")
    answers = (
        world.send(client, "/courses/ml/exercises/t-softmax-ce/submissions", headers=script),
        client.get(f"/submissions/{waiting}/progress", headers=script),
    )
    for answer in answers:
        assert answer.status_code == 401
        assert answer.json["code"] == "signed_out"
        assert answer.json["next_step"]


def test_too_many_parts_are_not_called_too_large(world: Any) -> None:
    # Plain fields: the parser leaves temporary files of parts it has given up on to the garbage collector.
    address = "/courses/ml/exercises/t-softmax-ce/submissions"
    fields = {"field": ["x"] * 210}
    answer = world.send(world.client("ada"), address, fields, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "Send at most 50 files." in answer.text
    assert "larger than" not in answer.text


def test_late_is_said_before_and_after(world: Any) -> None:
    with session_scope(world.engine, write=True) as db:
        course = courses.course_by_slug(db, "ml")
        courses.assignment_of(db, course, "t-softmax-ce").due_at = now() - timedelta(days=1)
    assert "marked as late" in world.client("ada").get("/courses/ml/exercises/t-softmax-ce").text
    submission_id = world.graded("ada")
    assert "<span>late</span>" in world.client("ada").get(f"/submissions/{submission_id}").text
    assert "<span>late</span>" in world.client("ines").get(TABLE).text


def test_a_token_is_shown_once(world: Any) -> None:
    client = world.client("ada")
    made = world.send(client, "/account/tokens", {"name": "laptop", "days": "120"})
    token = re.search(r"grd_\w+", made.text)
    assert token is not None
    assert made.status_code == 201
    assert token[0] not in client.get("/account/tokens").text
    headers = {"Authorization": f"Bearer {token[0]}"}
    assert client.get("/api/v1/exercises", headers=headers).status_code == 200
    revoke = re.search(r'action="(/account/tokens/\w+/revoke)"', client.get("/account/tokens").text)
    assert revoke is not None
    # Somebody else cannot revoke it.
    world.send(world.client("ben"), revoke[1])
    assert client.get("/api/v1/exercises", headers=headers).status_code == 200
    world.send(client, revoke[1])
    assert client.get("/api/v1/exercises", headers=headers).status_code == 401


def test_a_token_needs_a_name(world: Any) -> None:
    answer = world.send(world.client("ada"), "/account/tokens", {"name": " "})
    assert answer.status_code == 422
    assert "A token needs a name" in answer.text


@pytest.mark.parametrize(
    ("query", "logins"),
    [
        ("", ["ben", "ada", "ada"]),
        ("?student=AD", ["ada", "ada"]),
        ("?newest=yes", ["ben", "ada"]),
        ("?state=queued", ["ben"]),
        ("?verdict=graded", ["ada", "ada"]),
        ("?verdict=rejected", []),
        ("?score_below=2", ["ada"]),
        ("?late=yes", []),
        ("?late=no&student=ben", ["ben"]),
        ("?state=nonsense&score_below=x&late=perhaps", ["ben", "ada", "ada"]),
        ("?cursor=%00", []),
    ],
)
def test_the_table_and_its_csv_agree(world: Any, query: str, logins: list[str]) -> None:
    world.graded("ada")
    world.graded("ada", world.report(world.check("a", points=3.0, max_points=4.0)))
    world.submit("ben")
    client = world.client("ines")
    page = client.get(TABLE + query)
    assert page.status_code == 200
    assert re.findall(r"<td>(ada|ben)</td>", page.text) == logins
    if "cursor" not in query:
        rows = list(csv.DictReader(io.StringIO(client.get(f"{TABLE}.csv{query}").text)))
        assert [row["login"] for row in rows] == logins


def test_a_csv_holds_no_formulas(world: Any) -> None:
    with session_scope(world.engine, write=True) as db:
        user = create_user(db, "mallory", "=HYPERLINK(1)", "")
        courses.enrol(db, courses.course_by_slug(db, "ml"), user)
    world.users["mallory"] = user
    world.submit("mallory")
    rows = list(csv.DictReader(io.StringIO(world.client("ines").get(f"{TABLE}.csv").text)))
    assert rows[0]["name"] == "'=HYPERLINK(1)"


def test_pictures_of_the_prompt_come_and_nothing_else_does(world: Any) -> None:
    base = "/courses/ml/exercises/t-softmax-ce/files"
    for name in ("README.md", "test_public.py", "..%2Fexercise.toml", "missing.png", "test_hidden.py"):
        assert world.client("ada").get(f"{base}/{name}").status_code == 404


def test_assets_may_be_kept_because_their_address_changes(world: Any) -> None:
    client = world.client()
    address = re.search(r'href="(/static/app.css\?v=\w+)"', client.get("/sign-in").text)
    assert address is not None
    with client.get(address[1]) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_health(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "database": "ok", "catalogue": "ok"}
    with world.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "The database is at version none" in answer.json["database"]


def test_uploads_keep_their_names_but_not_their_folders(world: Any) -> None:
    submission_id = world.submit("ada", UploadedFile("ä b.py", b"x = 1"))
    assert "ä b.py" in world.client("ada").get(f"/submissions/{submission_id}").text
