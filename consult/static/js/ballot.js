// The running total of a ballot, and points given one by one, without asking the server; it counts again anyway.
const form = document.querySelector("form.ballot");
const { kind, limit } = form.dataset;
const told = form.querySelector("[data-told]");
const over = form.querySelector("[data-over]");
const euros = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR", maximumFractionDigits: 0 });
// Projects of other quarters are not on the page: what those chosen come to is `elsewhere`.
const value = (project) => {
  if (kind === "approval") return project.querySelector(":checked") ? 1 : 0;
  if (kind === "knapsack") return project.querySelector(":checked") ? Number(project.dataset.cost) : 0;
  if (kind === "points") return Math.max(0, parseInt(project.querySelector("input").value, 10) || 0);
  return project.querySelector(":checked") ? 1 : 0;
};
const here = () => [...form.querySelectorAll(".project")].reduce((sum, project) => sum + value(project), 0);
const elsewhere = Number(form.dataset.elsewhere);
const show = () => {
  const sum = elsewhere + here();
  told.textContent = kind === "knapsack" ? euros.format(sum) : sum;
  over.hidden = kind === "grades" || !limit || sum <= Number(limit);
};
form.addEventListener("input", show);
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[value^='plus:'], button[value^='minus:']");
  if (!button) return;
  event.preventDefault();
  const field = button.closest(".project").querySelector("input");
  const points = (parseInt(field.value, 10) || 0) + (button.value.startsWith("plus") ? 1 : -1);
  field.value = Math.max(0, points);
  show();
});
form.querySelector("[data-count]").hidden = true;
addEventListener("pageshow", show);
