// On a screen that this device kept: what was answered put in its place, and the network watched for.

const view = JSON.parse(document.querySelector("meta[name=kept]").content);
const main = document.getElementById("contenu");
const worker = navigator.serviceWorker;
const { pathname } = location;
const FIRST_TRY = 15_000;
const LONGEST_TRY = 120_000;

/** Resolves when the worker has done it. */
const ask = (what) =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.controller?.postMessage({ what, pathname }, [port2]);
  });
const element = (name, properties = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
};

function fill() {
  const form = main.querySelector("form");
  for (const [name, value] of view.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else if (field.tagName === "SELECT") [...field.options].filter((each) => each.value === value && value).forEach((each) => (each.selected = true));
      else if (field.type !== "submit") field.value = value;
    }
  }
  const skip = form.querySelector("button[name=skip]");
  if (view.answered && skip) skip.textContent = view.words.erase;
  if (view.isFirst || location.search) form.querySelector("button[name=finish]")?.remove();
  if (!view.beginsPart) main.querySelector(".section-name")?.remove();
  if (view.fault) showFault(form);
}

/** As the site shows it: first in the page, with the focus, leading to the field. */
function showFault(form) {
  const field = form.querySelector("#answer") ?? form.querySelector("fieldset, input:not([type=hidden]), textarea");
  field.id ||= "answer";
  const text = element("p", { className: "error", id: `${field.id}-error`, textContent: view.fault });
  const list = element("ul", {}, element("li", {}, element("a", { href: `#${field.id}`, textContent: view.fault })));
  notice("error", view.words.missing, list);
  if (field.matches("input, textarea")) field.before(text);
  else (field.querySelector("legend, h1") ?? field.firstElementChild).after(text);
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), text.id].filter(Boolean).join(" "));
  if (field.matches("input, textarea")) field.setAttribute("aria-invalid", "true");
}

function notice(kind, title, ...rest) {
  const made = element("div", { className: `notice ${kind}`, tabIndex: -1 });
  made.append(element("div", {}, element("p", {}, element("strong", { textContent: title })), ...rest));
  (main.querySelector("form, h1")).before(made);
  if (kind === "error") {
    made.setAttribute("role", "alert");
    made.focus();
  }
  return made;
}

/** The server wrote every line that an answer can be told by: those that were given stay. */
function check() {
  const rows = [...main.querySelectorAll(".answers > div")];
  const unasked = element("ul");
  const left = element("ul");
  view.rows.forEach((told, index) => {
    const row = rows[index];
    const prompt = row.querySelector("dt");
    keepLines(row, told.lines, told);
    if (!told.asked && told.answered) unasked.append(element("li", {}, ...clone(prompt), " ", saidIn(row)));
    if (!told.asked) row.remove();
    else if (told.wrong) left.append(element("li", {}, element("a", { href: row.querySelector("a").getAttribute("href") }, ...clone(prompt)), ` – ${told.wrong}`));
  });
  keepLines(rows[view.rows.length], view.place);
  if (view.profile.length) keepLines(rows[view.rows.length + 1], view.profile);
  if (unasked.children.length) main.querySelector(".answers").after(aside(view.words.unasked, unasked));
  if (view.isEmpty) notice(view.refused ? "error" : "info", `${view.words.empty} ${view.words.start}`);
  else if (left.children.length) notice(view.refused ? "error" : "warning", view.words.left, left);
  const language = main.querySelector("[name=language]");
  if (view.language && language.querySelector(`[value="${CSS.escape(view.language)}"]`)) language.value = view.language;
  if (!view.saysWords) language.closest(".field").remove();
}

const clone = (node) => [...node.cloneNode(true).childNodes];
const aside = (title, ...rest) => element("div", { className: "notice info" }, element("div", {}, element("p", {}, element("strong", { textContent: title })), ...rest));
const saidIn = (row) => [...row.querySelectorAll("dd > p")].slice(0, -1).map((line) => line.textContent).join(" · ");

function keepLines(row, lines, { typed = "", inWords = false } = {}) {
  const cell = row.querySelector("dd");
  const written = [...cell.children].slice(0, lines.length);
  const told = new Set();
  written.forEach((line, index) => {
    if (!lines[index] || told.has(line.textContent)) line.remove();
    else told.add(line.textContent);
  });
  cell.querySelector(".hint")?.remove();
  const change = cell.lastElementChild;
  for (const text of typed ? typed.split("\n") : []) {
    const line = element("p", { textContent: text });
    if (inWords) line.dir = "auto";
    change.before(line);
  }
  if (!told.size && !typed) change.before(element("p", { className: "hint", textContent: view.words.none }));
}

