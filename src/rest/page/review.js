// Every answer again, with its key and rationale.

import { $, element } from "./dom.js";
import { duration, isNumber, letters, number } from "./words.js";

/// `categoryNames` by code.
export function showReview(items, categoryNames) {
  const missed = items.filter((item) => !item.correct).length;
  $("review-section").hidden = items.length === 0;
  $("filter-all").textContent = `All (${items.length})`;
  $("filter-missed").textContent = `Not correct (${missed})`;
  $("review").replaceChildren(...items.map((item) => reviewRow(item, categoryNames)));
  document.querySelector("[name=filter][value=all]").checked = true;
  filterReview("all");
  setAllOpen(false);
}

function reviewRow(item, categoryNames) {
  const summary = element(
    "summary",
    {},
    element("span", { class: "number" }, String(item.position)),
    element("span", { class: `verdict ${item.correct ? "good" : "bad"}` }, item.correct ? "Correct" : "Not correct"),
    element("span", { class: "review-stem" }, item.question.stem),
  );
  const body = element(
    "div",
    { class: "review-body" },
    element(
      "ul",
      { class: "review-options" },
      ...item.question.options.map((option, i) => reviewOption(item, option, i)),
    ),
    element("p", { class: "rationale" }, element("strong", {}, "Rationale"), item.rationale),
    element("p", { class: "review-meta" }, reviewMeta(item, categoryNames)),
  );
  const row = element("li", {}, element("details", {}, summary, body));
  row.dataset.correct = item.correct;
  return row;
}

function reviewOption(item, option, index) {
  const isKey = option.id === item.key.option;
  const isChosen = option.id === item.response.option;
  const tag = isKey && isChosen ? "Your answer, correct" : isKey ? "Correct answer" : isChosen ? "Your answer" : null;
  return element(
    "li",
    { class: isKey ? "key" : isChosen ? "chosen-wrong" : undefined },
    element("span", { class: "muted" }, letters[index] ?? ""),
    element("span", {}, option.text),
    tag && element("span", { class: "tag" }, tag),
  );
}

function reviewMeta(item, categoryNames) {
  const parts = [categoryNames.get(item.question.category) ?? item.question.category];
  if (isNumber(item.time_ms)) parts.push(`answered in ${duration(item.time_ms / 1000)}`);
  if (isNumber(item.theta_after)) parts.push(`ability afterwards ${number(item.theta_after)}`);
  return parts.join(" · ");
}

function filterReview(which) {
  for (const row of $("review").children) row.hidden = which === "missed" && row.dataset.correct === "true";
}

let allOpen = false;

function setAllOpen(open) {
  allOpen = open;
  for (const details of $("review").querySelectorAll("details")) details.open = open;
  $("open-all").textContent = open ? "Close all rationales" : "Open all rationales";
}

$("open-all").addEventListener("click", () => setAllOpen(!allOpen));
for (const input of document.querySelectorAll("[name=filter]")) {
  input.addEventListener("change", () => filterReview(input.value));
}
