// The screens of a questionnaire and what they are shown with, kept for when there is no network.

import { askData } from "./network.js";
import * as store from "./store.js";

const FORMAT = 1;
const ASSETS = "consult-assets";
// A questionnaire may be corrected while it is open; the server judges every answer in any case.
const FRESH = 10 * 60_000;
const MONTH = 30 * 86_400_000;
const POLICIES = ["Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"];

/** The screens of an interview say whose it is: each round has its own beside those of who answers alone. */
const keyOf = ({ address, round }) => (round ? `${address}#${round}` : address);

/** Of what is kept of a sheet; null when its screens are not here. */
export async function kitOf(record) {
  const found = record && (await store.get("kits", keyOf(record)));
  return found?.kit.format === FORMAT ? found : null;
}

/** Fetch the screens of a sheet's questionnaire, unless they were a moment ago. */
export async function keepKit(record) {
  const known = await kitOf(record);
  if (!known || Date.now() - known.at >= FRESH) await fetchKit(record, 60_000);
}

/** Fetch them as the site makes them now. */
export async function fetchKit(record, patience) {
  const { status, headers, data } = await askData(`${record.sheet}/ecrans`, {}, patience);
  if (status !== 200 || data?.format !== FORMAT) return;
  const policies = Object.fromEntries(POLICIES.filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]));
  const cache = await caches.open(ASSETS);
  const had = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname + new URL(url).search));
  await cache.addAll(data.assets.filter((address) => !had.has(address)));
  await store.put("kits", { address: keyOf(record), at: Date.now(), policies, kit: data });
  await sweep(cache);
}

/** Forget the questionnaires of last month, and the files that no other shows. */
async function sweep(cache) {
  const used = new Set();
  for (const { address, at, kit } of await store.all("kits")) {
    if (Date.now() - at > MONTH) await store.remove("kits", address);
    else for (const asset of kit.assets) used.add(asset);
  }
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!used.has(pathname + search)) await cache.delete(request);
  }
}

/** A file whose address changes with it: kept, it is the right one. */
export async function asset(request) {
  const kept = await caches.match(request.url.split("#")[0], { cacheName: ASSETS });
  return kept ?? fetch(request);
}
