// While groups are being prepared: the bar moves, and at the end a link leads to them. The page never
// changes under whoever is reading it.

const panel = document.querySelector("[data-progress]");
const PAUSE = 2000;

function end() {
  const waiting = panel.querySelector("[data-waiting]");
  const place = panel.querySelector("[data-end]");
  const hadFocus = waiting.contains(document.activeElement);
  waiting.remove();
  place.append(panel.querySelector("template").content);
  if (hadFocus) place.querySelector("a").focus();
}

async function look() {
  try {
    const answer = await fetch(panel.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { done, running } = await answer.json();
    if (!running) {
      end();
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
