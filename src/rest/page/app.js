// The exam page: log in, take the adaptive exam, read the result.
//
// The server owns the truth. This page keeps only what a reload must find again, in the session storage of its tab: the
// refresh token, the id of the exam, and an answer that the server has not acknowledged yet. That answer is sent again
// with the same body until it is acknowledged, which the server takes as one answer. Server text reaches the document as
// text nodes only.

const apiRoot = "/api/v1";
const requestTimeout = 15_000;
const letters = ["A", "B", "C", "D", "E", "F", "G", "H"];

const $ = (id) => document.getElementById(id);

// ---------------------------------------------------------------------------------------------- what a reload finds

// A browser may forbid storage; then the page works until it is reloaded.
const unstored = new Map();
const memory = {
  get(name) {
    try {
      return sessionStorage.getItem(`haven.${name}`);
    } catch {
      return unstored.get(name) ?? null;
    }
  },
  set(name, value) {
    try {
      sessionStorage.setItem(`haven.${name}`, value);
    } catch {
      unstored.set(name, value);
    }
  },
  remove(name) {
    try {
      sessionStorage.removeItem(`haven.${name}`);
    } catch {
      unstored.delete(name);
    }
  },
};

const pendingAnswer = {
  load() {
    try {
      return JSON.parse(memory.get("pending"));
    } catch {
      return null;
    }
  },
  keep: (pending) => memory.set("pending", JSON.stringify(pending)),
  forget: () => memory.remove("pending"),
};

// ------------------------------------------------------------------------------------------------------- the server

/// A refusal by the server, or status 0 when no answer of the server arrived.
class ApiError extends Error {
  constructor(status, message, { code = "", details = null, retryAfter = 0 } = {}) {
    super(message);
    Object.assign(this, { status, code, details, retryAfter });
  }

  /// The same request may succeed later.
  get transient() {
    const { status, code } = this;
    return status === 0 || status === 408 || status === 429 || status >= 500 || code === "DB_003"; // changed meanwhile
  }

  get reason() {
    return this.details?.reason ?? "";
  }
}

let accessToken = null;
let user = null;
let refreshing = null;
let clockOffset = 0; // the server's clock minus ours

async function send(method, path, body, token) {
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), requestTimeout);
  let response, reply;
  try {
    response = await fetch(apiRoot + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: abort.signal,
    });
    const text = await response.text();
    reply = text === "" ? null : JSON.parse(text);
  } catch {
    throw new ApiError(response && response.status >= 400 ? response.status : 0, "The server cannot be reached.");
  } finally {
    clearTimeout(timer);
  }
  const date = Date.parse(response.headers.get("date") ?? "");
  if (Number.isFinite(date)) clockOffset = date - Date.now();
  if (response.ok && (response.status === 204 || reply?.success === true)) return reply?.data ?? null;
  const { message = "The server sent an unexpected reply.", code, details } = reply?.error ?? {};
  const retryAfter = Number(response.headers.get("retry-after")) || 0;
  throw new ApiError(response.ok ? 0 : response.status, message, { code, details, retryAfter });
}

function adopt(login) {
  if (memory.get("user") !== login.user.id) forgetExams();
  memory.set("user", login.user.id);
  accessToken = login.access_token;
  memory.set("refresh_token", login.refresh_token);
  user = login.user;
}

/// One person's exam is nothing to the next who logs in here.
function forgetExams() {
  for (const name of ["pending", "exam", "last_exam"]) memory.remove(name);
}

function dropTokens() {
  accessToken = null;
  memory.remove("refresh_token");
}

