// Fills the rows of a submission while it is graded: by server-sent events, or by asking again and again.
const page = document.getElementById("submission");
const headline = document.getElementById("headline");
const said = document.getElementById("said");
const bar = document.getElementById("bar");
const ASK_MS = 2000;
const WORDS = {
  waiting: "waiting",
  running: "running",
  passed: "passed",
  failed: "failed",
  error: "could not be judged",
  skipped: "skipped",
  not_run: "not run",
};
let last = Number(page.dataset.lastEvent);
let ended = false;

function row(id) {
  return document.getElementById(`check-${id}`);
}

function mark(check, state, points) {
  if (!check) return;
  check.className = `check ${state}`;
  check.querySelector(".mark use").setAttribute("href", `#i-${state}`);
  check.querySelector(".word").textContent = WORDS[state];
  check.querySelector(".got").textContent = points === null ? "·" : String(Math.round(points * 100) / 100);
}

function startAgain() {
  for (const check of document.querySelectorAll(".check")) mark(check, "waiting", null);
  if (bar) bar.value = 0;
}

const HANDLERS = {
  queued: () => {},
  claimed: () => {
    startAgain();
    said.textContent = "A sandbox is ready for your files.";
  },
  loading: () => {
    said.textContent = "Your file is being run.";
  },
  check_started: (body) => {
    mark(row(body.id), "running", null);
  },
  check_finished: (body) => {
    mark(row(body.result.id), body.result.status, body.result.points);
    if (bar) bar.value += 1;
    const rows = document.querySelectorAll(".check");
    const open = document.querySelectorAll(".check.waiting, .check.running");
    said.textContent = `${rows.length - open.length} of ${rows.length} checks finished.`;
  },
  diagnosing: () => {
    said.textContent = "Your answers are compared with known mistakes.";
  },
  retrying: () => {
    startAgain();
    said.textContent = "A fault of ours: we try again by ourselves.";
  },
  done: () => {},
  cancelled: () => {},
};

function markAttempt(state, word) {
  const mine = document.querySelector(".attempts .here .state");
  mine.className = `state ${state}`;
  mine.querySelector("use").setAttribute("href", `#i-${state}`);
  mine.querySelector("span").textContent = word;
}

function tell({ state, position }) {
  if (state === "running") {
    headline.textContent = "Being graded";
    markAttempt("running", "being graded");
  }
  if (state !== "queued") return;
  markAttempt("waiting", "waiting");
  const ahead = position ? position - 1 : 0;
  headline.textContent = ahead ? `Waiting: ${ahead} ahead of you` : "Waiting: next";
}

function apply(kind, body, id) {
  if (id <= last) return;
  last = id;
  HANDLERS[kind](body);
}

function pause() {
  return new Promise((wake) => setTimeout(wake, ASK_MS));
}

function put(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  document.title = fresh.title;
  page.replaceWith(document.importNode(fresh.getElementById("submission"), true));
  // Outside of what was replaced, so that a screen reader says it.
  document.getElementById("news").textContent = document.getElementById("headline").textContent;
}

async function showReport() {
  if (ended) return;
  ended = true;
  for (;;) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      // Signed out meanwhile, or no longer to be seen: the page itself says it.
      if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return location.reload();
      if (answer.ok) return put(await answer.text());
    } catch {
      // The network or the server is away for a moment.
    }
    await pause();
  }
}

async function ask() {
  while (!ended) {
    await pause();
    try {
      const answer = await fetch(`${page.dataset.progress}?after=${last}`, { headers: { Accept: "application/json" } });
      if (answer.status >= 400 && answer.status < 500) return location.reload();
      if (!answer.ok) continue;
      const news = await answer.json();
      for (const event of news.events) apply(event.kind, event.body, event.id);
      tell(news);
      if (news.state === "done") await showReport();
    } catch {
      // The network is away for a moment; the next question may be answered.
    }
  }
}

function listen() {
  const source = new EventSource(`${page.dataset.events}?after=${last}`);
  for (const kind of Object.keys(HANDLERS)) {
    source.addEventListener(kind, (event) => apply(kind, JSON.parse(event.data), Number(event.lastEventId)));
  }
  source.addEventListener("state", (event) => tell(JSON.parse(event.data)));
  source.addEventListener("end", () => {
    source.close();
    showReport();
  });
  source.addEventListener("error", () => {
    // A line that broke is connected again by the browser; one that was refused is not.
    if (source.readyState === EventSource.CLOSED) ask();
  });
}

if ("EventSource" in window) listen();
else ask();
