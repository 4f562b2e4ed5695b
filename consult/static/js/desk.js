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
