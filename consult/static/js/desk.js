// Comforts of the team's pages. Every action here also exists as a button.

import { OFF, shortcut } from "./keys.js";

/** The visible control that answers to `key`, if any. */
function controlFor(key) {
  return [...document.querySelectorAll("[data-key]")].find(
    (control) => control.dataset.key.toLowerCase() === key && !control.disabled && control.checkVisibility(),
  );
}

function pressShortcut(event) {
  const key = shortcut(event);
  const control = key && controlFor(key);
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.click();
}

/** Ctrl+Enter (or Cmd+Enter) sends the form being written, when it is plain which button that is. */
function sendForm(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = event.target.closest?.("form");
  const buttons = form ? [...form.querySelectorAll("button[type=submit], button:not([type])")] : [];
  const main = buttons.length === 1 ? buttons[0] : buttons.find((button) => button.matches(".primary"));
  if (!main) return;
  event.preventDefault();
  form.requestSubmit(main);
}

/** Single keys bother people who dictate or whose hands shake: they can be turned off, for good. */
function offerToTurnOff(button) {
  const show = () => button.setAttribute("aria-pressed", String(!localStorage.getItem(OFF)));
  button.hidden = !document.querySelector("[data-key], [data-typing]");
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
  show();
}

/** A page opened at one of its places gives the focus to no message: what has just been done is read aloud all the same. */
function readAloud(message) {
  const voice = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  voice.setAttribute("role", "status");
  document.body.append(voice);
  setTimeout(() => { voice.textContent = message.textContent.trim(); }, 500);
}

const told = document.querySelector(".told");
// Not `:target`, which the browser sets later.
if (told && location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))) readAloud(told);
document.querySelectorAll("[data-shortcuts]").forEach(offerToTurnOff);
document.addEventListener("keydown", pressShortcut);
document.addEventListener("keydown", sendForm);
const current = document.querySelector(".desk-nav [aria-current]");
if (current) current.closest("nav").scrollLeft = current.offsetLeft - 80;
document.getElementById("erreurs")?.focus();
