// What a condition answers, as consult/consultations/conditions/evaluating.py does: a test holds them equal.
// Answers are by question key: a list of ticked keys, or a text; a number is its figures.

// What Python takes for a blank: a browser's own list has others.
const BLANKS = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const NUMBER = /^[ \t\r\n]*(-?)([0-9]*)(?:\.([0-9]*))?[ \t\r\n]*$/;

/** The questions to ask, in their order: what a question no longer asked was answered does not count. */
export function shown(questions, answers) {
  const asked = new Map();
  return questions.filter(({ key, condition }) => {
    if (condition && !holds(condition, asked)) return false;
    if (answers.has(key)) asked.set(key, answers.get(key));
    return true;
  });
}

export function holds([name, ...rest], answers) {
  switch (name) {
    case "all":
      return rest.every((each) => holds(each, answers));
    case "any":
      return rest.some((each) => holds(each, answers));
    case "not":
      return !holds(rest[0], answers);
    case "selected":
      return ticked(answers, rest[0]).includes(rest[1]);
    case "count":
      return compare(String(ticked(answers, rest[0]).length), rest[1], rest[2].number);
    default:
      return asText(answers, rest);
  }
}

function asText(answers, [key, comparison, { text, number }]) {
  const given = answers.get(key) ?? "";
  const left = Array.isArray(given) ? given.join(" ") : given;
  if (text !== undefined && (comparison === "=" || comparison === "!=")) {
    return (left === text) === (comparison === "=");
  }
  return compare(left, comparison, text ?? number);
}

function ticked(answers, key) {
  const given = answers.get(key) ?? "";
  return Array.isArray(given) ? given : given.split(BLANKS).filter(Boolean);
}

/** Of two numbers as they are written, exactly. What is not one is different from all, and has no order. */
function compare(left, comparison, right) {
  const [first, second] = [figures(left), figures(right)];
  if (!first || !second) return comparison === "!=";
  const scale = Math.max(first.fraction.length, second.fraction.length);
  const [a, b] = [first, second].map((each) => scaled(each, scale));
  switch (comparison) {
    case "=":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function figures(text) {
  const found = NUMBER.exec(text);
  if (!found) return null;
  const [, sign, whole, fraction = ""] = found;
  return whole || fraction ? { sign, whole, fraction } : null;
}

function scaled({ sign, whole, fraction }, scale) {
  const value = BigInt(whole + fraction.padEnd(scale, "0"));
  return sign ? -value : value;
}
