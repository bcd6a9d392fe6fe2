// The time left, by the server's clock.

import { serverNow } from "./api.js";
import { $ } from "./dom.js";
import { isShown, say } from "./views.js";
import { duration } from "./words.js";

const warnings = { 1800: "30 minutes left.", 300: "5 minutes left.", 60: "1 minute left." };
const patience = 3000; // milliseconds between two questions whether time is over

let clock = null;
let askedAt = 0;

/// Null for an exam without a time limit.
export function secondsLeft(exam) {
  return exam.deadline_at ? Math.max(0, (Date.parse(exam.deadline_at) - serverNow()) / 1000) : null;
}

/// Shows the time left of an exam while its question is shown. Calls `over` when it seems to have run out: only the
/// server knows, so it is called again if the exam goes on.
export function startClock(exam, over) {
  clearInterval(clock);
  $("progress-time").hidden = !exam.deadline_at;
  if (!exam.deadline_at) return;
  $("time-left").textContent = duration(secondsLeft(exam));
  clock = setInterval(() => tick(exam, over), 1000);
}

function tick(exam, over) {
  if (!isShown("question")) return clearInterval(clock);
  const left = secondsLeft(exam);
  $("time-left").textContent = duration(left);
  const warning = warnings[Math.round(left)];
  if (warning) say(warning);
  if (left > 0 || Date.now() - askedAt < patience) return;
  askedAt = Date.now();
  over();
}
