// A file that the site would refuse whole, with all that was typed beside it, is told before it leaves.

for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  const told = document.createElement("p");
  told.className = "error";
  told.setAttribute("role", "alert");
  input.before(told);
  input.addEventListener("change", () => {
    const heavy = [...input.files].some((file) => file.size > Number(input.dataset.most));
    told.textContent = heavy ? input.dataset.tooHeavy : "";
    if (heavy) input.value = "";
  });
}
