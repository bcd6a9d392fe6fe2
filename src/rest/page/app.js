// The exam page: log in, take the adaptive exam, read the result.
//
// The server owns the truth; memory.js holds the little that a reload must find again.

import { isLoggedIn } from "./api.js";
import { $ } from "./dom.js";
import { findExam } from "./exam.js";
import { showLogin } from "./login.js";
import { memory } from "./memory.js";
import { showResult } from "./result.js";
import { attempt, onLoginEnded, show } from "./views.js";

onLoginEnded(showLogin);

$("leave-result").addEventListener("click", () => {
  memory.remove("exam");
  attempt(() => findExam({ straightOn: false }));
});
$("last-result").addEventListener("click", () => attempt(() => showResult(memory.get("last_exam"))));

if (isLoggedIn()) {
  show("loading", "Loading");
  attempt(() => findExam({ straightOn: true }));
} else {
  showLogin();
}
