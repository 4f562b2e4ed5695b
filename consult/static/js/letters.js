// Three sizes of letters, kept on this device. Loaded in the way of the page: it is painted once, at its size.
(() => {
  const root = document.documentElement;
  const names = document.currentScript.dataset.sizes.split("|");
  const sizes = ["", "146.25%", "180%"];
  let at = 0;
  try {
    at = Number(localStorage.getItem("letters")) || 0;
  } catch {}
  const show = () => {
    root.style.fontSize = sizes[at] || "";
  };
  show();
  // What a page can do without until it is read.
  addEventListener("load", () => {
    const later = document.querySelector("[data-later]");
    if (later) import(later.dataset.later);
  });
  addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    const name = () => button.setAttribute("aria-label", "Aa, " + (names[at] || names[0]));
    button.type = "button";
    button.className = "letters";
    button.textContent = "Aa";
    name();
    button.onclick = () => {
      at = (at + 1) % sizes.length;
      show();
      name();
      try {
        localStorage.setItem("letters", at);
      } catch {}
    };
    const languages = document.querySelector("header .languages");
    const both = document.createElement("div");
    both.className = "reading";
    languages?.replaceWith(both);
    if (languages) both.append(button, languages);
  });
})();
