// The exam: one question at a time, answered by mouse or keyboard.

import { ApiError, call } from "./api.js";
import { secondsLeft, startClock } from "./clock.js";
import { deliver, isDelivering, stopDelivery } from "./delivery.js";
import { $, element } from "./dom.js";
import { forgetExams, memory, pendingAnswer } from "./memory.js";
import { showResult } from "./result.js";
import { attempt, isShown, loginEnded, say, show, tell } from "./views.js";
import { duration, letters, plural } from "./words.js";

let exam = null; // as the server last told it
let chosen = null; // option id

/// Finds out from the server where this person is. `straightOn`: go on with an open exam without asking.
export async function findExam({ straightOn }) {
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
  deliver(pending, accept, refuse);
}

const reloadExam = () => attempt(async () => enterExam(await call("GET", `/quiz/sessions/${exam.id}`)));

function showQuestion() {
  const { current } = exam;
  chosen = null;
  $("stem").replaceChildren(element("span", { class: "unseen" }, `Question ${current.position}. `), current.stem);
  $("options").replaceChildren(...current.options.map(optionRow));
  tell("question-message", "");
  showProgress();
  startClock(exam, () => {
    if (!isDelivering()) reloadExam();
  });
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
  if (isDelivering()) return;
  if (chosen === null) {
    tell("question-message", "Choose an answer first.");
    $("options").querySelector("input").focus();
    return;
  }
  const { position, id } = exam.current;
  const body = { position, question_id: id, response: { option: chosen } };
  const pending = { exam: exam.id, body };
  pendingAnswer.keep(pending);
  deliver(pending, accept, refuse);
}

function accept(receipt) {
  pendingAnswer.forget();
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
  if (error.status === 401)
    return loginEnded("Your login has ended. Log in again; your answer is kept and will be sent.");
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
  if (isShown("question")) {
    tell("question-message", "The exam had gone on elsewhere. This is its current question.", true);
  }
}

$("question-form").addEventListener("submit", (event) => {
  event.preventDefault();
  submitAnswer();
});
// While an answer is on its way, its choice stands.
$("options").addEventListener("click", (event) => {
  if (isDelivering()) event.preventDefault();
});

let starting = false;
$("start").addEventListener("click", async () => {
  if (starting) return;
  starting = true;
  await attempt(startExam).finally(() => {
    starting = false;
  });
});

$("shortcuts").checked = memory.get("shortcuts") !== "off";
$("shortcuts").addEventListener("change", (event) => memory.set("shortcuts", event.target.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (!isShown("question") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // A held key must not run through the next questions.
  if (event.key === "Enter" && event.repeat) return event.preventDefault();
  if (event.key === "Enter" && !event.target.closest("button, a, input")) $("question-form").requestSubmit();
  else if ($("shortcuts").checked && !isDelivering() && !event.repeat) chooseByKey(event);
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
