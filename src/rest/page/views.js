// One view at a time, messages in it, and what to do when a request fails.

import { ApiError, currentUser, isLoggedIn } from "./api.js";
import { $ } from "./dom.js";
import { duration } from "./words.js";

const views = ["loading", "trouble", "login", "register", "home", "question", "result"];
let shown = null;
let askForLogin = () => {};

export const isShown = (name) => shown === name;

/// Who asks for a login, with a message, when one has ended.
export function onLoginEnded(handler) {
  askForLogin = handler;
}

export function loginEnded(message) {
  askForLogin(message);
}

/// Shows one view and moves the focus to its heading, so that a screen reader starts there.
export function show(name, title) {
  for (const view of views) $(`view-${view}`).hidden = view !== name;
  $("account").hidden = !isLoggedIn();
  $("account-name").textContent = currentUser()?.display_name ?? "";
  document.title = `${title} – Haven`;
  shown = name;
  window.scrollTo(0, 0);
  $(`view-${name}`).querySelector("h1").focus({ preventScroll: true });
}

/// Tells a screen reader, without moving the focus.
export function say(text) {
  $("status").textContent = text;
}

/// Shows or, without text, hides a message.
export function tell(id, text, calm = false) {
  const message = $(id);
  message.textContent = text ?? "";
  message.hidden = !text;
  message.classList.toggle("calm", calm);
}

/// Runs what a person asked for. A server that cannot be reached offers to do the same again.
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) loginEnded("Your login has ended. Log in again to go on; nothing is lost.");
    else showTrouble(error, () => attempt(work));
  }
}

/// Why the same may succeed later.
export function outage(error) {
  if (error.status === 0) return "Haven cannot be reached: the connection or the server is down.";
  const wait = error.retryAfter > 0 ? `in ${duration(error.retryAfter)}` : "in a moment";
  return error.status === 429 ? `Too many requests. Try again ${wait}.` : `Haven is busy. Try again ${wait}.`;
}

function showTrouble(error, again) {
  $("trouble-title").textContent = error.status === 0 ? "Haven cannot be reached" : "That did not work";
  $("trouble-text").textContent = error.transient
    ? `${outage(error)} Nothing that you submitted is lost.`
    : error.message;
  $("trouble-retry").onclick = again;
  show("trouble", "Trouble");
}
