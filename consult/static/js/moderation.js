// The moderators' line: moving in the list by keys, telling who reads, showing the undo for a while.
// Everything here also works without scripts, by links and buttons.

import { shortcut } from "./keys.js";

const DOWN = ["j", "arrowdown"];
const UP = ["k", "arrowup"];
const SHOWN_FOR = 10_000;
// A claim lasts ten minutes: it is kept while somebody moves or types.
const KEEP_EVERY = 3 * 60_000;

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > li > a")];
}

function moveInList(event, list) {
  const key = shortcut(event);
  const inside = list.contains(event.target);
  const step = DOWN.includes(key) ? 1 : UP.includes(key) ? -1 : 0;
  const row = event.target.closest?.("[data-list] > li");
  if (step && (inside || key.length === 1)) {
    const rows = rowsOf(list);
    const here = rows.findIndex((each) => each.parentElement === row);
    const next = rows[here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step];
    event.preventDefault();
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  } else if (key === "x" && row) {
    event.preventDefault();
    row.querySelector("input[type=checkbox]")?.click();
  }
}

/** Well in sight for ten seconds; afterwards the button stays, in its place. */
function showUndo(notice) {
  notice.classList.add("fresh");
  setTimeout(() => notice.classList.remove("fresh"), SHOWN_FOR);
}

/** Press « I am reading it » by itself when the page opens and, while one works, now and then. */
function keepClaim(box) {
  const form = box.querySelector("form");
  const say = (mine) => {
    box.querySelector("[data-claim-mine]").hidden = !mine;
    box.querySelector("[data-claim-lost]").hidden = mine;
  };
  let worked = false;
  let last = 0;
  const send = async () => {
    last = Date.now();
    worked = false;
    // The answer leads back to this page: not following it is enough to know that it is one.
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") say(true);
    else if (answer.status === 409) say(false);
  };
  const quietly = () => send().catch(() => {});
  form.hidden = true;
  // A screen reader moves without keys or pointer: the focus follows it from place to place.
  for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "focusin"]) {
    document.addEventListener(kind, () => { worked = true; }, { passive: true });
  }
  setInterval(() => {
    if (worked && !document.hidden && Date.now() - last >= KEEP_EVERY) quietly();
  }, 15_000);
  if (box.dataset.claim === "free") quietly();
  else last = Date.now();
}

const list = document.querySelector("[data-list]");
if (list) document.addEventListener("keydown", (event) => moveInList(event, list));
document.querySelectorAll("[data-undo]").forEach(showUndo);
document.querySelectorAll("[data-claim]").forEach(keepClaim);
