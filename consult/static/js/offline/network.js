// A network that is there and answers nothing is no network: after some seconds we go on without it.

export const PATIENCE = 8_000;
// In front of somebody who already goes on without network.
export const SHORT = 3_000;
const AWAY = new Set([502, 503, 504]);

/** Rejects when nothing comes in `patience` ms, or when only the relay before the site answers. */
export async function ask(request, options = {}, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(request, { ...options, signal: stop.signal });
    if (AWAY.has(answer.status)) throw new TypeError("away");
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** The same with its body as data; it may be refused: look at `status`. */
export async function askData(address, options = {}, patience = PATIENCE) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(address, { cache: "no-store", ...options, signal: stop.signal });
    const isData = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.status, headers: answer.headers, data: isData ? await answer.json() : null };
  } finally {
    clearTimeout(timer);
  }
}
