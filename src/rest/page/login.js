// Logging in, registering, logging out.

import * as api from "./api.js";
import { stopDelivery } from "./delivery.js";
import { $ } from "./dom.js";
import { findExam } from "./exam.js";
import { pendingAnswer } from "./memory.js";
import { attempt, outage, show, tell } from "./views.js";
import { sentence } from "./words.js";

export function showLogin(message, calm = true) {
  stopDelivery();
  tell("login-message", message, calm);
  markFields("login", {});
  show("login", "Log in");
}

function showRegister() {
  tell("register-message", "");
  markFields("register", {});
  show("register", "Create an account");
}

/// Marks the fields of a form that have an error and focuses the first. Returns whether there was one.
function markFields(form, errors) {
  let first = null;
  for (const input of $(`${form}-form`).querySelectorAll(".field input")) {
    const problem = errors[input.name];
    const line = $(`${input.id}-error`);
    line.textContent = problem ?? "";
    line.hidden = !problem;
    if (problem) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const hint = $(`${input.id}-hint`) ? [`${input.id}-hint`] : [];
    const described = [...hint, ...(problem ? [line.id] : [])].join(" ");
    if (described) input.setAttribute("aria-describedby", described);
    else input.removeAttribute("aria-describedby");
    if (problem) first ??= input;
  }
  first?.focus();
  return first !== null;
}

function missingFields(values, names) {
  const errors = {};
  for (const [field, name] of Object.entries(names)) if (!values[field]) errors[field] = `Enter your ${name}.`;
  return errors;
}

function credentialProblem(error) {
  if (error.status === 401) return "That email and password do not match an account.";
  return error.transient ? outage(error) : error.message;
}

function fieldErrors(error) {
  const fields = error.details?.fields;
  if (Array.isArray(fields)) return Object.fromEntries(fields.map(({ field, message }) => [field, sentence(message)]));
  return ["email", "password", "display_name"].includes(error.reason)
    ? { [error.reason]: sentence(error.message) }
    : {};
}

/// Lets one submission of a form run at a time, so that a double click sends once.
function onSubmit(form, work) {
  let busy = false;
  $(`${form}-form`).addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const button = event.target.querySelector("[type=submit]");
    button.setAttribute("aria-disabled", "true");
    try {
      await work(Object.fromEntries(new FormData(event.target)));
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      const errors = fieldErrors(error);
      tell(`${form}-message`, markFields(form, errors) ? "" : credentialProblem(error));
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
    }
  });
}

async function logIn({ email, password }) {
  await api.logIn(email.trim(), password);
  $("login-form").reset();
  $("register-form").reset();
  await attempt(() => findExam({ straightOn: pendingAnswer.load() !== null }));
}

onSubmit("login", async (values) => {
  tell("login-message", "");
  if (markFields("login", missingFields(values, { email: "email address", password: "password" }))) return;
  try {
    await logIn(values);
  } catch (error) {
    if (error.status === 401) $("login-password").select();
    throw error;
  }
});

onSubmit("register", async (values) => {
  tell("register-message", "");
  const names = { display_name: "name", email: "email address", password: "password" };
  if (markFields("register", missingFields(values, names))) return;
  const { display_name, email, password } = values;
  await api.register({ display_name: display_name.trim(), email: email.trim(), password });
  try {
    await logIn(values);
  } catch (error) {
    // The server does not tell whether the address had an account already, and neither do we.
    $("login-email").value = email.trim();
    showLogin(error.transient ? outage(error) : "Your request was received. Log in with the password of this address.");
  }
});

async function logOut() {
  stopDelivery();
  const told = api.logOut();
  showLogin("You are logged out.");
  await told;
}

$("to-register").addEventListener("click", showRegister);
$("to-login").addEventListener("click", () => showLogin());
$("logout").addEventListener("click", logOut);
