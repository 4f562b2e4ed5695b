// The fields of a screen, read as consult/consultations/forms.py does: what they say, and what is wrong.
// The server has the last word; this tells at once, without network, what it would tell.

const EDGES = /^[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;
const INSIDE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const UNPRINTABLE = /[\0-\x08\v-\x1f\x7f-\x9f\ufffe\uffff]/g;
const SPACES = /[ \xa0\u202f]/g;

export const wordy = ({ kind }) => kind === "short" || kind === "long";
export const skipped = (fields) => fields.some(([name]) => name === "skip");

export function first(fields, wanted) {
  return fields.find(([name]) => name === wanted)?.[1] ?? "";
}

/** What was ticked, or the lines of a matrix as « row:choice », or the choices of a ranking as « choice:rank ». */
export function marks(question, fields) {
  if (skipped(fields) && !question.required) return [];
  if (question.kind === "matrix") {
    return question.rows.map(({ key }) => [key, first(fields, `answer-${key}`)]).filter(([, value]) => value).map((pair) => pair.join(":"));
  }
  if (wordy(question) || question.kind === "number") return [];
  return fields.filter(([name, value]) => name === "answer" && value).map(([, value]) => value);
}

/** What was typed, as it will be kept. */
export function words(question, fields) {
  if (skipped(fields) && !question.required) return "";
  if (question.kind === "long") return clean(first(fields, "answer"));
  if (question.kind === "short") return line(first(fields, "answer"));
  if (question.kind === "number") return whole(line(first(fields, "answer"))) ?? "";
  return question.kind === "place" ? line(first(fields, "words")) : "";
}

/** What conditions read; null when the question was passed. */
export function value(question, fields) {
  const [given, typed] = [marks(question, fields), words(question, fields)];
  if (!given.length && !typed) return null;
  if (wordy(question) || question.kind === "number") return typed;
  if (question.kind === "place") return question.reads[given[0]] ?? "";
  if (question.kind === "matrix") return [];
  const keys = new Set(question.kind === "ranking" ? given.map((each) => each.replace(/:[^:]*$/, "")) : given);
  return question.choices.filter((key) => keys.has(key));
}

/** What is wrong, in the form's own words; "" when the answer can be kept. */
export function fault(question, fields) {
  if (skipped(fields) && !question.required) return "";
  const { faults } = question;
  const given = marks(question, fields);
  const typed = question.kind === "number" ? line(first(fields, "answer")) : words(question, fields);
  if (question.kind === "number" && typed && whole(typed) === null) return faults.whole;
  if (question.kind !== "number" && [...typed].length > question.longest) return faults.long;
  if (question.kind === "multiple" && question.most !== null && new Set(given).size > question.most) return faults.few;
  if (question.kind === "ranking") {
    const ranks = given.map((each) => each.split(":").pop());
    if (new Set(ranks).size < ranks.length) return faults.rank;
  }
  return question.required ? lacking(question, given, typed) : "";
}

function lacking(question, given, typed) {
  if (question.kind === "matrix") {
    const done = new Set(given.map((each) => each.split(":")[0]));
    const left = question.rows.filter(({ key }) => !done.has(key)).map(({ label }) => label);
    return left.length ? question.faults.lines.replace("@@lines@@", () => left.join(", ")) : "";
  }
  const needed = wordy(question) || question.kind === "number" ? typed : given.length;
  return needed ? "" : question.faults.required;
}

function clean(text) {
  const plain = text.replace(/\r\n?/g, "\n").normalize("NFC");
  return plain.replace(UNPRINTABLE, "").replace(EDGES, "");
}

const line = (text) => clean(text).replace(INSIDE, " ");

function whole(typed) {
  const figures = typed.replace(SPACES, "");
  return /^[0-9]{1,9}$/.test(figures) ? String(Number(figures)) : null;
}
