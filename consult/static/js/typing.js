// Typing a sheet of paper with both hands on the keyboard. Without a script the same fields are filled with Tab and arrows.

import { OFF } from "./keys.js";

const LINES = "input:not([type=radio], [type=checkbox], [type=date])";
const form = document.querySelector("form.typing");

/** Where the typing stops, in order: a group of boxes is one stop, each line or list of ranks another. */
function stops() {
  return [...form.querySelectorAll("[data-typing]"), form.querySelector(".save button")];
}

function stopOf(element) {
  return element.closest("[data-typing]") ?? element.closest(".save button");
}

/** Into a group, the box that is ticked, or the first one; the words of a line are chosen, so that typing replaces them. */
function enter(stop) {
  const box = stop.querySelector?.("input:checked:not([data-mark='0'])") ?? stop.querySelector?.("input");
  const target = stop.matches("fieldset") ? box : stop;
  target.focus();
  if (target.matches(LINES)) target.select();
}

function go(from, by) {
  const all = stops();
  const next = all[all.indexOf(from) + by];
  if (next) enter(next);
}

function illegibleOf(stop) {
  return stop.closest(".typed")?.querySelector(".illegible input");
}

/** The box that bears `mark` in a group; « 0 » is that of what cannot be read. */
function boxOf(stop, mark) {
  if (mark === "0") return illegibleOf(stop);
  return [...stop.querySelectorAll("[data-mark]")].find((box) => box.dataset.mark === mark);
}

function tick(stop, box, mark) {
  const radio = box.type === "radio";
  box.checked = radio || !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  if (radio || (mark === "0" && box.checked)) go(stop, 1);
  else box.focus();
}

/** Nothing is ticked there on the paper. */
function clear(stop) {
  for (const box of stop.querySelectorAll("input:checked")) {
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return true;
}

function rank(select, digit) {
  const option = [...select.options].find((each) => each.text === digit);
  if (!option) return false;
  select.value = option.value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  go(select, 1);
  return true;
}

/** Whether the key is one of ours here, and done. */
function pressed(stop, event) {
  const kind = stop.dataset.typing;
  const key = event.key.toLowerCase();
  if (event.altKey && event.code === "Digit0") {
    const box = illegibleOf(stop);
    if (box) tick(stop, box, "0");
    return Boolean(box);
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Enter" && !stop.matches("textarea, button")) {
    go(stop, 1);
    return true;
  }
  if (event.key === "Tab" && stop.matches("fieldset")) {
    go(stop, event.shiftKey ? -1 : 1);
    return true;
  }
  if (event.key === "Backspace" && stop.matches("fieldset")) return clear(stop);
  if (key.length !== 1 || localStorage.getItem(OFF)) return false;
  const digit = /^Digit\d$/.test(event.code) ? event.code.slice(-1) : key;
  if (kind === "rank") return rank(stop, digit);
  if (kind !== "one" && kind !== "several") return false;
  const box = boxOf(stop, /\d/.test(digit) ? digit : key);
  if (box) tick(stop, box, digit);
  return Boolean(box);
}

form?.addEventListener("keydown", (event) => {
  const stop = stopOf(event.target);
  if (!stop || event.repeat || event.isComposing) return;
  if (pressed(stop, event)) event.preventDefault();
});

// One key away from everywhere in its question, so out of the way of Tab.
form?.querySelectorAll(".illegible input").forEach((box) => { box.tabIndex = -1; });
// The expected number is there: typing replaces it, Enter accepts it.
const first = form?.querySelector("[data-typing]");
if (first && document.activeElement === first) first.select();
