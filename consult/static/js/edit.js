// Editing a part of the contract: what is typed is kept on the server every few seconds, buttons lay
// the text out, and the preview opens in the page. Without this module the same form works whole.

const PAUSE = 3_000;

const editor = document.querySelector("[data-editor]");
const form = editor.querySelector("form#texte");
const kept = form.querySelector("[data-kept]");
const said = form.querySelector("[data-said]");
const lost = form.querySelector("[data-lost]");
let typed = false;
let sent = false;
let timer = 0;

const send = (options) => fetch(editor.dataset.autosave, { method: "POST", body: new FormData(form), ...options });

/** Shown each time; read aloud only when it is news (kept for the first time, not kept any more, kept again). */
function tell(text, isKept) {
  kept.textContent = text;
  if (said.dataset.news === String(isKept)) return;
  said.dataset.news = String(isKept);
  said.textContent = text;
}

async function keep() {
  clearTimeout(timer);
  if (!typed || sent) return;
  typed = false;
  try {
    const answer = await send({ headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.expired ?? told.error);
    tell(told.told, true);
    // An alert written again, even with the same words, is read again.
    if (lost.textContent !== told.lost) lost.textContent = told.lost;
    lost.hidden = !told.lost;
  } catch (error) {
    typed = true;
    // A fault of the network has no words of ours.
    tell(error instanceof TypeError || error instanceof SyntaxError ? editor.dataset.failed : error.message, false);
    timer = setTimeout(keep, 5 * PAUSE);
  }
}

form.addEventListener("input", () => {
  typed = true;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "apercu") sent = true;
});
/** The page is being left, hidden or killed: the last words go without waiting for an answer. */
addEventListener("pagehide", () => {
  if (typed && !sent) navigator.sendBeacon(editor.dataset.autosave, new FormData(form));
});
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });

function lay(area, button) {
  const { wrap, prefix, insert } = button.dataset;
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const newLine = start && value[start - 1] !== "\n" ? "\n" : "";
  let text = "";
  if (wrap) text = `${wrap}${chosen || button.textContent}${wrap}`;
  else if (prefix) text = newLine + (chosen || button.textContent).split("\n").map((line) => prefix + line).join("\n");
  else text = `${newLine}\n${insert}\n`;
  area.focus();
  area.setRangeText(text, start, end, "select");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const tools of form.querySelectorAll("[data-tools]")) {
  const area = document.getElementById(tools.dataset.tools);
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) lay(area, button);
  });
}

const preview = document.getElementById("apercu");
form.querySelector("[name=apercu]")?.addEventListener("click", async (event) => {
  event.preventDefault();
  const button = event.currentTarget;
  const body = new FormData(form);
  body.append("apercu", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.status !== 200) throw new Error();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    preview.querySelector("[data-preview]").replaceChildren(...page.querySelector("[data-preview]").childNodes);
    preview.hidden = false;
    preview.focus();
  } catch {
    // The server says what is wrong on a page of its own.
    button.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "apercu", value: "1" }));
    sent = true;
    button.form.submit();
  }
});
