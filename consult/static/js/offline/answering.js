// A feature of the worker: the screens of a sheet, answered from this device while the site cannot be reached.

import { keepKit, kitOf } from "./kits.js";
import { SHORT, ask } from "./network.js";
import * as way from "./questionnaire.js";
import { send, tell } from "./sending.js";
import * as sheets from "./sheets.js";
import { fault } from "./values.js";

// After a try that failed, nobody waits for another one in front of each screen.
const REST = 20_000;
const LAST = "envoyer";
// Of a screen's form, what is not the answer.
const ASIDE = new Set(["csrf_token", "question", "finish"]);

export const concerns = (url) => sheets.placeOf(url.pathname) !== null;

export async function respond(request, url) {
  const place = sheets.placeOf(url.pathname);
  return request.method === "POST" ? receive(request, url, place) : show(request, url, place);
}

/** What a page of the site asks of the worker. */
export async function handle({ what, pathname }) {
  const place = sheets.placeOf(pathname);
  if (!place) return;
  if (what === "keep") await keep(place);
  if (what === "send") await send(place.token);
  if (what === "erase") await sheets.forget(place.token);
  if (what === "change") await sheets.changeKept(place.token, (row) => ({ ...row, queued: null }));
}

/** Rejects while something still waits, so that the browser calls again. */
export async function sendAll() {
  await sheets.sweep();
  const states = [];
  for (const { token } of await sheets.waiting()) states.push(await send(token));
  if (states.includes("away")) throw new TypeError("away");
}

/** A page has come from the network: its sheet is copied as the server has it, with its questionnaire. */
async function keep(place) {
  await sendAll().catch(() => {});
  const record = await sheets.read(place.token);
  if (!record) await sheets.change(place, (row) => row);
  if (!sheets.waits(record) && (await send(place.token)) === "away") return;
  const mine = await sheets.read(place.token);
  if (mine) await keepKit(mine);
}

async function show(request, url, place) {
  await sendFirst(place.token);
  if (!sheets.waits(await sheets.read(place.token)) || (await isSeen(place.token))) {
    try {
      const page = await ask(request);
      if ((await sheets.read(place.token))?.outcome) await sheets.forget(place.token);
      return page;
    } catch (error) {
      if (!(await canGoOn(place))) throw error;
      await sheets.changeKept(place.token, (row) => ({ ...row, failed: Date.now() }));
    }
  }
  return kept(url, place);
}

/** Sent, with nothing more to tell: the site leads to the receipt by itself. */
async function isSeen(token) {
  const { outcome } = (await sheets.read(token)) ?? {};
  return outcome?.part === "sent" && !outcome.words.length;
}

async function sendFirst(token) {
  const record = await sheets.read(token);
  if (!sheets.waits(record) || record.outcome) return;
  if (navigator.onLine && Date.now() - record.failed > REST) await send(token, { patience: SHORT, isQuiet: true });
}

const kitFor = async ({ token }) => kitOf(await sheets.read(token));

async function canGoOn(place) {
  return Boolean(await kitFor(place));
}

async function receive(request, url, place) {
  if (!isAnswer(place.screen)) return pass(request, place);
  const fields = [...(await request.clone().formData())].map(([name, value]) => [name, String(value)]);
  const given = fields.filter(([name]) => !ASIDE.has(name));
  const name = nameGiven(fields, place.screen);
  // A kept page has no token: what it says goes by the way of what waits.
  const isWhole = fields.some(([field]) => field === "csrf_token");
  if (isWhole && !sheets.waits(await sheets.read(place.token))) {
    try {
      const answer = await ask(request);
      if (answer.type === "opaqueredirect") await accepted(place, name, given);
      return answer;
    } catch {
      if (!(await canGoOn(place))) return stay(place);
      await sheets.changeKept(place.token, (row) => ({ ...row, failed: Date.now() }));
    }
  }
  if (place.screen === LAST) return press(place, given);
  const ends = url.searchParams.get("retour") === "verifier" || fields.some(([field]) => field === "finish");
  return answer(url, place, name, given, ends);
}

const isAnswer = (screen) => /^\d+$/.test(screen) || ["quartier", "vous", LAST].includes(screen);

/** Erasing an interview, or handing it over: an act of the site, after which this device keeps nothing of it. */
async function pass(request, place) {
  if (place.screen === "effacer") await sheets.forget(place.token);
  try {
    const answer = await ask(request);
    await sheets.forget(place.token);
    return answer;
  } catch {
    return stay(place);
  }
}