/** What waits, or what became of it. */
function waiting() {
  const { outcome } = view;
  const part = outcome?.part ?? "waiting";
  for (const each of main.querySelectorAll("[data-part]")) {
    each.hidden = each.dataset.part !== part && !(each.dataset.part === "gone" && part === "sent" && outcome.words.length);
  }
  const shown = main.querySelector(`[data-part="${part}"]`);
  const heading = main.querySelector("h1");
  if (shown.dataset.heading) {
    document.title = document.title.replace(heading.textContent, shown.dataset.heading);
    heading.textContent = shown.dataset.heading;
  }
  for (const link of main.querySelectorAll("[data-receipt]")) {
    link.href = outcome?.receipt ?? "";
    // The receipt of a card is shown to who sent it, and to nobody else.
    link.hidden = !outcome?.receipt;
  }
  for (const place of main.querySelectorAll("[data-code]")) place.textContent = outcome?.code ?? "";
  // That of an interview is shown where it is handed over.
  main.querySelector("[data-with-code]").hidden = !outcome?.code;
  for (const place of shown.querySelectorAll("[data-why]")) if (outcome.why) place.textContent = outcome.why;
  for (const each of main.querySelectorAll("[data-with-words]")) each.hidden = !outcome?.words.length;
  for (const each of main.querySelectorAll("[data-without-words]")) each.hidden = Boolean(outcome?.words.length);
  if (outcome?.words.length) showWords(outcome.words);
  main.querySelector("[data-waits]").hidden = Boolean(outcome);
  document.querySelector("[data-while]").hidden = Boolean(outcome) && !outcome.words.length;
  main.querySelector("[data-now]").addEventListener("click", () => tryNow());
  main.querySelector("[data-change]").addEventListener("click", async () => {
    await ask("change");
    location.href = "verifier";
  });
}

function showWords(words) {
  const section = main.querySelector("[data-words]");
  section.hidden = false;
  for (const text of words) {
    const lines = text.split("\n").map((line) => element("p", { textContent: line }));
    section.querySelector("[data-list]").append(element("blockquote", { className: "words", dir: "auto" }, ...lines));
  }
  const copy = section.querySelector("[data-copy]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words.join("\n\n"));
    section.querySelector("[data-copied]").hidden = false;
  });
}

let pressed = false;

function tryNow() {
  pressed = true;
  main.querySelector("[data-tried]").hidden = true;
  ask("send");
}

function erase() {
  const box = document.querySelector("[data-erase]");
  box?.querySelector("button").addEventListener("click", async () => {
    stopWatching();
    await ask("erase");
    const done = document.querySelector("[data-erased]");
    const heading = element("h1", { tabIndex: -1, textContent: done.dataset.erased });
    document.title = heading.textContent;
    done.hidden = false;
    main.replaceChildren(heading, done);
    heading.focus();
  });
}

let timer = 0;
let pause = FIRST_TRY;

function watch() {
  timer = setTimeout(() => {
    ask("send");
    pause = Math.min(2 * pause, LONGEST_TRY);
    watch();
  }, pause);
}

function now() {
  if (document.visibilityState === "visible") ask("send");
}

function stopWatching() {
  clearTimeout(timer);
  removeEventListener("online", now);
  document.removeEventListener("visibilitychange", now);
}

function told({ data }) {
  if (!pathname.includes(data.token) || view.outcome || view.isStopped) return;
  if (data.state === "away") {
    const tried = main.querySelector("[data-tried]");
    if (tried && pressed) tried.hidden = false;
    return;
  }
  // A page where somebody writes is not taken from under their fingers.
  if (view.fields && data.state === "saved") {
    document.querySelector("[data-away]").hidden = true;
    document.querySelector("[data-back]").hidden = false;
    document.getElementById("hors-ligne").className = "notice success";
    stopWatching();
  } else if (!view.fields) {
    location.reload();
  }
}

if (view.fields) fill();
else if (view.rows) check();
else waiting();
erase();
new BroadcastChannel("consult").addEventListener("message", told);
if (view.isStopped && navigator.onLine) document.getElementById("hors-ligne").hidden = true;
// What the site refused waits for its author, not for the network.
if (!view.outcome && !view.isStopped) {
  addEventListener("online", now);
  document.addEventListener("visibilitychange", now);
  watch();
  // It may have left before this page could hear of it.
  ask("send");
}
