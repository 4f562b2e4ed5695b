// A workshop's record: lines are sent one by one, and none is lost when the network goes.
// Without this module the same form works page by page.

const form = document.getElementById("saisie");
const line = document.getElementById("text");
const state = document.getElementById("etat");
const refused = form.querySelector(".refused");
const STORE = `consult-workshop-${state.dataset.workshop}`;
const RETRY = 5_000;
let sending = false;
let problem = "";

/** Lines not sent yet, oldest first: each is the list of [name, value] of its form. */
const queue = {
  read: () => JSON.parse(localStorage.getItem(STORE) ?? "[]"),
  write(lines) {
    if (lines.length) localStorage.setItem(STORE, JSON.stringify(lines));
    else localStorage.removeItem(STORE);
  },
  add(fields) {
    queue.write([...queue.read(), fields]);
  },
  drop(key) {
    queue.write(queue.read().filter((fields) => keyOf(fields) !== key));
  },
};

const keyOf = (fields) => fields.find(([name]) => name === "client_key")?.[1];

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell() {
  const waiting = queue.read().length;
  const { saved, one, many } = state.dataset;
  const count = waiting > 1 ? many.replace("{n}", waiting) : one;
  const words = [waiting ? count : saved, problem].filter(Boolean).join(" · ");
  // Written again, the same words would be read aloud again.
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("waiting", waiting > 0);
  state.hidden = false;
}

/** Text, numbers and ticks are for one line; kind, part and who speaks are for the next one too. */
function prepareNext() {
  line.value = "";
  form.elements.client_key.value = newKey();
  form.elements.heard_from.value = 1;
  form.elements.dots.value = 0;
  form.elements.intensity.value = "modere";
  form.elements.confidential.checked = false;
  for (const box of form.querySelectorAll("[name=enjeux]")) box.checked = false;
  line.focus();
}

async function post(url, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, name === "csrf_token" ? form.elements.csrf_token.value : value);
  const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  if (response.type === "opaqueredirect") return { signedOut: true };
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return { status: response.status, ...(isJson ? await response.json() : {}) };
}

function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function show(answer) {
  const fresh = element(answer.html);
  const shown = document.getElementById(fresh.id);
  if (shown) shown.replaceWith(fresh);
  else (document.querySelector(`.heard-list[data-part="${answer.part}"]`) ?? document.querySelector(".heard-list")).append(fresh);
  document.getElementById("rien")?.remove();
  document.getElementById("total").textContent = answer.total;
}

/** A line that the server does not accept goes back under the fingers, with the reason. */
function giveBack(fields, errors) {
  for (const [name, value] of fields) {
    const control = form.elements[name];
    if (name !== "csrf_token" && control && "value" in control && control.type !== "checkbox") control.value = value;
  }
  const ticked = new Set(fields.filter(([name]) => name === "enjeux").map(([, value]) => value));
  for (const box of form.querySelectorAll("[name=enjeux]")) box.checked = ticked.has(box.value);
  form.elements.confidential.checked = fields.some(([name]) => name === "confidential");
  refused.textContent = errors.join(" ");
  refused.hidden = false;
  line.focus();
}

/** Send what waits, oldest first; stops at the first sign that the network or the session is gone. */
async function send() {
  if (sending) return;
  sending = true;
  try {
    for (let fields = queue.read()[0]; fields; fields = queue.read()[0]) {
      const answer = await post(form.action, fields);
      if (answer.signedOut) problem = state.dataset.signedOut;
      else if (answer.expired || answer.status === 400) problem = state.dataset.expired;
      else if (answer.html) {
        problem = "";
        queue.drop(keyOf(fields));
        show(answer);
        tell();
        continue;
      } else if (answer.errors) {
        queue.drop(keyOf(fields));
        giveBack(fields, answer.errors);
        continue;
      }
      break;
    }
  } catch {
    // The network is away: what waits stays on this tablet.
  } finally {
    sending = false;
    tell();
  }
}

function keepLine(event) {
  event.preventDefault();
  if (!line.value.trim()) {
    line.focus();
    return;
  }
  refused.hidden = true;
  queue.add([...new FormData(form)]);
  prepareNext();
  tell();
  send();
}

/** Dots and removals without leaving the page; the plain form is the fallback. */
async function act(event) {
  const target = event.target;
  if (!target.matches(".said-tools, .removed form")) return;
  event.preventDefault();
  const button = event.submitter;
  const url = button?.hasAttribute("formaction") ? button.formAction : target.action;
  const fields = [...new FormData(target)];
  if (button?.name) fields.push([button.name, button.value]);
  try {
    const answer = await post(url, fields);
    if (answer.html && answer.id === undefined) takeAway(target, answer);
    else if (answer.html) putBack(target, answer, button?.value);
    else location.reload();
    if (answer.total) document.getElementById("total").textContent = answer.total;
  } catch {
    target.submit();
  }
}

/** The focus goes where the words can be put back, never to the top of the page. */
function takeAway(target, answer) {
  const place = target.closest("li");
  place.replaceChildren(element(answer.html));
  place.querySelector("button").focus();
}

/** The same button keeps the focus, so that dots can be counted one after the other. */
function putBack(target, answer, pressed) {
  const place = target.closest("li");
  if (place && target.closest(".removed")) place.replaceWith(element(answer.html));
  else show(answer);
  const buttons = [...document.querySelectorAll(`#parole-${answer.id} .said-tools button:enabled`)];
  (buttons.find((button) => pressed && button.value === pressed) ?? buttons[0])?.focus();
}

/** Alt+1 to Alt+7 choose the kind, Alt+a letter an enjeu, even while typing. */
function choose(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  // The sign that the keyboard prints; the key itself where Alt changes the sign, or for a French digit.
  const sign = /^[a-z0-9]$/i.test(event.key) ? event.key : event.code.replace(/^(Digit|Numpad|Key)/, "");
  const control = form.querySelector(`[data-alt="${CSS.escape(sign.toLowerCase())}"]`);
  if (!control) return;
  event.preventDefault();
  if (control.type === "radio") control.checked = true;
  else control.checked = !control.checked;
}

/** Without a place to keep what is not sent, the plain form is safer. */
function canKeep() {
  try {
    localStorage.setItem(`${STORE}-test`, "1");
    localStorage.removeItem(`${STORE}-test`);
    return true;
  } catch {
    return false;
  }
}

document.getElementById("touches").hidden = matchMedia("(any-hover: none)").matches;
document.addEventListener("keydown", choose);
document.addEventListener("submit", act);
if (canKeep()) {
  form.addEventListener("submit", keepLine);
  window.addEventListener("online", send);
  setInterval(() => queue.read().length && send(), RETRY);
  tell();
  send();
}
