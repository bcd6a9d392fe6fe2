// One candidate at one browser page: what a person does, what the page shows, and everything the server told it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const isAnswer = (request) => request.method() === "POST" && request.url().endsWith("/answers");

export class Candidate {
  constructor(page) {
    this.page = page;
    this.replies = []; // promises of {path, text}
    this.answersSent = []; // bodies
    this.faults = []; // script errors and violations of the content security policy
    this.given = new Map(); // position -> id of the option chosen
    page.on("request", (request) => this.noteRequest(request));
    page.on("response", (response) => this.noteReply(response));
    page.on("pageerror", (error) => this.faults.push(String(error)));
    page.on("console", (message) => {
      if (/content security policy|uncaught/i.test(message.text())) this.faults.push(message.text());
    });
  }

  noteRequest(request) {
    if (isAnswer(request)) this.answersSent.push(request.postDataJSON());
    this.authorization = request.headers().authorization ?? this.authorization;
  }

  noteReply(response) {
    const path = new URL(response.url()).pathname;
    if (!path.startsWith("/api/")) return;
    const unread = (error) => ({ path, text: `unread: ${error}` });
    this.replies.push(response.text().then((text) => ({ path, text }), unread));
  }

  /// Everything the API has said so far.
  heard() {
    return Promise.all(this.replies);
  }

  async sees(view) {
    await this.page.locator(`#view-${view}`).waitFor({ state: "visible" });
  }

  text(selector) {
    return this.page.locator(selector).innerText();
  }

  async position() {
    return Number((await this.text("#progress-now")).replace("Question ", ""));
  }

  stem() {
    return this.page.locator("#stem").evaluate((heading) => heading.lastChild.textContent);
  }

  /// The ids of the options, in the order shown.
  options() {
    return this.page.locator("#options input").evaluateAll((inputs) => inputs.map((input) => input.value));
  }

  chosen() {
    return this.page.locator("#options input").evaluateAll((all) => all.find((input) => input.checked)?.value ?? null);
  }

  focused() {
    return this.page.evaluate(() => document.activeElement.id);
  }

  /// Waits until the question after `position`, or the result, is shown. False at the end of the exam.
  async goesOnAfter(position, timeout = 15_000) {
    await this.page.waitForFunction(
      (now) =>
        !document.getElementById("view-result").hidden ||
        (!document.getElementById("view-question").hidden &&
          document.getElementById("progress-now").textContent === `Question ${now + 1}`),
      position,
      { timeout },
    );
    return this.page.locator("#view-question").isVisible();
  }

  async note(option) {
    const position = await this.position();
    this.given.set(position, option);
    return position;
  }

  /// Chooses by a key, a letter or a number in turn, and submits by Enter.
  async answerByKeys(option) {
    const position = await this.note(option);
    const index = (await this.options()).indexOf(option);
    await this.page.keyboard.press((position % 2 === 0 ? "1234" : "abcd")[index]);
    await this.page.keyboard.press("Enter");
    return position;
  }

  async choose(option) {
    const position = await this.note(option);
    await this.page
      .locator("label.option")
      .nth((await this.options()).indexOf(option))
      .click();
    return position;
  }

  async answerByMouse(option) {
    const position = await this.choose(option);
    await this.page.click("#submit");
    return position;
  }

  /// Rules of axe-core that are broken here, serious or critical, in light and in dark.
  async brokenRules() {
    const broken = [];
    for (const colorScheme of ["dark", "light"]) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.evaluate(axe);
      const { violations } = await this.page.evaluate(() => globalThis.axe.run(document));
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      broken.push(...grave.map(({ id, nodes }) => `${id} (${colorScheme}) at ${nodes[0].target}`));
    }
    return broken;
  }

  /// How many pixels the page is wider than a window of 320.
  async overflowAt320() {
    const size = this.page.viewportSize();
    await this.page.setViewportSize({ width: 320, height: 640 });
    const root = (node) => node.scrollWidth - node.clientWidth;
    const overflow = await this.page.locator("html").evaluate(root);
    await this.page.setViewportSize(size);
    return overflow;
  }

  /// What can be pressed here and is lower or narrower than 44 pixels.
  smallTargets() {
    const targets = "button, label.option, .check, .filter label, .field input, summary";
    return this.page.locator(targets).evaluateAll((all) =>
      all
        .map((target) => [target.id || target.className || target.tagName, target.getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 0 && (width < 43.9 || height < 43.9))
        .map(([name, { width, height }]) => `${name} ${width}x${height}`),
    );
  }
}
