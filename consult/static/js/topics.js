// While groups are being prepared: the bar moves, and the page comes back with them at the end.

const panel = document.querySelector("[data-progress]");
const PAUSE = 2000;

async function look() {
  try {
    const answer = await fetch(panel.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { done, running } = await answer.json();
    if (!running) {
      location.reload();
      return;
    }
    panel.querySelector("progress").value = done;
    panel.querySelector("[data-percent]").textContent = `${done}\u202f%`;
  } catch {
    // No network for a moment: it is asked again.
  }
  setTimeout(look, PAUSE);
}

if (panel) setTimeout(look, PAUSE);
