// Sending what waits, in one request a sheet, once: the name of a sending stays the same at each try.

import { fetchKit, kitOf } from "./kits.js";
import { PATIENCE, askData } from "./network.js";
import { PLACE, PROFILE, everyWord } from "./questionnaire.js";
import * as sheets from "./sheets.js";

const told = new BroadcastChannel("consult");
const AGAIN = new Set([400, 408, 425, 429]);

export const tell = (token, state) => told.postMessage({ token, state });

/**
 * « sent », « saved », « refused », « over » or « away »; every page of the sheet is told, unless one is being
 * left for another: it would load itself again under the finger that leaves it.
 */
export function send(token, { patience = PATIENCE, isQuiet = false } = {}) {
  // One at a time, whichever tab asks.
  return navigator.locks.request(`consult-sheet-${token}`, async () => {
    const record = await sheets.read(token);
    let state = "over";
    try {
      if (record && !record.outcome) state = await replay(record, patience);
    } catch {
      state = "away";
    }
    if (state === "away") await sheets.changeKept(token, (row) => ({ ...row, failed: Date.now() }));
    if (!isQuiet) tell(token, state);
    return state;
  });
}

async function replay(record, patience) {
  const address = `${record.sheet}/hors-ligne`;
  const state = await askData(address, {}, patience);
  if (state.status === 404) return end(record, { part: "refused" });
  if (state.status !== 200) return "away";
  if (!sheets.waits(record)) return refresh(record, state.data);
  const all = state.data.known || state.data.receipt ? record.pending : sheets.screensOf(record);
  // What was refused waits for its author.
  const screens = Object.fromEntries(Object.entries(all).filter(([name]) => !record.faults[name]));
  if (!Object.keys(screens).length && !record.queued) return "refused";
  const answer = await askData(
    address,
    {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": state.data.csrf },
      body: JSON.stringify({ screens, send: record.queued?.fields ?? null, name: record.queued?.name ?? null, begun: record.begun || null }),
    },
    Math.max(patience, PATIENCE),
  );
  return conclude(record, screens, answer);
}

/** Nothing waited: the copy is made as the server has it. */
async function refresh(record, { screens, language, receipt, begun, round }) {
  await sheets.changeKept(record.token, (row) => (receipt ? null : { ...row, saved: screens, language, round, begun: row.begun || begun, failed: 0 }));
  return receipt ? "sent" : "saved";
}

async function conclude(record, screens, { status, data }) {
  if (status === 200 && data.receipt) {
    const gone = await wordsOf(record, pick(screens, data.gone ?? []));
    return end(record, { part: "sent", receipt: data.receipt, code: data.code }, [...record.lost, ...gone]);
  }
  if (status === 200) return partly(record, screens, data);
  if (status === 409 && (data?.receipt || data?.sent)) {
    return end(record, { part: "already", receipt: data.receipt, code: data.code }, await wordsOf(record, record.pending));
  }
  if (status === 409) return end(record, { part: data?.closed ? "closed" : "refused", why: data?.why });
  if (AGAIN.has(status) || status >= 500 || status === 0) return "away";
  return end(record, { part: "refused" });
}

/** The answers leave the device, or only their words stay for their author to copy. */
async function end(record, outcome, words = null) {
  const left = words ?? (await wordsOf(record, sheets.screensOf(record)));
  await sheets.changeKept(record.token, (row) => ({
    ...row,
    saved: {},
    pending: {},
    faults: {},
    queued: null,
    lost: [],
    outcome: { ...outcome, words: left },
  }));
  return outcome.part === "sent" ? "sent" : "over";
}

/** What was right is the server's now; the rest goes back to its author, with the reason, on the screens of today. */
async function partly(record, screens, { errors, gone, empty }) {
  const isOld = Object.keys(errors).length > 0 || gone.length > 0;
  const lost = await wordsOf(record, pick(screens, gone));
  await sheets.changeKept(record.token, (row) => {
    const [saved, pending] = [{ ...row.saved }, { ...row.pending }];
    for (const [name, fields] of Object.entries(screens)) {
      // What was answered while this was on its way waits for the next time.
      const isSame = JSON.stringify(pending[name] ?? fields) === JSON.stringify(fields);
      if (name in errors || !isSame) continue;
      delete pending[name];
      if (gone.includes(name)) delete saved[name];
      else saved[name] = fields;
    }
    const stopped = Object.keys(errors).length > 0 || empty;
    return {
      ...row,
      saved,
      pending,
      faults: { ...row.faults, ...errors },
      queued: stopped ? null : row.queued,
      refused: row.refused || Boolean(row.queued && stopped),
      lost: [...row.lost, ...lost],
      failed: 0,
    };
  });
  if (isOld) await renew(record).catch(() => {});
  return Object.keys(errors).length || empty ? "refused" : "saved";
}

/** The questionnaire changed: its screens are fetched again, and what it no longer asks is not put right any more. */
async function renew(record) {
  await fetchKit(record, PATIENCE);
  const { kit } = await kitOf(record);
  const known = new Set([PLACE, PROFILE, ...kit.questions.map(({ name }) => name)]);
  await sheets.changeKept(record.token, (row) => ({
    ...row,
    faults: Object.fromEntries(Object.entries(row.faults).filter(([name]) => known.has(name))),
  }));
}

const pick = (screens, names) => Object.fromEntries(names.map((name) => [name, screens[name] ?? []]));

async function wordsOf(record, screens) {
  return everyWord((await kitOf(record))?.kit, screens);
}