function nameGiven(fields, screen) {
  if (screen === "quartier") return way.PLACE;
  if (screen === "vous") return way.PROFILE;
  return `question:${fields.find(([field]) => field === "question")?.[1] ?? ""}`;
}

/** The first page's questionnaire was not here yet: the page stays, with what was typed in it. */
function stay(place) {
  tell(place.token, "stay");
  return new Response(null, { status: 204 });
}

async function accepted(place, name, given) {
  if (place.screen === LAST) await sheets.forget(place.token);
  else await sheets.change(place, (row) => ({ ...row, saved: { ...row.saved, [name]: given } }));
}

async function answer(url, place, name, given, ends) {
  const { kit } = await kitFor(place);
  let question = kit.questions.find((each) => each.name === name);
  const wrong = question ? fault(question, given) : "";
  const record = await sheets.change(place, (row) => {
    const faults = { ...row.faults };
    delete faults[name];
    if (wrong) faults[name] = wrong;
    return { ...row, faults, refused: false, pending: { ...row.pending, [name]: given } };
  });
  if (wrong) return lead(url.pathname + url.search);
  await sendLater();
  await sendFirst(place.token);
  const screens = sheets.screensOf((await sheets.read(place.token)) ?? record);
  // What left may have come back with the questionnaire of today, where the question has another place.
  const { kit: today } = (await kitFor(place)) ?? { kit };
  question = today.questions.find((each) => each.name === name);
  const screen = question ? String(today.questions.indexOf(question) + 1) : place.screen;
  return lead(`${place.sheet}/${ends ? "verifier" : way.after(today, screens, screen)}`);
}

async function press(place, fields) {
  const { kit } = await kitFor(place);
  const record = await sheets.change(place, (row) => {
    const screens = sheets.screensOf(row);
    const stopped = Object.keys(way.problems(kit, screens, row.faults)).length > 0 || way.checkView(kit, screens, row).isEmpty;
    const queued = row.queued ?? { name: draw(), fields };
    return { ...row, refused: stopped, queued: stopped ? null : queued };
  });
  if (!record.queued) return lead(`${place.sheet}/verifier`);
  await sendLater();
  await sendFirst(place.token);
  return lead(`${place.sheet}/${LAST}`);
}

/** Where the browser can, it wakes the worker when the network is back, even once the page is closed. */
async function sendLater() {
  await self.registration.sync?.register("consult-send").catch(() => {});
}

function draw() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const lead = (path) => Response.redirect(new URL(path, location.origin).href, 303);

/** The page of this address, as the site would make it for what this device has. */
async function kept(url, place) {
  const record = await sheets.read(place.token);
  const { kit, policies } = await kitOf(record);
  const screens = sheets.screensOf(record);
  const screen = aim(kit, screens, record, place.screen);
  if (screen !== place.screen) return lead(`${place.sheet}/${screen}`);
  return page(kit, policies, screen, {
    back: url.searchParams.get("retour") === "verifier" ? "verifier" : back(place, way.before(kit, screens, screen)),
    progress: way.progress(kit, screens, screen),
    view: view(kit, screens, record, screen),
  });
}

const back = (place, screen) => screen || place.address;

/** The screen that this address leads to. */
function aim(kit, screens, record, screen) {
  if (record.queued || record.outcome) return LAST;
  if (screen === "" || screen === LAST) return screen === LAST ? "verifier" : way.resumed(kit, screens);
  if (screen === "verifier" || screen === "quartier") return screen;
  if (!way.nameOf(kit, screen)) return way.resumed(kit, screens);
  if (screen === "vous" || way.isAsked(kit, screens, screen)) return screen;
  return way.after(kit, screens, screen);
}

function view(kit, screens, record, screen) {
  if (screen === LAST) return { outcome: record.outcome };
  const isStopped = Object.keys(record.faults).length > 0;
  if (screen === "verifier") return { ...way.checkView(kit, screens, record), isStopped };
  return { ...way.questionView(kit, screens, record.faults, screen), isStopped };
}

const ENTITIES = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

function page(kit, policies, screen, { back, progress: [step, steps], view }) {
  const marks = { "\ue000": back, "\ue001": step, "\ue002": steps, "\ue003": JSON.stringify(view) };
  const html = kit.screens[screen].replace(/[\ue000-\ue003]/g, (mark) =>
    String(marks[mark]).replace(/[&"<>]/g, (sign) => ENTITIES[sign]),
  );
  return new Response(html, { headers: { ...policies, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } });
}
