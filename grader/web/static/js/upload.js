// Handing in: a place to drop files, the list of what is chosen, and the upload with its progress.
// Without this script the form works by itself.
const form = document.getElementById("upload");
const drop = document.getElementById("drop");
const input = document.getElementById("files-input");
const chosen = document.getElementById("chosen");
const problem = document.getElementById("upload-error");
const progress = document.getElementById("upload-progress");
const said = document.getElementById("upload-said");
const button = document.getElementById("upload-button");
const MB = 1024 * 1024;
const maxBytes = Number(form.dataset.maxMb) * MB;
// Stays the same until other files are chosen, so that handing in again after a lost answer finds the first
// submission instead of making a second one.
let key = newKey();

document.getElementById("drop-text").textContent = "Drop your files here, or choose them";

function size(bytes) {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  return bytes < MB ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / MB).toFixed(1)} MB`;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function complain(message, nextStep) {
  const words = document.createElement("div");
  words.append(element("p", "strong", message), element("p", "", nextStep));
  const banner = element("div", "banner bad", "");
  banner.append(icon("failed"), words);
  problem.replaceChildren(banner);
  problem.hidden = false;
}

function tooLarge() {
  const total = [...input.files].reduce((sum, file) => sum + file.size, 0);
  if (total <= maxBytes) return false;
  complain(
    `These files have ${size(total)}; at most ${form.dataset.maxMb} MB are taken.`,
    "Hand in the code alone. Large outputs of a notebook go away with Clear All Outputs.",
  );
  return true;
}

function showChosen() {
  key = newKey();
  problem.hidden = true;
  const rows = [...input.files].map((file) => {
    const row = document.createElement("li");
    row.append(icon("file"), element("span", "name", file.name), element("span", "soft number", size(file.size)));
    return row;
  });
  chosen.replaceChildren(...rows);
  chosen.hidden = rows.length === 0;
  tooLarge();
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function finished(request) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // Not ours: a proxy in between has answered.
  }
  if (request.status === 201) {
    key = newKey();
    location.assign(answer.page);
    return;
  }
  if (request.status === 409) {
    // The files were changed on the disk after the answer was lost: this is another submission.
    key = newKey();
    transmit();
    return;
  }
  busy(false);
  complain(answer.detail ?? `The server answered ${request.status}.`, answer.next_step ?? "Try again in a minute.");
}

function busy(now) {
  button.disabled = now;
  progress.hidden = !now;
}

function send(event) {
  event.preventDefault();
  if (!tooLarge()) transmit();
}

function transmit() {
  const data = new FormData(form);
  data.set("key", key);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (step) => {
    const share = step.total ? Math.round((100 * step.loaded) / step.total) : 0;
    progress.firstElementChild.value = share;
    said.textContent = share < 100 ? `${share} % of ${size(step.total)} sent` : "Stored in a moment";
  });
  request.addEventListener("load", () => finished(request));
  request.addEventListener("error", () => {
    busy(false);
    complain(
      "The upload did not arrive.",
      "Check your connection, then hand in again. A file that was changed after you chose it has to be chosen again.",
    );
  });
  problem.hidden = true;
  busy(true);
  request.send(data);
}

for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length === 0) return;
  input.files = event.dataTransfer.files;
  showChosen();
});
input.addEventListener("change", showChosen);
form.addEventListener("submit", send);
// Back from the submission, a page that the browser has kept must not still look as if it were sending.
window.addEventListener("pageshow", () => busy(false));
