// Comforts of the team's pages. Every action here also exists as a button.

const TYPING = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]";

const OFF = "shortcuts-off";

/** The visible control that answers to `key`, if any. */
function controlFor(key) {
  return [...document.querySelectorAll("[data-key]")].find(
    (control) => control.dataset.key.toLowerCase() === key && !control.disabled && control.checkVisibility(),
  );
}

function pressShortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (event.target.closest?.(TYPING) || localStorage.getItem(OFF)) return;
  const control = controlFor(event.key.toLowerCase());
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.click();
}

/** Ctrl+Enter (or Cmd+Enter) sends the form being written, as its first button would. */
function sendForm(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[type=submit], button:not([type])"));
}

/** Single keys bother people who dictate or whose hands shake: they can be turned off, for good. */
function offerToTurnOff(button) {
  const show = () => button.setAttribute("aria-pressed", String(!localStorage.getItem(OFF)));
  button.hidden = !document.querySelector("[data-key]");
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
  show();
}

document.querySelectorAll("[data-shortcuts]").forEach(offerToTurnOff);
document.addEventListener("keydown", pressShortcut);
document.addEventListener("keydown", sendForm);
const current = document.querySelector(".desk-nav [aria-current]");
if (current) current.closest("nav").scrollLeft = current.offsetLeft - 80;
document.getElementById("erreurs")?.focus();
