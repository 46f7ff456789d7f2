// The form of a new regrade: what it would do follows every change. A regrade's page: how far it is, and the
// difference once it is there. Without this script both work by themselves.
const ASK_MS = 2000;
const TYPING_MS = 400;

function pause(ms) {
  return new Promise((wake) => setTimeout(wake, ms));
}

// --- a new one ---

const form = document.getElementById("regrade");

function chosen(name) {
  return [...form.querySelectorAll(`[name="${name}"]:checked`)].map((field) => field.value);
}

function fit() {
  const kind = chosen("kind")[0];
  for (const part of form.querySelectorAll("[data-for]")) {
    const fits = part.dataset.for.split(" ").includes(kind);
    part.hidden = !fits;
    // What is not shown must not be sent either.
    if (part.matches("fieldset")) part.disabled = !fits;
    else for (const field of part.querySelectorAll("input")) field.disabled = !fits || part.closest("fieldset")?.disabled;
  }
  for (const part of form.querySelectorAll("[data-seeds]")) part.hidden = chosen("seeds")[0] !== part.dataset.seeds;
  const exercises = chosen("exercise");
  for (const part of form.querySelectorAll("[data-exercise]")) {
    const fits = exercises.length === 0 || exercises.includes(part.dataset.exercise);
    part.hidden = !fits;
    if (part.matches("optgroup")) part.disabled = !fits;
    else for (const field of part.querySelectorAll("input")) if (!fits) field.checked = false;
  }
}

let asked = 0;

async function preview() {
  const mine = (asked += 1);
  const would = document.getElementById("would");
  would.classList.add("stale");
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.preview, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) });
    // Somebody has typed on meanwhile, and a later answer is under way.
    if (mine !== asked) return;
    // Signed out, or the form is too old: the page itself says it when it is sent.
    if (!answer.ok) return;
    would.innerHTML = (await answer.json()).html;
    would.classList.remove("stale");
  } catch {
    // The network is away for a moment; the next change asks again.
  }
}

// Somebody has typed before this script was there, or the browser has kept what was written before a reload.
function touched() {
  return [...form.elements].some((field) => {
    if (field.matches('[type="checkbox"], [type="radio"]')) return field.checked !== field.defaultChecked;
    if (field.matches("input, textarea")) return field.name !== "reason" && field.value !== field.defaultValue;
    return field.matches("select") && !field.selectedOptions[0]?.defaultSelected && field.selectedIndex > 0;
  });
}

function follow() {
  let timer = 0;
  form.addEventListener("input", (event) => {
    fit();
    if (event.target.name === "reason") return;
    clearTimeout(timer);
    timer = setTimeout(preview, TYPING_MS);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-rescore]")) return;
    event.preventDefault();
    form.querySelector('[name="kind"][value="rescore"]').checked = true;
    form.querySelector("details.more").open = true;
    fit();
    preview();
  });
  fit();
  if (touched()) preview();
}

// --- one that is there ---

function put(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  document.title = fresh.title;
  // What was said about the last click is not about what is seen now.
  for (const said of document.querySelectorAll("main > .banner")) said.remove();
  document.getElementById("one").replaceWith(document.importNode(fresh.getElementById("one"), true));
  document.getElementById("news").textContent = document.getElementById("headline").textContent;
  ticks();
}

async function reload() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return location.reload();
  if (answer.ok) put(await answer.text());
}

function tell(news) {
  document.getElementById("headline").textContent = news.headline;
  document.getElementById("bar").value = news.total - news.waiting - news.running;
  document.getElementById("pace").textContent = news.pace;
}

async function watch() {
  for (;;) {
    await pause(ASK_MS);
    const one = document.getElementById("one");
    if (!("watched" in one.dataset)) return;
    try {
      const answer = await fetch(one.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.status >= 400 && answer.status < 500) return location.reload();
      if (!answer.ok) continue;
      const news = await answer.json();
      tell(news);
      if (news.state !== one.dataset.state) await reload();
    } catch {
      // The network or the server is away for a moment.
    }
  }
}

function ticks() {
  const rows = [...document.querySelectorAll('input[name="row"]')];
  const count = document.getElementById("ticked");
  const every = document.getElementById("every-row");
  if (!count || !every) return;
  const choice = document.querySelector('[name="which"][value="ticked"]');
  function say() {
    const found = rows.filter((row) => row.checked).length;
    count.textContent = String(found);
    every.checked = found > 0 && found === rows.length;
    every.indeterminate = found > 0 && found < rows.length;
  }
  every.hidden = false;
  every.addEventListener("change", () => {
    for (const row of rows) row.checked = every.checked;
    choice.checked = choice.checked || every.checked;
    say();
  });
  for (const row of rows) {
    row.addEventListener("change", () => {
      choice.checked = choice.checked || row.checked;
      say();
    });
  }
  say();
}

if (form) follow();
else {
  ticks();
  watch();
}
