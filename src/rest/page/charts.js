// The pictures of a result, drawn for a width in pixels, with a name and a description for those who cannot see them.

import { graphic } from "./dom.js";
import { isNumber, number } from "./words.js";

const clamp = (theta) => Math.min(4, Math.max(-4, theta)); // to the scale that is drawn
const tickName = (theta) => String(theta).replace("-", "−");
const line = (kind, x1, y1, x2, y2) => graphic("line", { class: kind, x1, y1, x2, y2 });
const label = (words, x, y, anchor = "start", kind = "") =>
  graphic("text", { x, y, "text-anchor": anchor, class: kind || undefined }, words);

/// The interval of a result, or null when the exam ended without one.
export function intervalOf(result) {
  const { lower, upper } = result.confidence_interval ?? {};
  return isNumber(lower) && isNumber(upper) ? { lower, upper } : null;
}

function picture(id, [width, height], name, description, ...parts) {
  return graphic(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": `${id}-name ${id}-description` },
    graphic("title", { id: `${id}-name` }, name),
    graphic("desc", { id: `${id}-description` }, description),
    ...parts,
  );
}

// ---------------------------------------------------------------------------------------------------------- ability

const middle = 62; // heights of the ability picture
const axis = 98;

/// Ability as a point with its interval on the scale from -4 to 4, and the passing standard.
export function abilityPicture(result, width) {
  const x = (theta) => 16 + ((clamp(theta) + 4) / 8) * (width - 32);
  const interval = intervalOf(result);
  const parts = [
    ...scale(x),
    ...(interval ? intervalBar(interval, x) : []),
    ...(isNumber(result.passing_standard) ? standardMark(x(result.passing_standard), width) : []),
    ...(isNumber(result.theta) ? [graphic("circle", { class: "point", cx: x(result.theta), cy: middle, r: 9 })] : []),
  ];
  return picture("ability", [width, axis + 50], "Ability and its interval", abilityText(result), ...parts);
}

function scale(x) {
  const parts = [line("axis", x(-4), axis, x(4), axis)];
  for (let theta = -4; theta <= 4; ++theta) {
    parts.push(line("axis", x(theta), axis, x(theta), axis + 5));
    parts.push(label(tickName(theta), x(theta), axis + 21, "middle"));
  }
  parts.push(label("lower ability", x(-4) - 8, axis + 42), label("higher ability", x(4) + 8, axis + 42, "end"));
  return parts;
}

function intervalBar({ lower, upper }, x) {
  const [left, right] = [x(lower), x(upper)];
  return [
    graphic("rect", { class: "band", x: left, y: middle - 9, width: Math.max(1, right - left), height: 18 }),
    intervalEnd(left, lower < -4 ? -7 : 0),
    intervalEnd(right, upper > 4 ? 7 : 0),
  ];
}

/// A cap, or an arrow where the interval leaves the scale.
function intervalEnd(x, arrow) {
  const d = arrow === 0 ? `M${x} ${middle - 9}v18` : `M${x} ${middle - 9}l${arrow} 9l${-arrow} 9`;
  return graphic("path", { class: "cap", d });
}

function standardMark(x, width) {
  const at = Math.min(width - 64, Math.max(64, x)); // the words stay inside
  return [label("Passing standard", at, 16, "middle", "strong"), line("standard", x, 24, x, axis)];
}

function abilityText(result) {
  const sentences = [];
  const interval = intervalOf(result);
  if (isNumber(result.theta)) sentences.push(`Estimated ability ${number(result.theta)} on a scale from −4 to 4.`);
  if (interval) sentences.push(`Interval from ${number(interval.lower)} to ${number(interval.upper)}.`);
  if (isNumber(result.passing_standard)) sentences.push(`Passing standard ${number(result.passing_standard)}.`);
  return sentences.join(" ");
}

// ------------------------------------------------------------------------------------------------------------ trace

const top = 22; // heights of the trace picture
const bottom = 212;

/// The ability after each of the `steps` of an exam, with the band of z standard errors around it.
export function tracePicture(steps, standard, z, width) {
  const [left, right] = [30, width - 14];
  const x = (index) => left + (steps.length > 1 ? index / (steps.length - 1) : 0.5) * (right - left);
  const y = (theta) => top + ((4 - clamp(theta)) / 8) * (bottom - top);
  const parts = [
    label("Ability after each question", left, 14, "start", "strong"),
    ...grid(left, right, y),
    ...steps.flatMap(({ position }, index) =>
      index === 0 || position % 10 === 0 ? [label(String(position), x(index), bottom + 22, "middle")] : [],
    ),
    band(steps, z, x, y),
    ...(isNumber(standard) ? [line("standard", left, y(standard), right, y(standard))] : []),
    ...curve(steps, x, y, width / steps.length > 9 ? 3.5 : 2.5),
  ];
  return picture("trace", [width, bottom + 30], "Ability estimate after each question", traceText(steps), ...parts);
}

function grid(left, right, y) {
  return [-4, -2, 0, 2, 4].flatMap((theta) => [
    line("grid", left, y(theta), right, y(theta)),
    label(tickName(theta), left - 8, y(theta) + 4, "end"),
  ]);
}

function band(steps, z, x, y) {
  const edge = (sign) =>
    steps.map((step, index) => `${x(index)},${y(step.theta_after + sign * z * step.standard_error_after)}`);
  return graphic("polygon", { class: "band", points: [...edge(1), ...edge(-1).reverse()].join(" ") });
}

function curve(steps, x, y, r) {
  const points = steps.map((step, index) => `${x(index)},${y(step.theta_after)}`).join(" ");
  const dots = steps.map((step, index) =>
    graphic("circle", { class: step.correct ? "right" : "wrong", cx: x(index), cy: y(step.theta_after), r }),
  );
  return [graphic("polyline", { class: "curve", points }), ...dots];
}

function traceText(steps) {
  const last = steps[steps.length - 1];
  return (
    `After question 1 the estimate was ${number(steps[0].theta_after)}; after question ${last.position} it was ` +
    `${number(last.theta_after)} with a standard error of ${number(last.standard_error_after)}. ` +
    "The estimate after every question is listed under Your answers."
  );
}

// -------------------------------------------------------------------------------------------------------- categories

/// A bar for a share; the numbers stand beside it.
export function shareBar(part, whole) {
  const share = whole > 0 ? (100 * part) / whole : 0;
  return graphic(
    "svg",
    { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    graphic("rect", { class: "bar-room", width: 100, height: 6 }),
    graphic("rect", { class: "bar", width: share, height: 6 }),
  );
}
