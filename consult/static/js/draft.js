// An idea being written is kept on this device until it is sent, or erased by whoever wrote it. Loaded after the page: it is
// not needed to read it. Only what describes the idea is kept: never who one is.
const form = document.querySelector("[data-later]");
const key = `draft:${form.getAttribute("action").replace(/^\/\w\w\//, "/")}`;
const names = ["title", "text", "place", "where", "beneficiaries", "photo_alt"];
const fields = names.map((name) => form.elements[name]).filter(Boolean);
const DAYS = 7;

const note = document.createElement("p");
note.className = "hint row";
note.setAttribute("role", "status");
note.hidden = true;
const [told, erase] = form.dataset.words.split("|");
const button = document.createElement("button");
button.type = "button";
button.className = "button quiet";
button.textContent = erase;
note.append(told, " ", button);
form.querySelector("[type=submit]").before(note);

const write = () => {
  const kept = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  const written = fields.some((field) => field.tagName !== "SELECT" && field.value);
  try {
    if (written) localStorage.setItem(key, JSON.stringify({ at: Date.now(), kept }));
    else localStorage.removeItem(key);
    note.hidden = !written;
  } catch {
    // A browser that stores nothing: the page works as without this.
  }
};
const forget = () => {
  try {
    localStorage.removeItem(key);
  } catch {}
  note.hidden = true;
};

try {
  const { at, kept } = JSON.parse(localStorage.getItem(key) ?? "{}");
  if (kept && Date.now() - at > DAYS * 86400e3) forget();
  else if (kept && fields.every((field) => field.tagName === "SELECT" || !field.value)) {
    for (const field of fields) if (kept[field.name]) field.value = kept[field.name];
    note.hidden = false;
  }
} catch {}
form.addEventListener("input", write);
// Without network nothing leaves: it is found again.
form.addEventListener("submit", () => navigator.onLine && forget());
button.addEventListener("click", () => {
  for (const field of fields) if (field.tagName === "SELECT") field.selectedIndex = 0;
  else field.value = "";
  forget();
  fields[0].focus();
});