/// Exchanges the refresh token, once however many calls need it. Status 401 means that the login has ended.
function refresh(spent) {
  if (spent !== accessToken) return Promise.resolve();
  refreshing ??= exchangeRefreshToken().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function exchangeRefreshToken() {
  const token = memory.get("refresh_token");
  if (!token) throw new ApiError(401, "Please log in.");
  try {
    adopt(await send("POST", "/auth/refresh", { refresh_token: token }));
  } catch (error) {
    if (error.transient) throw error;
    dropTokens();
    throw new ApiError(401, error.message);
  }
}

async function call(method, path, body) {
  if (!accessToken) await refresh(accessToken);
  const token = accessToken;
  try {
    return await send(method, path, body, token);
  } catch (error) {
    if (error.status !== 401) throw error;
  }
  await refresh(token);
  return send(method, path, body, accessToken);
}

// -------------------------------------------------------------------------------------------------------- the views

const views = ["loading", "trouble", "login", "register", "home", "question", "result"];
let shown = null;

/// Shows one view and moves the focus to its heading, so that a screen reader starts there.
function show(name, title) {
  for (const view of views) $(`view-${view}`).hidden = view !== name;
  $("account").hidden = !memory.get("refresh_token");
  $("account-name").textContent = user?.display_name ?? "";
  document.title = `${title} – Haven`;
  if (name !== "question") stopClock();
  shown = name;
  window.scrollTo(0, 0);
  $(`view-${name}`).querySelector("h1").focus({ preventScroll: true });
}

function say(text) {
  $("status").textContent = text;
}

/// Shows or, without text, hides a message.
function tell(id, text, calm = false) {
  const message = $(id);
  message.textContent = text ?? "";
  message.hidden = !text;
  message.classList.toggle("calm", calm);
}

/// Runs what a person asked for. A server that cannot be reached offers to do the same again.
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) showLogin("Your login has ended. Log in again to go on; nothing is lost.");
    else showTrouble(error, () => attempt(work));
  }
}

/// Why the same may succeed later.
function outage(error) {
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

function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function graphic(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const number = (value) =>
  value
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, "")
    .replace("-", "−");
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes >= 10) return `${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole % 60} s`;
}

// ------------------------------------------------------------------------------------------------ logging in and out

function showLogin(message, calm = true) {
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

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

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
      if (!(error instanceof ApiError)) throw error;
      const errors = fieldErrors(error);
      tell(`${form}-message`, markFields(form, errors) ? "" : credentialProblem(error));
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
    }
  });
}

async function logIn({ email, password }) {
  adopt(await send("POST", "/auth/login", { email: email.trim(), password }));
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
  await send("POST", "/auth/register", { display_name: display_name.trim(), email: email.trim(), password });
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
  const token = accessToken;
  dropTokens();
  forgetExams();
  user = null;
  showLogin("You are logged out.");
  if (token) await send("POST", "/auth/logout", undefined, token).catch(() => {});
}

$("to-register").addEventListener("click", showRegister);
$("to-login").addEventListener("click", () => showLogin());
$("logout").addEventListener("click", logOut);

// ---------------------------------------------------------------------------------------------------------- the exam

let exam = null; // as the server last told it
let chosen = null; // option id
let delivery = null; // the answer on its way: { stopped, wake }

/// Finds out from the server where this person is. `straightOn`: go on with an open exam without asking.
async function findExam({ straightOn }) {
  const { open } = await call("GET", "/quiz/sessions");
  if (open && straightOn) return enterExam(open);
  if (!open && memory.get("exam")) return showResultOrHome(memory.get("exam"));
  showHome(open);
}

async function showResultOrHome(id) {
  try {
    await showResult(id);
  } catch (error) {
    if (error.status !== 404) throw error;
    forgetExams();
    showHome(null);
  }
}

function showHome(open) {
  exam = open;
  memory.remove("exam");
  $("home-title").textContent = open ? "Your exam is running" : "Adaptive exam";
  $("home-open").hidden = !open;
  if (open) {
    const left = secondsLeft(open);
    const time = left === null ? "" : ` Time left: ${duration(left)}.`;
    $("home-open").textContent = `You have answered ${plural(open.answered, "question")}.${time}`;
  }
  $("start").textContent = open ? "Go on with the exam" : "Start the exam";
  $("last-result").hidden = !memory.get("last_exam") || open !== null;
  show("home", open ? "Exam running" : "Adaptive exam");
}

/// Starts an exam, or goes on with the one that is open: a start whose reply was lost has happened all the same.
async function startExam() {
  if (exam) return findExam({ straightOn: true });
  try {
    enterExam(await call("POST", "/quiz/sessions", { mode: "cat" }));
  } catch (error) {
    if (error.reason === "empty_bank") throw new ApiError(409, "This server holds no questions yet.");
    if (error.status !== 409) throw error;
    await findExam({ straightOn: true });
  }
}

