// What this device keeps of each sheet, by the token of its address: two sheets never meet.
//
// saved: what the server has. pending: what it has not yet. Both are the fields of screens, by name.
// faults: why the server, or the phone itself, refused a screen. queued: the last button was pressed.
// begun: the site's word for when the sheet was opened. round: whose interview it is, empty for who answers alone.
// lost: words whose question was taken off. outcome: what became of a sending, until it is seen.

import * as store from "./store.js";

const DAY = 86_400_000;
const LONGEST = { waiting: 30 * DAY, idle: DAY };
const ADDRESS = /^(.*\/consultations\/[^/]+)\/reponse\/([^/]+)(?:\/([^/]*))?$/;

/** What an address of a sheet says; null for every other address. */
export function placeOf(pathname) {
  const found = ADDRESS.exec(pathname);
  if (!found) return null;
  const [, address, token, screen = ""] = found;
  return { address, token, screen, sheet: `${address}/reponse/${token}` };
}

export function blank(place, now = Date.now()) {
  return {
    token: place.token,
    address: place.address,
    sheet: place.sheet,
    language: "",
    saved: {},
    pending: {},
    faults: {},
    queued: null,
    refused: false,
    lost: [],
    outcome: null,
    failed: 0,
    begun: "",
    round: "",
    touched: now,
  };
}

export const screensOf = (record) => ({ ...record.saved, ...record.pending });

/** Whether the device has something that the server has not, or that its author has not seen. */
export function waits(record) {
  return Boolean(record && (Object.keys(record.pending).length || record.queued || record.outcome || record.lost.length));
}

export const read = (token) => store.get("sheets", token);
export const forget = (token) => store.remove("sheets", token);

export function change(place, alter) {
  return store.change("sheets", place.token, (row) => alter({ ...(row ?? blank(place)), address: place.address, sheet: place.sheet, touched: Date.now() }));
}

/** The same for a sheet that is kept already: one that was erased meanwhile stays so. */
export function changeKept(token, alter) {
  return store.change("sheets", token, (row) => (row ? alter({ ...row }) : null));
}

export async function waiting() {
  return (await store.all("sheets")).filter((record) => waits(record) && !record.outcome);
}

/** What is on time's side goes by itself: a copy of what the server has soon, what waits after a month. */
export async function sweep(now = Date.now()) {
  for (const record of await store.all("sheets")) {
    const longest = waits(record) ? LONGEST.waiting : LONGEST.idle;
    if (now - record.touched > longest) await forget(record.token);
  }
}
