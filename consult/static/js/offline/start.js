// On a screen that came from the network: the worker that will go on without it, and what is known of this sheet.

const { content: address, dataset } = document.querySelector("meta[name=worker]");
const worker = navigator.serviceWorker;
const PATIENCE = 8_000;

function tellAway() {
  const notice = document.getElementById("hors-ligne") ?? document.createElement("div");
  notice.id = "hors-ligne";
  notice.className = "notice warning";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  notice.replaceChildren(Object.assign(document.createElement("p"), { textContent: dataset.away }));
  document.getElementById("contenu").prepend(notice);
  notice.focus();
}

/** Without a worker a form that leaves while the network is gone loses its page: ask first. */
async function askFirst(event) {
  if (worker?.controller || event.defaultPrevented) return;
  event.preventDefault();
  const { target, submitter } = event;
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    tellAway();
    return;
  }
  removeEventListener("submit", askFirst);
  target.requestSubmit(submitter);
}

async function begin() {
  const { pathname } = location;
  new BroadcastChannel("consult").addEventListener("message", ({ data }) => {
    if (data.state === "stay" && pathname.includes(data.token)) tellAway();
  });
  const scope = pathname.slice(0, pathname.indexOf("/consultations/") + "/consultations/".length);
  await worker.register(address, { scope, type: "module" });
  (await worker.ready).active.postMessage({ what: "keep", pathname });
}

addEventListener("submit", askFirst);
// After the page: what is for later takes nothing from what is read now.
if (document.readyState === "complete") begin().catch(() => {});
else addEventListener("load", () => begin().catch(() => {}), { once: true });