/// Shows an exam as the server has it, and goes on delivering an answer that is still on its way.
function enterExam(session) {
  stopDelivery();
  exam = session;
  memory.set("exam", session.id);
  const pending = pendingAnswer.load();
  if (!session.current) {
    pendingAnswer.forget();
    return attempt(() => showResult(session.id));
  }
  showQuestion();
  if (pending?.exam !== session.id || pending.body.position !== session.current.position) return pendingAnswer.forget();
  choose(pending.body.response.option);
  deliver(pending);
}

const reloadExam = () => attempt(async () => enterExam(await call("GET", `/quiz/sessions/${exam.id}`)));

function showQuestion() {
  const { current } = exam;
  chosen = null;
  $("stem").replaceChildren(element("span", { class: "unseen" }, `Question ${current.position}. `), current.stem);
  $("options").replaceChildren(...current.options.map(optionRow));
  tell("question-message", "");
  showProgress();
  startClock();
  show("question", `Question ${current.position}`);
}

function optionRow(option, index) {
  const input = element("input", { type: "radio", name: "option", value: option.id, id: `option-${index}` });
  input.addEventListener("change", () => choose(option.id));
  const letter = element("span", { class: "letter", "aria-hidden": "true" }, letters[index] ?? "");
  return element("label", { class: "option" }, input, letter, element("span", {}, option.text));
}

function choose(id) {
  chosen = id;
  for (const input of $("options").querySelectorAll("input")) input.checked = input.value === id;
  tell("question-message", "");
}

function showProgress() {
  const { minimum_items: minimum, maximum_items: maximum, current } = exam;
  $("progress-now").textContent = `Question ${current.position}`;
  $("progress-range").textContent = minimum === maximum ? `of ${maximum}` : `of ${minimum} to ${maximum}`;
  const done = element("span");
  done.style.width = `${(100 * exam.answered) / maximum}%`;
  const shortest = element("i");
  shortest.style.left = `${(100 * minimum) / maximum}%`;
  $("progress-track").replaceChildren(done, ...(minimum < maximum ? [shortest] : []));
}

function submitAnswer() {
  if (delivery) return;
  if (chosen === null) {
    tell("question-message", "Choose an answer first.");
    $("options").querySelector("input").focus();
    return;
  }
  const { position, id } = exam.current;
  const body = { position, question_id: id, response: { option: chosen } };
  const pending = { exam: exam.id, body };
  pendingAnswer.keep(pending);
  deliver(pending);
}

/// Sends an answer until the server has taken or refused it.
async function deliver(pending) {
  const mine = { stopped: false, wake: () => {} };
  delivery = mine;
  setSending(true);
  try {
    const receipt = await sendUntilHeard(pending, mine);
    if (receipt && !mine.stopped) accept(receipt);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!mine.stopped) refuse(error);
  }
}

