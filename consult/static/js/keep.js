// Words being written are found again after another button of their page, or the same page in another
// language, in this tab only; once they are saved, or emptied, nothing is kept.

for (const field of document.querySelectorAll("[data-keep]")) {
  const key = `keep:${field.dataset.keep}`;
  const keep = () => {
    try {
      if (field.value) sessionStorage.setItem(key, field.value);
      else sessionStorage.removeItem(key);
    } catch {
      // A browser that stores nothing: the page works as without this.
    }
  };
  try {
    field.value ||= sessionStorage.getItem(key) ?? "";
  } catch {
    continue;
  }
  field.addEventListener("input", keep);
  // Refused by the site, it comes back in the page; saved, it leaves with it.
  field.form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.hasAttribute("formaction")) keep();
    else sessionStorage.removeItem(key);
  });
}
