// Writing a question: the phone beside follows what is typed, and the buttons of the lines work without a
// new page. Without this module the same buttons send the form, and « See it on a phone » fills the frame.

const PAUSE = 400;

const form = document.querySelector("[data-questionnaire]");
const phone = document.querySelector("[data-phone]");
const refresh = form.querySelector("[data-refresh]");
let timer = 0;
let asked = 0;

/** The screen of what is typed, put in the frame's page: a new page of the frame would fill the history. */
async function show() {
  const mine = ++asked;
  let page;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error();
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    // The button, which then shows what is wrong in the frame, is the way that is left.
    refresh.hidden = false;
    return;
  }
  const screen = phone.contentDocument;
  if (mine !== asked || !screen?.body) return;
  refresh.hidden = true;
  const top = screen.documentElement.scrollTop;
  for (const sheet of page.querySelectorAll("link[rel=stylesheet]")) {
    if (!screen.head.querySelector(`link[href="${sheet.getAttribute("href")}"]`)) screen.head.append(screen.importNode(sheet));
  }
  screen.title = page.title;
  screen.body.className = page.body.className;
  screen.body.replaceChildren(...[...page.body.childNodes].map((node) => screen.importNode(node, true)));
  screen.documentElement.scrollTop = top;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
}

/** Lines bear their number in their names and in what their buttons ask. */
function number(list) {
  list.querySelectorAll("[data-line]").forEach((line, index) => {
    for (const named of line.querySelectorAll("[aria-label]")) {
      named.setAttribute("aria-label", named.getAttribute("aria-label").replace(/\d+$/, index + 1));
    }
    for (const button of line.querySelectorAll("button")) {
      button.value = button.value.replace(/\d+$/, index);
      const words = button.querySelector(".visually-hidden");
      words.textContent = words.textContent.replace(/\(\d+\)$/, `(${index + 1})`);
    }
  });
}

function blank(line) {
  const copy = line.cloneNode(true);
  for (const field of copy.querySelectorAll("input")) field.value = "";
  for (const list of copy.querySelectorAll("select")) list.selectedIndex = 0;
  return copy;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=action]");
  const list = button?.closest("[data-lines]");
  if (!list) return;
  const [, verb] = button.value.split(".");
  const line = button.closest("[data-line]");
  const rows = list.querySelectorAll("[data-line]");
  if (verb === "more") {
    event.preventDefault();
    const last = rows[rows.length - 1];
    const added = blank(last);
    last.after(added);
    number(list);
    added.querySelector("input[type=text]").focus();
    return;
  }
  event.preventDefault();
  const place = [...rows].indexOf(line);
  if (verb === "up") rows[place - 1]?.before(line);
  if (verb === "down") rows[place + 1]?.after(line);
  if (verb === "drop") {
    const next = rows[place + 1] ?? rows[place - 1];
    if (next) line.remove();
    else line.replaceWith(blank(line));
    (next ?? list).querySelector("input[type=text]")?.focus();
  } else {
    button.focus();
  }
  number(list);
  soon();
});

// Leaving the page by accident would lose what is typed: the browser asks, in its own words.
let changed = false;
form.addEventListener("input", () => { changed = true; });
form.addEventListener("submit", ({ submitter }) => {
  if (!submitter?.hasAttribute("formaction")) changed = false;
});
form.querySelector("[data-leave]").addEventListener("click", () => { changed = false; });
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

form.addEventListener("input", soon);
form.addEventListener("change", soon);
// The frame has its own page first: what is typed comes over it.
if (phone.contentDocument?.readyState === "complete") show();
phone.addEventListener("load", show, { once: true });
