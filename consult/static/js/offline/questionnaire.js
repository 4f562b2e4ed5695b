// The way through a questionnaire, as consult/consultations/answering.py goes it. Nothing is read or kept here.
// `screens`: the fields given to each screen, by its name.

import { shown } from "./conditions.js";
import { fault, marks, skipped, value, words } from "./values.js";

export const PLACE = "place";
export const PROFILE = "profile";

export function answersOf(kit, screens) {
  const found = new Map();
  for (const question of kit.questions) {
    const given = screens[question.name] ? value(question, screens[question.name]) : null;
    if (given !== null) found.set(question.key, given);
  }
  return found;
}

export const asked = (kit, screens) => shown(kit.questions, answersOf(kit, screens));

const numberOf = (kit, question) => kit.questions.indexOf(question) + 1;
const last = (kit) => (kit.profile ? "vous" : "quartier");

/** The name of a screen's answer by the end of its address; null when there is none. */
export function nameOf(kit, screen) {
  if (screen === "quartier") return PLACE;
  if (screen === "vous") return kit.profile && PROFILE;
  return /^\d+$/.test(screen) ? (kit.questions[Number(screen) - 1]?.name ?? null) : null;
}

export function after(kit, screens, screen) {
  if (screen === "vous") return "verifier";
  if (screen === "quartier") return kit.profile ? "vous" : "verifier";
  const next = asked(kit, screens).find((each) => numberOf(kit, each) > Number(screen));
  return next ? String(numberOf(kit, next)) : "quartier";
}

/** "" for the page of the consultation. */
export function before(kit, screens, screen) {
  if (screen === "verifier") return last(kit);
  if (screen === "vous") return "quartier";
  const here = screen === "quartier" ? Infinity : Number(screen);
  const former = asked(kit, screens).findLast((each) => numberOf(kit, each) < here);
  return former ? String(numberOf(kit, former)) : "";
}

/** Where one had stopped. */
export function resumed(kit, screens) {
  if (screens[PLACE]) return "verifier";
  const way = asked(kit, screens);
  const done = way.findLast(({ name }) => screens[name]);
  if (done) return after(kit, screens, String(numberOf(kit, done)));
  return way.length ? String(numberOf(kit, way[0])) : "quartier";
}

export function isAsked(kit, screens, screen) {
  const question = kit.questions[Number(screen) - 1];
  return asked(kit, screens).includes(question);
}

/** [step, steps] of a screen. */
export function progress(kit, screens, screen) {
  const way = asked(kit, screens);
  const steps = way.length + 1 + (kit.profile ? 1 : 0);
  if (screen === "vous") return [steps, steps];
  if (screen === "quartier") return [way.length + 1, steps];
  return [way.indexOf(kit.questions[Number(screen) - 1]) + 1, steps];
}

/** What the page of a question puts in its form. */
export function questionView(kit, screens, faults, screen) {
  const name = nameOf(kit, screen);
  const question = kit.questions.find((each) => each.name === name);
  const way = question ? asked(kit, screens) : [];
  const former = question && way[way.indexOf(question) - 1];
  const given = screens[name] ?? [];
  const fields = skipped(given) && !question?.required ? [] : given;
  return {
    fields,
    fault: faults[name] ?? "",
    answered: question ? value(question, fields) !== null : fields.length > 0,
    isFirst: question === way[0],
    beginsPart: !former || former.section !== question.section,
    words: kit.words,
  };
}

/** What is missing or wrong before all can be sent, by screen. */
export function problems(kit, screens, faults) {
  const found = {};
  for (const question of asked(kit, screens)) {
    const wrong = faults[question.name] || fault(question, screens[question.name] ?? []);
    if (wrong) found[question.name] = wrong;
  }
  return found;
}

/** What the check page tells: of each line that the server wrote, whether it stays. */
export function checkView(kit, screens, { faults, refused, language }) {
  const way = new Set(asked(kit, screens));
  const wrong = problems(kit, screens, faults);
  const rows = kit.questions.map((question) => {
    const fields = screens[question.name] ?? [];
    const given = new Set(marks(question, fields));
    const typed = words(question, fields);
    return {
      asked: way.has(question),
      answered: given.size > 0 || typed !== "",
      lines: question.lines.map((line) => given.has(line)),
      typed,
      inWords: typed !== "" && question.kind !== "number",
      wrong: wrong[question.name] ?? "",
    };
  });
  const place = (screens[PLACE] ?? []).map(([, given]) => given);
  const profile = (screens[PROFILE] ?? []).map((pair) => pair.join(":"));
  return {
    rows,
    place: kit.place.lines.map((line) => place.includes(line)),
    profile: (kit.profile?.lines ?? []).map((line) => profile.includes(line)),
    isEmpty: !rows.some((row) => row.asked && row.answered),
    saysWords: rows.some((row) => row.asked && row.answered && row.inWords),
    refused: Boolean(refused),
    language,
    words: kit.words,
  };
}

/** Every word typed, in the order of the questions; for a questionnaire that changed, whatever was kept. */
export function everyWord(kit, screens) {
  const known = new Map((kit?.questions ?? []).map((question) => [question.name, question]));
  return Object.entries(screens).flatMap(([name, fields]) => {
    const question = known.get(name);
    const typed = question ? words(question, fields) : fields.filter(([field]) => field !== "skip").map(([, given]) => given).join(", ");
    const isSaid = name !== PLACE && name !== PROFILE && question?.kind !== "number";
    return typed && isSaid ? [typed] : [];
  });
}
