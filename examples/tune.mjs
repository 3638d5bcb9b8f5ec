#!/usr/bin/env node
// Tune train.py with Trialwise, using Node's fetch and no package (Node 18 or newer).
//
//   examples/tune.mjs [trials] [seed]
//
// TRIALWISE_URL is the address of the service, TRIALWISE_API_KEY the key to send where there are
// keys. PYTHON is the Python that runs train.py and needs scikit-learn; by default it is that of
// `make run`.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const url = (process.env.TRIALWISE_URL ?? "http://127.0.0.1:8000").replace(/\/+$/, "");
const key = process.env.TRIALWISE_API_KEY;
const authorization = key ? { Authorization: `Bearer ${key}` } : {};
const venvPython = beside("../.venv/bin/python");
const python = process.env.PYTHON || (existsSync(venvPython) ? venvPython : "python3");

/** What is said to the user without a stack trace. */
class Complaint extends Error {}

/** The path of a file, given from this one. */
function beside(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

function readJson(path) {
  return JSON.parse(readFileSync(beside(path), "utf8"));
}

/** What the service suggests after these trials; nothing when all has been tried. */
async function ask(trials, seed) {
  const answer = await post("/v1/ask", {
    space: readJson("space.json"),
    objectives: [{ name: "rmse", direction: "minimize" }],
    dataset: {
      name: "diabetes",
      task: "regression",
      modality: "tabular",
      n_rows: 442,
      n_features: 10,
    },
    trials,
    seed,
  });
  return answer.suggestions;
}

async function post(path, question) {
  let response;
  try {
    response = await fetch(url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...authorization },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(60_000),
    });
  } catch (error) {
    const why = error.cause?.message ?? error.message;
    throw new Complaint(`No answer from ${url}: ${why}. Does \`make run\` run there?`);
  }
  if (!response.ok) throw new Complaint(explain(response.status, await response.text()));
  return response.json();
}

/** In words, what the service objects to. */
function explain(status, body) {
  let problem;
  try {
    problem = JSON.parse(body);
  } catch {
    return `${status}: ${body}`;
  }
  const objections = (problem.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`);
  return [`${status} ${problem.title}: ${problem.detail ?? ""}`, ...objections].join("\n");
}

/** Runs the training job; returns what became of it, as a trial of the next question. */
function evaluate(parameters) {
  const run = spawnSync(python, [beside("train.py"), JSON.stringify(parameters)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (run.status !== 0) return { parameters, state: "failed" };
  return { parameters, values: JSON.parse(run.stdout) };
}

/** The error of a trial; that of a failed one is infinite. */
function rmse(trial) {
  return trial.values?.rmse ?? Infinity;
}

function bestOf(trials) {
  return trials.reduce((best, trial) => (rmse(trial) < rmse(best) ? trial : best));
}

/** A configuration as one likes to read it. */
function inShort(parameters) {
  const rounded = (value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${rounded(value)}`)
    .join(" ");
}

/** Prints the last trial and why it was made. */
function show(trials, why) {
  const last = trials.at(-1);
  const number = String(trials.length - 1).padStart(5);
  const outcome = (last.values ? rmse(last).toFixed(3) : "failed").padStart(8);
  const best = rmse(bestOf(trials)).toFixed(3).padStart(8);
  console.log(`${number} ${outcome} ${best}  ${inShort(last.parameters)}`);
  console.log(" ".repeat(25) + why);
}

/** Tries scikit-learn's default first, then as many suggestions as wanted, and compares. */
async function tune(count, seed) {
  console.log(`${count} trials with seed ${seed}, suggested by ${url}`);
  console.log("trial     rmse     best  parameters");
  const defaults = evaluate(readJson("default.json"));
  if (!defaults.values) {
    throw new Complaint(
      `The default cannot be trained. Does ${python} have scikit-learn? Set PYTHON.`,
    );
  }
  const trials = [defaults];
  show(trials, "scikit-learn's default");
  while (trials.length <= count) {
    const [suggestion] = await ask(trials, seed);
    if (!suggestion) {
      console.log("There is nothing left to try.");
      break;
    }
    trials.push(evaluate(suggestion.parameters));
    show(trials, suggestion.reason.summary);
  }
  compare(defaults, bestOf(trials));
}

function compare(defaults, best) {
  const gained = 100 * (1 - rmse(best) / rmse(defaults));
  console.log();
  console.log(`default: rmse ${rmse(defaults).toFixed(3)}  ${inShort(defaults.parameters)}`);
  console.log(`best:    rmse ${rmse(best).toFixed(3)}  ${inShort(best.parameters)}`);
  console.log(`gained:  ${gained.toFixed(1)} % of the default's error`);
}

const [count, seed] = [process.argv[2] ?? "20", process.argv[3] ?? "7"].map(Number);
try {
  if (![count, seed].every(Number.isInteger)) throw new Complaint("usage: tune.mjs [trials] [seed]");
  await tune(count, seed);
} catch (error) {
  if (!(error instanceof Complaint)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
