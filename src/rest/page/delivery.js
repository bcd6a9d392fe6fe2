// Brings one answer to the server: again and again with the same body, which the server takes as one answer, until it
// has been accepted or refused. Meanwhile the person is told, and the choice stands.

import { ApiError, call } from "./api.js";
import { $ } from "./dom.js";
import { say } from "./views.js";

let current = null; // the answer on its way: { stopped, wake }

export const isDelivering = () => current !== null;

/// Delivers a kept answer; then calls `accept` with the receipt or `refuse` with the error, unless it was stopped.
export async function deliver(pending, accept, refuse) {
  stopDelivery();
  const mine = { stopped: false, wake: () => {} };
  current = mine;
  showSending(true);
  const outcome = await sendUntilHeard(pending, mine).then(
    (receipt) => () => accept(receipt),
    (error) => () => {
      if (!(error instanceof ApiError)) throw error;
      refuse(error);
    },
  );
  if (mine.stopped) return;
  stopDelivery();
  outcome();
}

/// Stops sending; the answer stays kept.
export function stopDelivery() {
  if (!current) return;
  current.stopped = true;
  current.wake();
  current = null;
  showSending(false);
}

/// Throws ApiError when the server has refused the answer.
async function sendUntilHeard(pending, mine) {
  for (let failures = 0; !mine.stopped; ++failures) {
    const slow = setTimeout(() => tell(mine, "Saving your answer …", false), 1500);
    try {
      return await call("POST", `/quiz/sessions/${pending.exam}/answers`, pending.body);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.transient) throw error;
      clearTimeout(slow);
      const why = error.status === 0 ? "No connection to Haven." : "Haven is not available at the moment.";
      tell(mine, `${why} Your answer is kept and will be sent again.`, true);
      if (!mine.stopped) await pause(mine, failures, error.retryAfter);
      tell(mine, "Sending your answer again …", false);
    } finally {
      clearTimeout(slow);
    }
  }
  return null;
}

/// Waits longer after each failure, at most 15 s unless the server asks for more, or until woken.
function pause(mine, failures, retryAfter) {
  const seconds = Math.max(Math.min(2 ** failures, 15), Math.min(retryAfter, 60));
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000 * seconds * (0.85 + 0.3 * Math.random()));
    mine.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function showSending(sending) {
  $("question-form").setAttribute("aria-busy", String(sending));
  $("submit").setAttribute("aria-disabled", String(sending));
  if (!sending) showNotice("", false);
}

function tell(mine, text, canRetry) {
  if (mine.stopped) return;
  showNotice(text, canRetry);
  say(text);
}

function showNotice(text, canRetry) {
  $("delivery-text").textContent = text;
  $("delivery").hidden = text === "";
  $("delivery-retry").hidden = !canRetry;
}

$("delivery-retry").addEventListener("click", () => current?.wake());
window.addEventListener("online", () => current?.wake());
