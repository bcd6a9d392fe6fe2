// Times jsCAT on the work of Haven's benchmarks.
//
// Usage: node jscat_peer.js INPUTS   (the folder that haven_peer_inputs wrote; figures go to standard output)

const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

// The packages are installed in the folder that the run is made in, not beside this file.
const load = createRequire(path.join(process.cwd(), "package.json"));
const { Cat } = load("@bdelab/jscat");
const seedrandom = load("seedrandom");

const SIZES = [200, 1000, 10000];
const ROUNDS = 5;
const SECONDS = 0.5; // that a figure is measured for, at least
const STUDY_CANDIDATES = 50; // of the thousand: its step takes milliseconds
const BATCH_STRINGS = 200;
const BATCH_ITEMS = 50;

const inputs = process.argv[2];

function readRows(name) {
  const lines = fs.readFileSync(path.join(inputs, name), "utf8").trim().split("\n");
  return lines.slice(1).map((line) => line.split(","));
}

function readItems(name) {
  return readRows(name).map(([a, b, c], id) => ({ id, a: Number(a), b: Number(b), c: Number(c), d: 1 }));
}

function readStates(size, items) {
  const integers = (text) => text.trim().split(" ").map(Number);
  return readRows(`states_${size}.csv`).map(([theta, given, scores, , best]) => {
    const numbers = integers(given);
    const taken = new Set(numbers);
    return {
      theta: Number(theta),
      given: numbers.map((i) => items[i]),
      scores: integers(scores),
      best: Number(best),
      remaining: items.filter((item) => !taken.has(item.id)),
    };
  });
}

/** Processor time of this process so far. */
function seconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function timeRound(work, states) {
  const start = seconds();
  for (const state of states) work(state);
  return (seconds() - start) / states.length;
}

/** The median over rounds of the mean time of one call; the first round, not counted, warms up. */
function secondsEach(work, states) {
  const first = timeRound(work, states);
  const rounds = Math.max(ROUNDS, Math.floor(SECONDS / (first * states.length)));
  const times = Array.from({ length: rounds }, () => timeRound(work, states)).sort((x, y) => x - y);
  return times[Math.floor(rounds / 2)];
}

function report(row, figure, value) {
  console.log(`${row},${figure},${value}`);
}

const zetaOf = ({ a, b, c, d }) => ({ a, b, c, d });

/** One estimate from all responses: the package estimates again whenever responses are added. */
function estimated(state, options) {
  const cat = new Cat({ theta: state.theta, ...options });
  cat.updateAbilityEstimate(state.given.map(zetaOf), state.scores);
  return cat;
}

// Without its deep copy of all items, the faster of its two ways.
const select = (cat, items, rule) => cat.findNextItem(items, rule, false).nextStimulus.id;
const step = (state) => select(estimated(state), state.remaining);

function timeSteps(size) {
  const states = readStates(size, readItems(`bank_${size}.csv`));
  report(`step/${size}`, "seconds", secondsEach(step, states));
  report(`step/${size}`, "agreement", states.filter((state) => step(state) === state.best).length / states.length);
  const choose = (state) => select(new Cat({ theta: state.theta }), state.remaining);
  report(`select/${size}`, "seconds", secondsEach(choose, states));
  report(`mle/${size}`, "seconds", secondsEach((state) => estimated(state), states));
}

function timeRules(size) {
  const states = readStates(size, readItems(`bank_${size}.csv`));
  for (const [name, rule] of [["bopt", "closest"], ["random", "random"]]) {
    const choose = (state) => select(new Cat({ theta: state.theta }), state.remaining, rule);
    report(`rule/${name}`, "seconds", secondsEach(choose, states));
  }
}

function takeExam(items, theta, draw) {
  const cat = new Cat({ randomSeed: "5" });
  let remaining = items;
  while (cat.nItems < 50 && cat.seMeasurement > 0.3) {
    const { nextStimulus, remainingStimuli } = cat.findNextItem(remaining, "mfi", false);
    const { a, b, c } = items[nextStimulus.id];
    cat.updateAbilityEstimate({ a, b, c, d: 1 }, draw() < c + (1 - c) / (1 + Math.exp(-a * (theta - b))) ? 1 : 0);
    remaining = remainingStimuli;
  }
  return cat;
}

function timeStudy() {
  const items = readItems("study_bank.csv");
  const abilities = readRows("study_abilities.csv").map(([theta]) => Number(theta));
  const draw = seedrandom("5");
  const start = seconds();
  const exams = abilities.slice(0, STUDY_CANDIDATES).map((theta) => takeExam(items, theta, draw));
  report("study", "seconds", ((seconds() - start) / exams.length) * abilities.length);
  report("study", "candidates", exams.length);
}

function timeBatch() {
  const items = readItems("batch_bank.csv");
  const bytes = fs.readFileSync(path.join(inputs, "batch_strings.bin"));
  const states = Array.from({ length: BATCH_STRINGS }, (_, i) => ({
    theta: 0,
    given: items,
    scores: Array.from(bytes.subarray(i * BATCH_ITEMS, (i + 1) * BATCH_ITEMS)),
  }));
  report("batch_eap", "seconds", secondsEach((state) => estimated(state, { method: "eap" }), states));
}

const version = (name) => load(`${name}/package.json`).version;
const packages = `jsCAT ${version("@bdelab/jscat")} with optimization-js ${version("optimization-js")}`;
report("", "version", `${packages} on Node.js ${process.version}`);
SIZES.forEach(timeSteps);
timeRules(1000);
timeStudy();
timeBatch();
