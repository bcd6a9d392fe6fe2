// Times ts-fsrs on the histories of srs_work.py, one figure for each answer or card. Run it where ts-fsrs is installed.

const { createRequire } = require("node:module");
const load = createRequire(`${process.cwd()}/`);
const { createEmptyCard, fsrs, FSRSVersion } = load("ts-fsrs");

const CARDS = 2_000, ANSWERS = 10, ROUNDS = 7;
const START = 1_704_067_200_000, DAY = 86_400_000;
const RATINGS = [1, 3, 3, 2, 3, 3, 4, 3];

function drawAnswers() {
  let state = 2024;
  const draw = () => (state = (state * 48_271) % 2_147_483_647);
  const answer = () => ({ rating: RATINGS[draw() % 8], days: 1 + (draw() % 30) });
  return Array.from({ length: CARDS }, () => Array.from({ length: ANSWERS }, answer));
}

// The median processor time; the first round, not counted, warms up.
function seconds(work) {
  work();
  const times = [];
  for (let round = 0; round < ROUNDS; ++round) {
    const began = process.cpuUsage();
    work();
    const used = process.cpuUsage(began);
    times.push((used.user + used.system) / 1e6);
  }
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

const histories = drawAnswers();
const scheduler = fsrs({ enable_fuzz: false });
let finals = [];

function follow(step) {
  finals = histories.map((history) => {
    let card = createEmptyCard(new Date(START)), at = START;
    for (const { rating, days } of history) {
      at += days * DAY;
      card = step(card, new Date(at), rating);
    }
    return card;
  });
}

function report(row, value) { console.log(`${row},${value}`); }

report("version", `ts-fsrs ${FSRSVersion} (Node.js ${process.version})`);
const review = (card, at, rating) => scheduler.next(card, at, rating).card;
const choose = (card, at, rating) => scheduler.repeat(card, at)[rating].card;
report("review", seconds(() => follow(review)) / (CARDS * ANSWERS));
report("mean_stability", finals.reduce((sum, card) => sum + card.stability, 0) / CARDS);
report("preview", seconds(() => follow(choose)) / (CARDS * ANSWERS));
report("retrievability", seconds(() => {
  for (const card of finals)
    scheduler.get_retrievability(card, new Date(card.last_review.getTime() + 5 * DAY), false);
}) / CARDS);
