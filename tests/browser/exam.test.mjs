// The exam page in headless Chromium against a real server: node exam.test.mjs SERVER ITEMS CHROMIUM
//
// Two exams: one by keyboard alone, one by mouse through everything that can go wrong on the way.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { Candidate } from "./candidate.mjs";
import { questionFiles, Server } from "./server.mjs";

const [binary, itemFolder, executablePath] = process.argv.slice(2);
const shots = process.env.HAVEN_SHOTS;

const questions = questionFiles(itemFolder).flatMap((file) => JSON.parse(readFileSync(file, "utf8")).items);
const byStem = new Map(questions.map((question) => [question.stem, question]));
const ada = { email: "ada@example.org", name: "Ada Adler", password: "seven quiet herons" };
const cy = { email: "cy@example.org", name: "Cy Cole", password: "twelve loud ravens" };
const ben = { email: "ben@example.org", name: "Ben Birk", password: "nine patient otters" };

let passed = 0;
let failed = 0;

async function check(what, work) {
  try {
    await work();
    ++passed;
    console.log(`ok      ${what}`);
  } catch (error) {
    ++failed;
    console.log(`FAILED  ${what}\n        ${String(error.message).split("\n").join("\n        ")}`);
  }
}

async function shoot(candidate, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  const { page } = candidate;
  const size = page.viewportSize();
  for (const [look, width, height, colorScheme] of [
    ["wide", 1280, 900, "light"],
    ["dark", 1280, 900, "dark"],
    ["phone", 375, 812, "light"],
    ["small", 320, 640, "light"],
  ]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${shots}/${name}-${look}.png`, fullPage: true });
  }
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: "light" });
}

/// The option to choose: right, or the first wrong one.
async function option(candidate, right) {
  const { key } = byStem.get(await candidate.stem());
  return right ? key : (await candidate.options()).find((id) => id !== key);
}

async function checkLooks(candidate, view) {
  await shoot(candidate, view);
  await check(`${view}: axe finds nothing serious or critical, in light and dark`, async () => {
    assert.deepEqual(await candidate.brokenRules(), []);
  });
  await check(`${view}: no sideways scrolling at 320 px`, async () => {
    assert.ok((await candidate.overflowAt320()) <= 0);
  });
  await check(`${view}: everything that can be pressed is 44 px or more`, async () => {
    assert.deepEqual(await candidate.smallTargets(), []);
  });
}

// ------------------------------------------------------------------------------------------- one exam by keyboard

async function logInByKeyboard(candidate) {
  const { page } = candidate;
  await page.goto("/");
  await candidate.sees("login");
  await check("login: the page is served with a policy that allows only its own scripts and styles", async () => {
    const { headers } = await page.evaluate(async () => {
      const response = await fetch("/");
      return { headers: Object.fromEntries(response.headers) };
    });
    assert.match(headers["content-security-policy"], /default-src '(self|none)'/);
    assert.doesNotMatch(headers["content-security-policy"], /unsafe/);
  });
  await checkLooks(candidate, "login");
  await check("login: a wrong password is refused in words, and the field is ready for another", async () => {
    await page.keyboard.press("Tab");
    await page.keyboard.type(ada.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "do not match an account" }).waitFor();
    await page.waitForFunction(() => document.activeElement.id === "login-password");
  });
  await check("login: the right password opens the start, with the focus on its heading", async () => {
    await page.keyboard.type(ada.password);
    await page.keyboard.press("Enter");
    await candidate.sees("home");
    assert.equal(await candidate.text("#account-name"), ada.name);
    assert.equal(await candidate.focused(), "home-title");
  });
}

async function startByKeyboard(candidate) {
  const { page } = candidate;
  await check("start: Tab and Enter start the exam at question 1", async () => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await candidate.sees("question");
    assert.equal(await candidate.position(), 1);
    assert.match(await candidate.text("#progress-range"), /^of \d+ to \d+$/);
    assert.match(await candidate.text("#time-left"), /^(5 h|4 h 59 min)$/);
  });
  await checkLooks(candidate, "question");
  await check("question: Enter without a choice asks for one and sends nothing", async () => {
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Choose an answer first" }).waitFor();
    assert.deepEqual(candidate.answersSent, []);
  });
  await check("question: the options are one radio group named by the question", async () => {
    const group = page.getByRole("group", { name: await candidate.stem() });
    assert.equal(await group.getByRole("radio").count(), 4);
  });
  await check("question: with shortcuts switched off, letters choose nothing", async () => {
    await page.locator("#shortcuts").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("b");
    assert.equal(await candidate.chosen(), null);
    await page.keyboard.press("Space");
    await page.keyboard.press("b");
    assert.equal(await candidate.chosen(), (await candidate.options())[1]);
  });
  await check("question: less motion is respected", async () => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const track = page.locator("#progress-track span");
    assert.equal(await track.evaluate((node) => getComputedStyle(node).transitionDuration), "0s");
    await page.emulateMedia({ reducedMotion: null });
  });
}

async function wholeExamByKeyboard(candidate) {
  const unfocused = [];
  await check("exam by keyboard: it goes on to a decision, one answer for each question", async () => {
    for (let more = true; more; ) {
      if ((await candidate.focused()) !== "stem" && candidate.given.size > 0)
        unfocused.push(await candidate.position());
      // One in six is wrong, so that the ability can be told and lies above the standard.
      const position = await candidate.answerByKeys(await option(candidate, candidate.given.size % 6 !== 5));
      more = await candidate.goesOnAfter(position);
    }
    assert.equal(await candidate.text("#decision"), "Pass");
    const positions = candidate.answersSent.map(({ position }) => position);
    assert.deepEqual(
      positions,
      [...positions.keys()].map((index) => index + 1),
    );
    assert.ok(positions.length >= 30, `only ${positions.length} questions`);
  });
  await check("exam by keyboard: each new question has the focus on its heading", async () => {
    assert.deepEqual(unfocused, []);
  });
}

// ---------------------------------------------------------------------------------- one exam through every trouble

async function registerByMouse(candidate) {
  const { page } = candidate;
  await page.goto("/");
  await page.click("#to-register");
  await candidate.sees("register");
  await checkLooks(candidate, "register");
  await check("register: a short password is explained beside its field", async () => {
    await page.fill("#register-name", ben.name);
    await page.fill("#register-email", ben.email);
    await page.fill("#register-password", "short");
    await page.click("#register-form [type=submit]");
    await page.locator("#register-password-error").waitFor({ state: "visible" });
    assert.equal(await page.locator("#register-password").getAttribute("aria-invalid"), "true");
  });
  await check("register: a good password makes an account and logs it in", async () => {
    await page.fill("#register-password", ben.password);
    await page.click("#register-form [type=submit]");
    await candidate.sees("home");
    assert.equal(await candidate.text("#account-name"), ben.name);
  });
  await check("start: a double click starts one exam", async () => {
    await page.locator("#start").dblclick();
    await candidate.sees("question");
    assert.equal(await candidate.position(), 1);
  });
}

/// Answers some questions wrongly, with the mouse.
async function answerSome(candidate, count) {
  for (let n = 0; n < count; ++n) {
    const position = await candidate.answerByMouse(await option(candidate, false));
    await candidate.goesOnAfter(position);
  }
}

async function reloadInTheMiddle(candidate) {
  await check("reload: the same question is shown again, and the progress is kept", async () => {
    await answerSome(candidate, 4);
    await candidate.heard();
    const before = [await candidate.stem(), await candidate.position()];
    await candidate.page.reload();
    await candidate.sees("question");
    assert.deepEqual([await candidate.stem(), await candidate.position()], before);
    assert.equal(before[1], 5);
  });
}

async function doubleClick(candidate) {
  await check("double click: the answer is sent once", async () => {
    const before = candidate.answersSent.length;
    const position = await candidate.choose(await option(candidate, false));
    await candidate.page.locator("#submit").dblclick();
    await candidate.goesOnAfter(position);
    await candidate.page.waitForLoadState("networkidle");
    assert.equal(candidate.answersSent.length - before, 1);
    assert.equal(await candidate.position(), position + 1);
  });
}

/// Runs work while answers meet `handler` instead of the server.
async function withAnswers(candidate, handler, work) {
  await candidate.page.route("**/answers", handler);
  try {
    await work();
  } finally {
    await candidate.page.unroute("**/answers", handler);
  }
}

function sameBody(candidate, from) {
  const [first, ...rest] = candidate.answersSent.slice(from);
  assert.ok(rest.length >= 1, "the answer was not sent again");
  for (const body of rest) assert.deepEqual(body, first);
}

async function lostConnection(candidate) {
  const kept = candidate.page.locator("#delivery-text").filter({ hasText: "Your answer is kept" });
  await check("lost connection: the person is told, the answer is kept and sent again with the same body", async () => {
    const from = candidate.answersSent.length;
    let position;
    await withAnswers(
      candidate,
      (route) => route.abort("connectionfailed"),
      async () => {
        position = await candidate.answerByMouse(await option(candidate, false));
        await kept.waitFor();
      },
    );
    await candidate.goesOnAfter(position);
    sameBody(candidate, from);
  });
  await check("reply lost: the answer that the server had taken is sent again and counts once", async () => {
    const from = candidate.answersSent.length;
    let position;
    const takeAndLose = async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    };
    await withAnswers(candidate, takeAndLose, async () => {
      position = await candidate.answerByMouse(await option(candidate, false));
      await kept.waitFor();
    });
    await candidate.page.click("#delivery-retry");
    await candidate.goesOnAfter(position);
    sameBody(candidate, from);
    assert.equal(await candidate.position(), position + 1);
  });
  await check("server unavailable (503): the choice stands, and the answer is sent again", async () => {
    const from = candidate.answersSent.length;
    let position;
    await withAnswers(
      candidate,
      (route) => route.fulfill({ status: 503, body: "" }),
      async () => {
        position = await candidate.answerByMouse(await option(candidate, false));
        await kept.waitFor();
        await shoot(candidate, "kept");
        const chosen = await candidate.chosen();
        await candidate.page.locator("label.option").last().click();
        await candidate.page.keyboard.press("a");
        assert.equal(await candidate.chosen(), chosen);
      },
    );
    await candidate.page.click("#delivery-retry");
    await candidate.goesOnAfter(position);
    sameBody(candidate, from);
  });
  await check("reload with an answer on its way: it is sent again, and the exam goes on", async () => {
    let position;
    const from = candidate.answersSent.length;
    await withAnswers(
      candidate,
      (route) => route.abort("connectionfailed"),
      async () => {
        position = await candidate.answerByMouse(await option(candidate, false));
        await kept.waitFor();
        await candidate.heard();
      },
    );
    await candidate.page.reload();
    await candidate.goesOnAfter(position);
    sameBody(candidate, from);
  });
}

async function expiredToken(candidate) {
  await check("refused token: it is refreshed once, and the answer goes through", async () => {
    let refused = 0;
    let position;
    const refuseOnce = (route) => (refused++ === 0 ? route.fulfill({ status: 401, body: "" }) : route.fallback());
    const before = (await candidate.heard()).filter(({ path }) => path.endsWith("/auth/refresh")).length;
    await withAnswers(candidate, refuseOnce, async () => {
      position = await candidate.answerByMouse(await option(candidate, false));
      await candidate.goesOnAfter(position);
    });
    const after = (await candidate.heard()).filter(({ path }) => path.endsWith("/auth/refresh")).length;
    assert.equal(after - before, 1);
  });
}

async function timeOver(candidate) {
  await check("time over: the server is asked, and as its clock says otherwise the exam goes on", async () => {
    const { page } = candidate;
    const before = [await candidate.stem(), await candidate.position()];
    const shortenTime = async (route) => {
      const reply = await (await route.fetch()).json();
      reply.data.open.deadline_at = new Date(Date.now() + 3000).toISOString();
      await route.fulfill({ json: reply });
    };
    await page.route("**/quiz/sessions", shortenTime);
    await candidate.heard();
    const asked = page.waitForResponse(/\/quiz\/sessions\/[^/]+$/);
    await page.reload();
    await candidate.sees("question");
    await asked;
    await page.unroute("**/quiz/sessions", shortenTime);
    await page.locator("#time-left").filter({ hasText: "4 h" }).waitFor();
    assert.deepEqual([await candidate.stem(), await candidate.position()], before);
  });
}

async function loginEnded(candidate) {
  const { page } = candidate;
  await check("login ended: after logging in again, the answer that was on its way counts", async () => {
    const refuse = (route) => route.fulfill({ status: 401, body: "" });
    await page.route("**/auth/refresh", refuse);
    let position;
    await withAnswers(candidate, refuse, async () => {
      position = await candidate.answerByMouse(await option(candidate, false));
      await candidate.sees("login");
      assert.match(await candidate.text("#login-message"), /your answer is kept/);
    });
    await page.unroute("**/auth/refresh", refuse);
    await page.fill("#login-email", ben.email);
    await page.fill("#login-password", ben.password);
    await page.click("#login-form [type=submit]");
    await candidate.goesOnAfter(position);
    assert.equal(await candidate.position(), position + 1);
  });
}

async function answeredElsewhere(candidate, server) {
  await check("answered elsewhere: the page shows where the exam is now, and says so", async () => {
    const mine = await option(candidate, true);
    const position = await candidate.choose(mine);
    const theirs = await option(candidate, false);
    const [question, exam] = await candidate.page.evaluate(async (authorization) => {
      const reply = await fetch("/api/v1/quiz/sessions", { headers: { authorization } });
      const { open } = (await reply.json()).data;
      return [open.current.id, open.id];
    }, candidate.authorization);
    const reply = await fetch(`${server.address}/api/v1/quiz/sessions/${exam}/answers`, {
      method: "POST",
      headers: { authorization: candidate.authorization, "content-type": "application/json" },
      body: JSON.stringify({ position, question_id: question, response: { option: theirs } }),
    });
    assert.equal(reply.status, 200);
    await candidate.page.click("#submit");
    await candidate.goesOnAfter(position);
    await candidate.page.locator("#question-message").filter({ hasText: "gone on elsewhere" }).waitFor();
    candidate.given.set(position, theirs);
  });
}

async function serverKilled(candidate, server) {
  await check(
    "kill -9 in the middle: the answer is kept; after the restart the exam goes on with nothing lost",
    async () => {
      await candidate.heard();
      await server.kill();
      const position = await candidate.answerByMouse(await option(candidate, false));
      await candidate.page.locator("#delivery-text").filter({ hasText: "No connection to Haven" }).waitFor();
      await server.start();
      await candidate.goesOnAfter(position, 30_000);
      assert.equal(await candidate.position(), position + 1);
    },
  );
}

async function finishByKeyboard(candidate) {
  await check("exam by mouse: it goes on to the other decision", async () => {
    for (let more = true; more; ) {
      // One in five is right, so that the ability can be told and lies below the standard.
      const position = await candidate.answerByKeys(await option(candidate, candidate.given.size % 5 === 4));
      more = await candidate.goesOnAfter(position);
    }
    assert.equal(await candidate.text("#decision"), "Fail");
  });
}

// ------------------------------------------------------------------------------------------------------- the result

async function checkSecrecy(candidate, exam) {
  await check(`${exam}: no key, rationale, correctness or ability in any reply before the end`, async () => {
    const heard = await candidate.heard();
    const isAfter = ({ path }) => /\/(result|review)$/.test(path);
    const before = heard.filter((reply) => !isAfter(reply));
    const secrets = /"(key|rationale|correct|theta\w*|standard_error\w*|discrimination|difficulty|pseudo_guessing)"/;
    const tells = ({ text }) => secrets.test(text) || questions.some(({ rationale }) => text.includes(rationale));
    assert.deepEqual(before.filter(tells), []);
    assert.deepEqual(
      heard.filter(({ text }) => text.startsWith("unread")),
      [],
    );
    // The same search finds them after the end, so it can find.
    assert.ok(before.length >= candidate.given.size);
    assert.ok(heard.filter(isAfter).some(tells));
  });
}

async function checkResult(candidate, exam) {
  const { page } = candidate;
  const answered = candidate.given.size;
  await check(`${exam}: the result says why the exam ended, after how many questions`, async () => {
    assert.ok((await candidate.text("#decision-reason")).includes(`after ${answered} questions`));
    assert.equal(await candidate.focused(), "decision");
  });
  await check(`${exam}: the ability is a picture with a name and a description`, async () => {
    const picture = page.getByRole("img", { name: /Ability and its interval/ });
    assert.match(
      await picture.locator("desc").textContent(),
      /ability −?\d\.\d\d .*Interval from .* Passing standard 0\.00/,
    );
    assert.equal(await picture.locator("circle.point").count(), 1);
    assert.equal(await picture.locator("rect.band").count(), 1);
    assert.equal(await picture.locator("line.standard").count(), 1);
  });
  await check(`${exam}: the trace has a point for each question and a name`, async () => {
    const picture = page.getByRole("img", { name: /Ability estimate after each question/ });
    assert.equal(await picture.locator("circle").count(), answered);
  });
  await check(`${exam}: the categories add up to the answers given`, async () => {
    const cells = await page.locator("#categories tbody td").allInnerTexts();
    const counts = cells.map((cell) => cell.match(/^(\d+) of (\d+)$/)).filter(Boolean);
    const right = [...(await givenItems(candidate))].filter(({ key, chosen }) => key === chosen).length;
    assert.equal(
      counts.reduce((sum, [, , asked]) => sum + Number(asked), 0),
      answered,
    );
    assert.equal(
      counts.reduce((sum, [, correct]) => sum + Number(correct), 0),
      right,
    );
  });
  await check(`${exam}: every answer is reviewed with choice, key and rationale`, async () => {
    await page.click("#open-all");
    const rows = await page.locator("#review > li").count();
    assert.equal(rows, answered);
    for (const [index, item] of (await givenItems(candidate)).entries()) {
      const row = page.locator("#review > li").nth(index);
      const written = (id) => item.options.find((candidateOption) => candidateOption.id === id).text;
      assert.ok((await row.locator(".rationale").innerText()).includes(item.rationale), `rationale ${index + 1}`);
      assert.ok((await row.locator("li.key").innerText()).includes(written(item.key)), `key ${index + 1}`);
      const yours = row.locator(".review-options li").filter({ hasText: "Your answer" });
      assert.ok((await yours.innerText()).includes(written(item.chosen)), `choice ${index + 1}`);
    }
  });
  await check(`${exam}: only the missed answers are shown when asked for`, async () => {
    await page.locator("[name=filter][value=missed]").check();
    const shown = await page.locator("#review > li:visible .verdict").allInnerTexts();
    assert.ok(shown.length > 0 && shown.every((verdict) => verdict === "Not correct"));
    await page.locator("[name=filter][value=all]").check();
  });
  await check(`${exam}: the page says what the result is not`, async () => {
    const text = await page.locator("body").innerText();
    assert.match(text, /parameters are provisional/);
    assert.match(text, /Nothing here predicts the result of the real exam/);
    assert.match(text, /not affiliated with or endorsed by NCSBN/);
  });
}

/// The questions as answered, in order, each with the option chosen; the stems as the review shows them.
async function givenItems(candidate) {
  const stems = await candidate.page.locator("#review .review-stem").allTextContents();
  return stems.map((stem, index) => ({ ...byStem.get(stem), chosen: candidate.given.get(index + 1) }));
}

async function leave(candidate) {
  const { page } = candidate;
  await check("result: it is still there after a reload", async () => {
    await candidate.heard();
    await page.reload();
    await candidate.sees("result");
  });
  await check("start: the last result can be shown again", async () => {
    await page.click("#leave-result");
    await candidate.sees("home");
    await page.click("#last-result");
    await candidate.sees("result");
  });
  await check("log out: the login is shown, and nothing of the person stays in the tab", async () => {
    await page.click("#logout");
    await candidate.sees("login");
    const stored = await page.evaluate(() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage));
    assert.doesNotMatch(stored, /refresh_token|exam|pending/);
    await page.reload();
    await candidate.sees("login");
  });
}

// ---------------------------------------------------------------------------------------------------------- the run

async function newCandidate(browser, server) {
  const context = await browser.newContext({ baseURL: server.address, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  return new Candidate(await context.newPage());
}

async function byKeyboard(browser, server) {
  const candidate = await newCandidate(browser, server);
  await logInByKeyboard(candidate);
  await startByKeyboard(candidate);
  await wholeExamByKeyboard(candidate);
  await checkSecrecy(candidate, "exam by keyboard");
  await checkResult(candidate, "exam by keyboard");
  await checkLooks(candidate, "result");
  await checkFaults(candidate, "exam by keyboard");
  await candidate.page.context().close();
}

async function throughTrouble(browser, server) {
  const candidate = await newCandidate(browser, server);
  await registerByMouse(candidate);
  await reloadInTheMiddle(candidate);
  await doubleClick(candidate);
  await lostConnection(candidate);
  await expiredToken(candidate);
  await answeredElsewhere(candidate, server);
  await serverKilled(candidate, server);
  await loginEnded(candidate);
  await timeOver(candidate);
  await finishByKeyboard(candidate);
  await checkSecrecy(candidate, "exam by mouse");
  await checkResult(candidate, "exam by mouse");
  await leave(candidate);
  await checkFaults(candidate, "exam by mouse");
}

// ------------------------------------------------------------------------------------------------ out of time

async function outOfTime(browser, server) {
  const candidate = await newCandidate(browser, server);
  const { page } = candidate;
  await page.goto("/");
  await page.fill("#login-email", cy.email);
  await page.fill("#login-password", cy.password);
  await page.click("#login-form [type=submit]");
  await candidate.sees("home");
  for (const answers of [0, 2]) {
    await check(`time runs out after ${answers} answers: the page goes to the result by itself`, async () => {
      await page.click("#start");
      await candidate.sees("question");
      await answerSome(candidate, answers);
      await candidate.sees("result");
      assert.equal(await candidate.text("#decision"), "Fail");
      const reason = `Time ran out after ${answers} questions, before the least number`;
      assert.ok((await candidate.text("#decision-reason")).startsWith(reason));
      assert.equal(await page.locator("#review > li").count(), answers);
      await page.click("#leave-result");
      await candidate.sees("home");
    });
  }
  await checkFaults(candidate, "out of time");
}

async function checkFaults(candidate, exam) {
  await check(`${exam}: no script error, and nothing against the content security policy`, () => {
    assert.deepEqual(candidate.faults, []);
  });
}

let server, browser;
try {
  server = await Server.prepare(binary, itemFolder);
  server.createUser(ada);
  server.createUser(cy);
  await server.start();
  const quiet = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  browser = await chromium.launch({ executablePath, args: quiet });
  await byKeyboard(browser, server);
  await throughTrouble(browser, server);
  await server.kill();
  await server.start(["--time-limit-seconds", "8"]);
  await outOfTime(browser, server);
} catch (error) {
  ++failed;
  console.log(`FAILED  the run itself\n${error.stack}\nThe server's last words:\n${server?.lastWords() ?? ""}`);
} finally {
  await browser?.close();
  await server?.remove();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
