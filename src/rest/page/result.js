// The result of an exam: decision, ability, categories, and how the estimate moved.

import { call } from "./api.js";
import { abilityPicture, intervalOf, shareBar, tracePicture } from "./charts.js";
import { $, element } from "./dom.js";
import { memory } from "./memory.js";
import { showReview } from "./review.js";
import { isShown, show } from "./views.js";
import { confidencePercent, duration, isNumber, number, plural } from "./words.js";

let charts = []; // drawn again when the width changes

/// Throws ApiError while the exam goes on, and for one that is not there.
export async function showResult(id) {
  if (!isShown("loading")) show("loading", "Loading the result");
  const [result, review] = await Promise.all([
    call("GET", `/quiz/sessions/${id}/result`),
    call("GET", `/quiz/sessions/${id}/review`),
  ]);
  memory.set("exam", id);
  memory.set("last_exam", id);
  const items = review.items ?? [];
  $("decision").textContent = { pass: "Pass", fail: "Fail" }[result.decision] ?? "No decision";
  $("decision").className = result.decision;
  $("decision-reason").textContent = reasonText(result);
  showAbility(result);
  showCategories(result.categories);
  showTrace(items, result);
  showReview(items, new Map(result.categories.map(({ code, name }) => [code, name])));
  show("result", `Result: ${$("decision").textContent}`);
  draw();
}

function draw() {
  for (const { host, picture } of charts) host.replaceChildren(picture(Math.max(240, host.clientWidth - 16)));
}

let drawnWidth = 0;
new ResizeObserver(() => {
  const width = $("main").clientWidth;
  if (!isShown("result") || width === drawnWidth) return;
  drawnWidth = width;
  draw();
}).observe($("main"));

function reasonText(result) {
  const count = plural(result.answered, "question");
  const side = result.decision === "pass" ? "above" : "below";
  const ends = result.decision === "none" ? "" : ` Your ability estimate lies ${side} the passing standard.`;
  switch (result.stop_reason) {
    case "confidence_interval":
      return (
        `The exam ended after ${count}, because the ${confidencePercent(result.confidence_interval.z)} interval ` +
        `of your ability lies wholly ${side} the passing standard.`
      );
    case "standard_error":
      return `The exam ended after ${count}, when your ability was known precisely enough.${ends}`;
    case "maximum_length":
      return `The exam ended after ${count}, its greatest length.${ends}`;
    case "time_limit":
      return `Time ran out after ${count}; the decision rests on these answers.${ends}`;
    case "minimum_not_met":
      return `Time ran out after ${count}, before the least number of questions was answered. That counts as a fail.`;
    case "exhausted_bank":
      return `The exam ended after ${count}, because the bank has no more questions.${ends}`;
    default:
      return `The exam ended after ${count}.${ends}`;
  }
}

function showAbility(result) {
  const interval = intervalOf(result);
  const facts = [["Ability", isNumber(result.theta) ? number(result.theta) : "not estimated"]];
  if (interval) {
    const percent = confidencePercent(result.confidence_interval.z);
    facts.push([`${percent} interval`, `${number(interval.lower)} to ${number(interval.upper)}`]);
  }
  if (isNumber(result.passing_standard)) facts.push(["Passing standard", number(result.passing_standard)]);
  facts.push(["Correct answers", `${result.correct} of ${result.answered}`]);
  facts.push(["Time taken", duration(result.elapsed_seconds)]);
  $("ability-facts").replaceChildren(
    ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
  charts = [{ host: $("ability-chart"), picture: (width) => abilityPicture(result, width) }];
}

function showCategories(categories) {
  $("category-section").hidden = categories.length === 0;
  $("categories").tBodies[0].replaceChildren(
    ...categories.map(({ name, answered, correct }) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        element("td", {}, answered > 0 ? `${correct} of ${answered}` : "not asked", shareBar(correct, answered)),
      ),
    ),
  );
}

function showTrace(items, result) {
  const steps = items.filter((item) => isNumber(item.theta_after) && isNumber(item.standard_error_after));
  $("trace-section").hidden = steps.length === 0;
  if (steps.length === 0) return;
  const z = result.confidence_interval?.z ?? 1.959964;
  $("trace-band-name").textContent = `${confidencePercent(z)} interval`;
  charts.push({ host: $("trace-chart"), picture: (width) => tracePicture(steps, result.passing_standard, z, width) });
}