async function sendUntilHeard(pending, mine) {
  for (let failures = 0; !mine.stopped; ++failures) {
    const slow = setTimeout(() => tellDelivery("Saving your answer …", false), 1500);
    try {
      return await call("POST", `/quiz/sessions/${pending.exam}/answers`, pending.body);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.transient) throw error;
      if (mine.stopped) return null;
      clearTimeout(slow);
      const why = error.status === 0 ? "No connection to Haven." : "Haven is not available at the moment.";
      tellDelivery(`${why} Your answer is kept and will be sent again.`, true);
      await pause(mine, failures, error.retryAfter);
      if (!mine.stopped) tellDelivery("Sending your answer again …", false);
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

function setSending(sending) {
  const form = $("question-form");
  if (sending) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
  if (sending) $("submit").setAttribute("aria-disabled", "true");
  else $("submit").removeAttribute("aria-disabled");
  if (!sending) tellDelivery("", false);
}

function tellDelivery(text, canRetry) {
  const before = $("delivery-text").textContent;
  $("delivery-text").textContent = text;
  $("delivery").hidden = text === "";
  $("delivery-retry").hidden = !canRetry;
  if (text !== "" && text !== before) say(text);
}

function stopDelivery() {
  if (!delivery) return;
  delivery.stopped = true;
  delivery.wake();
  delivery = null;
  setSending(false);
}

function accept(receipt) {
  pendingAnswer.forget();
  stopDelivery();
  exam.answered = receipt.answered;
  exam.current = receipt.next;
  if (exam.current) {
    showQuestion();
    say("Answer saved.");
  } else {
    attempt(() => showResult(exam.id));
  }
}

function refuse(error) {
  stopDelivery();
  if (error.status === 401)
    return showLogin("Your login has ended. Log in again; your answer is kept and will be sent.");
  pendingAnswer.forget();
  if (error.status === 409 || error.status === 404) return resync(error);
  tell("question-message", error.message);
}

/// The exam is elsewhere than we thought, for instance because it went on in another tab or its time is over.
async function resync(error) {
  if (error.status === 404) {
    memory.remove("exam");
    return attempt(() => findExam({ straightOn: true }));
  }
  await reloadExam();
  if (shown === "question") {
    tell("question-message", "The exam had gone on elsewhere. This is its current question.", true);
  }
}

$("question-form").addEventListener("submit", (event) => {
  event.preventDefault();
  submitAnswer();
});
// While an answer is on its way, its choice stands.
$("options").addEventListener("click", (event) => {
  if (delivery) event.preventDefault();
});
$("delivery-retry").addEventListener("click", () => delivery?.wake());
window.addEventListener("online", () => delivery?.wake());

let starting = false;
$("start").addEventListener("click", async () => {
  if (starting) return;
  starting = true;
  await attempt(startExam).finally(() => {
    starting = false;
  });
});

// --------------------------------------------------------------------------------------------------------- keyboard

$("shortcuts").checked = memory.get("shortcuts") !== "off";
$("shortcuts").addEventListener("change", (event) => memory.set("shortcuts", event.target.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (shown !== "question" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // A held key must not run through the next questions.
  if (event.key === "Enter" && event.repeat) return event.preventDefault();
  if (event.key === "Enter" && !event.target.closest("button, a, input")) $("question-form").requestSubmit();
  else if ($("shortcuts").checked && !delivery && !event.repeat) chooseByKey(event);
});

function chooseByKey(event) {
  const key = event.key.toUpperCase();
  const index = /^[1-9]$/.test(key) ? Number(key) - 1 : letters.indexOf(key);
  const input = $("options").querySelectorAll("input")[index];
  if (!input) return;
  event.preventDefault();
  choose(input.value);
  input.focus();
}

// ------------------------------------------------------------------------------------------------------------ clock

let clock = null;
let askedAt = 0;

function secondsLeft(session) {
  if (!session.deadline_at) return null;
  return Math.max(0, (Date.parse(session.deadline_at) - (Date.now() + clockOffset)) / 1000);
}

function startClock() {
  stopClock();
  $("progress-time").hidden = !exam.deadline_at;
  if (!exam.deadline_at) return;
  tick(true);
  clock = setInterval(tick, 1000);
}

function stopClock() {
  clearInterval(clock);
  clock = null;
}

function tick(first = false) {
  const left = secondsLeft(exam);
  $("time-left").textContent = duration(left);
  const warnings = { 1800: "30 minutes left.", 300: "5 minutes left.", 60: "1 minute left." };
  const warning = first ? null : warnings[Math.round(left)];
  if (warning) say(warning);
  // The server ends the exam by its own clock; it is asked when time seems to be over, and again if it was not quite.
  if (left === 0 && !delivery && Date.now() - askedAt > 3000) {
    askedAt = Date.now();
    reloadExam();
  }
}

// ----------------------------------------------------------------------------------------------------------- result

let charts = []; // drawn again when the width changes
let categoryNames = new Map(); // by code

async function showResult(id) {
  if (shown !== "loading") show("loading", "Loading the result");
  const [result, review] = await Promise.all([
    call("GET", `/quiz/sessions/${id}/result`),
    call("GET", `/quiz/sessions/${id}/review`),
  ]);
  memory.set("exam", id);
  memory.set("last_exam", id);
  const items = review.items ?? [];
  categoryNames = new Map(result.categories.map(({ code, name }) => [code, name]));
  $("decision").textContent = { pass: "Pass", fail: "Fail" }[result.decision] ?? "No decision";
  $("decision").className = result.decision;
  $("decision-reason").textContent = reasonText(result);
  showAbility(result);
  showCategories(result.categories);
  showTrace(items, result);
  showReview(items);
  show("result", `Result: ${$("decision").textContent}`);
  draw();
}

function draw() {
  for (const { host, picture } of charts) host.replaceChildren(picture(Math.max(240, host.clientWidth - 16)));
}

let drawnWidth = 0;
new ResizeObserver(() => {
  const width = $("main").clientWidth;
  if (shown !== "result" || width === drawnWidth) return;
  drawnWidth = width;
  draw();
}).observe($("main"));

/// The share of a normal distribution within z standard deviations, in percent (Abramowitz and Stegun 26.2.17).
function confidencePercent(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce((sum, c) => (sum + c) * t, 0);
  const outside = (2 * tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  return `${Number((100 * (1 - outside)).toFixed(1))} %`;
}

function reasonText(result) {
  const count = plural(result.answered, "question");
  const side = result.decision === "pass" ? "above" : "below";
  const ends = result.decision === "none" ? "" : ` Your ability estimate lies ${side} the passing standard.`;
  switch (result.stop_reason) {
    case "confidence_interval":
      return (
        `The exam ended after ${count}, as soon as the ${confidencePercent(result.confidence_interval.z)} interval ` +
        `of your ability lay wholly ${side} the passing standard.`
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

function intervalOf(result) {
  const { lower, upper } = result.confidence_interval ?? {};
  return isNumber(lower) && isNumber(upper) ? { lower, upper } : null;
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

/// A picture with an accessible name and description.
function picture(id, width, height, name, description, ...parts) {
  return graphic(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": `${id}-name ${id}-description` },
    graphic("title", { id: `${id}-name` }, name),
    graphic("desc", { id: `${id}-description` }, description),
    ...parts,
  );
}

function abilityText(result) {
  const sentences = [];
  const interval = intervalOf(result);
  if (isNumber(result.theta)) sentences.push(`Estimated ability ${number(result.theta)} on a scale from −4 to 4.`);
  if (interval) sentences.push(`Interval from ${number(interval.lower)} to ${number(interval.upper)}.`);
  if (isNumber(result.passing_standard)) sentences.push(`Passing standard ${number(result.passing_standard)}.`);
  return sentences.join(" ");
}

function abilityPicture(result, width) {
  const clamp = (theta) => Math.min(4, Math.max(-4, theta));
  const x = (theta) => 16 + ((clamp(theta) + 4) / 8) * (width - 32);
  const middle = 62;
  const axis = 98;
  const parts = [graphic("line", { class: "axis", x1: x(-4), x2: x(4), y1: axis, y2: axis })];
  for (let theta = -4; theta <= 4; ++theta) {
    parts.push(graphic("line", { class: "axis", x1: x(theta), x2: x(theta), y1: axis, y2: axis + 5 }));
    parts.push(
      graphic("text", { x: x(theta), y: axis + 21, "text-anchor": "middle" }, String(theta).replace("-", "−")),
    );
  }
  parts.push(graphic("text", { x: x(-4) - 8, y: axis + 42 }, "lower ability"));
  parts.push(graphic("text", { x: x(4) + 8, y: axis + 42, "text-anchor": "end" }, "higher ability"));
  const interval = intervalOf(result);
  if (interval) {
    const [left, right] = [x(interval.lower), x(interval.upper)];
    parts.push(
      graphic("rect", { class: "band", x: left, y: middle - 9, width: Math.max(1, right - left), height: 18 }),
    );
    parts.push(
      intervalEnd(left, middle, interval.lower < -4 ? -7 : 0),
      intervalEnd(right, middle, interval.upper > 4 ? 7 : 0),
    );
  }
  if (isNumber(result.passing_standard)) {
    const at = x(result.passing_standard);
    const label = { class: "strong", x: Math.min(width - 64, Math.max(64, at)), y: 16, "text-anchor": "middle" };
    parts.push(graphic("text", label, "Passing standard"));
    parts.push(graphic("line", { class: "standard", x1: at, x2: at, y1: 24, y2: axis }));
  }
  if (isNumber(result.theta)) parts.push(graphic("circle", { class: "point", cx: x(result.theta), cy: middle, r: 9 }));
  return picture("ability", width, axis + 50, "Ability and its interval", abilityText(result), ...parts);
}

/// The end of an interval: a cap, or an arrow where the interval leaves the scale.
function intervalEnd(x, y, arrow) {
  const d = arrow === 0 ? `M${x} ${y - 9}V${y + 9}` : `M${x} ${y - 9}l${arrow} 9l${-arrow} 9`;
  return graphic("path", { class: "cap", d });
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

function shareBar(part, whole) {
  const share = whole > 0 ? (100 * part) / whole : 0;
  return graphic(
    "svg",
    { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    graphic("rect", { class: "bar-room", width: 100, height: 6 }),
    graphic("rect", { class: "bar", width: share, height: 6 }),
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

function tracePicture(steps, standard, z, width) {
  const [left, right, top, height] = [30, 14, 22, 190];
  const bottom = top + height;
  const x = (index) => left + (steps.length > 1 ? index / (steps.length - 1) : 0.5) * (width - left - right);
  const y = (theta) => top + ((4 - Math.min(4, Math.max(-4, theta))) / 8) * height;
  const parts = [graphic("text", { class: "strong", x: left, y: 14 }, "Ability after each question")];
  for (let theta = -4; theta <= 4; theta += 2) {
    parts.push(graphic("line", { class: "grid", x1: left, x2: width - right, y1: y(theta), y2: y(theta) }));
    const label = String(theta).replace("-", "−");
    parts.push(graphic("text", { x: left - 8, y: y(theta) + 4, "text-anchor": "end" }, label));
  }
  steps.forEach((step, index) => {
    if (index !== 0 && step.position % 10 !== 0) return;
    parts.push(graphic("text", { x: x(index), y: bottom + 22, "text-anchor": "middle" }, String(step.position)));
  });
  const edge = (sign) => steps.map((s, index) => `${x(index)},${y(s.theta_after + sign * z * s.standard_error_after)}`);
  parts.push(graphic("polygon", { class: "band", points: [...edge(1), ...edge(-1).reverse()].join(" ") }));
  if (isNumber(standard)) {
    parts.push(graphic("line", { class: "standard", x1: left, x2: width - right, y1: y(standard), y2: y(standard) }));
  }
  const curve = steps.map((step, index) => `${x(index)},${y(step.theta_after)}`).join(" ");
  parts.push(graphic("polyline", { class: "curve", points: curve }));
  const r = width / steps.length > 9 ? 3.5 : 2.5;
  steps.forEach((step, index) => {
    const look = step.correct ? "right" : "wrong";
    parts.push(graphic("circle", { class: look, cx: x(index), cy: y(step.theta_after), r }));
  });
  const last = steps[steps.length - 1];
  const text =
    `After question 1 the estimate was ${number(steps[0].theta_after)}; after question ${last.position} it ` +
    `was ${number(last.theta_after)} with a standard error of ${number(last.standard_error_after)}. ` +
    "The estimate after every question is listed under Your answers.";
  return picture("trace", width, bottom + 30, "Ability estimate after each question", text, ...parts);
}

// ----------------------------------------------------------------------------------------------------------- review

function showReview(items) {
  const missed = items.filter((item) => !item.correct).length;
  $("review-section").hidden = items.length === 0;
  $("filter-all").textContent = `All (${items.length})`;
  $("filter-missed").textContent = `Not correct (${missed})`;
  $("review").replaceChildren(...items.map(reviewRow));
  document.querySelector("[name=filter][value=all]").checked = true;
  filterReview("all");
  setAllOpen(false);
}

function reviewRow(item) {
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
    element("p", { class: "review-meta" }, reviewMeta(item)),
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

function reviewMeta(item) {
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
$("leave-result").addEventListener("click", () => {
  memory.remove("exam");
  attempt(() => findExam({ straightOn: false }));
});
$("last-result").addEventListener("click", () => attempt(() => showResult(memory.get("last_exam"))));

// ------------------------------------------------------------------------------------------------------------ start

if (memory.get("refresh_token")) {
  show("loading", "Loading");
  attempt(() => findExam({ straightOn: true }));
} else {
  showLogin();
}
