# Times catR on the work of Haven's benchmarks.
#
# Usage: Rscript catr_peer.R INPUTS   (the folder that haven_peer_inputs wrote; figures go to standard output)

library(catR)

sizes <- c(200, 1000, 10000)
rounds <- 5
seconds <- 0.5         # that a figure is measured for, at least
study_candidates <- 100 # of the thousand
batch_strings <- 100    # of the million
batch_items <- 50
inputs <- commandArgs(TRUE)[1]

path <- function(name) file.path(inputs, name)
report <- function(row, figure, value) cat(row, ",", figure, ",", format(value, digits = 15), "\n", sep = "")
integers <- function(text) as.integer(strsplit(trimws(text), " ")[[1]])

read_bank <- function(name) as.matrix(cbind(read.csv(path(name)), upper_asymptote = 1))

# Items are counted from 1 here.
read_states <- function(size) {
  rows <- read.csv(path(sprintf("states_%d.csv", size)), stringsAsFactors = FALSE)
  lapply(seq_len(nrow(rows)), function(i) {
    items <- integers(rows$items[i]) + 1L
    list(theta = rows$theta[i], items = items, scores = integers(rows$scores[i]), best = rows$best[i] + 1L)
  })
}

# Processor time of this process so far.
now <- function() sum(proc.time()[c("user.self", "sys.self")])

time_round <- function(work, states) {
  start <- now()
  for (state in states) work(state)
  (now() - start) / length(states)
}

# The clock of R counts milliseconds, so a round is repeated within one measurement until it fills a tenth of a second.
seconds_each <- function(work, states) {
  first <- max(time_round(work, states), 1e-6) * length(states)
  longer <- rep(states, ceiling(seconds / rounds / first))
  median(replicate(rounds, time_round(work, longer)))
}

estimate <- function(bank, state) thetaEst(bank[state$items, ], state$scores, method = "ML")

time_steps <- function(size) {
  bank <- read_bank(sprintf("bank_%d.csv", size))
  states <- read_states(size)
  select <- function(state, theta) nextItem(bank, theta = theta, out = state$items, criterion = "MFI")$item
  step <- function(state) select(state, estimate(bank, state))
  report(sprintf("step/%d", size), "seconds", seconds_each(step, states))
  report(sprintf("step/%d", size), "agreement", mean(sapply(states, function(state) step(state) == state$best)))
  report(sprintf("select/%d", size), "seconds", seconds_each(function(state) select(state, state$theta), states))
  report(sprintf("mle/%d", size), "seconds", seconds_each(function(state) estimate(bank, state), states))
}

# The rules of Haven by catR's names.
rules <- c(
  bopt = "bOpt", thopt = "thOpt", mlwi = "MLWI", mpwi = "MPWI", mei = "MEI", mepv = "MEPV", kl = "KL", klp = "KLP",
  gdi = "GDI", gdip = "GDIP", progressive = "progressive", proportional = "proportional", random = "random"
)

time_rules <- function(size) {
  bank <- read_bank(sprintf("bank_%d.csv", size))
  states <- read_states(size)
  for (rule in names(rules)) {
    select <- function(state) {
      nextItem(bank, theta = state$theta, out = state$items, x = state$scores, criterion = rules[[rule]],
               SETH = semTheta(state$theta, bank[state$items, ], state$scores, method = "ML"))
    }
    report(paste0("rule/", rule), "seconds", seconds_each(select, states[1:4]))
  }
}

time_study <- function() {
  bank <- read_bank("study_bank.csv")
  truth <- read.csv(path("study_abilities.csv"))$theta[seq_len(study_candidates)]
  set.seed(5)
  start <- now()
  exams <- lapply(truth, function(theta) {
    randomCAT(theta, bank,
              start = list(theta = 0, startSelect = "MFI"),
              test = list(method = "ML", itemSelect = "MFI", constantPatt = "EAP", range = c(-6, 6)),
              stop = list(rule = c("length", "precision"), thr = c(50, 0.3)),
              final = list(method = "ML", range = c(-6, 6)))
  })
  elapsed <- now() - start
  errors <- sapply(exams, function(exam) exam$thFinal) - truth
  lengths <- sapply(exams, function(exam) length(exam$testItems))
  rmse <- sqrt(mean(errors^2))
  report("study", "seconds", elapsed * 1000 / study_candidates)
  report("study", "candidates", study_candidates)
  report("study", "rmse", rmse)
  report("study", "rmse_error", sd(errors^2) / (2 * rmse * sqrt(study_candidates)))
  report("study", "bias", mean(errors))
  report("study", "bias_error", sd(errors) / sqrt(study_candidates))
  report("study", "length", mean(lengths))
  report("study", "length_error", sd(lengths) / sqrt(study_candidates))
}

time_batch <- function() {
  bank <- read_bank("batch_bank.csv")
  scores <- readBin(path("batch_strings.bin"), "integer", n = batch_strings * batch_items, size = 1)
  states <- split(scores, rep(seq_len(batch_strings), each = batch_items))
  report("batch_eap", "seconds", seconds_each(function(string) eapEst(bank, string), states))
}

report("", "version", sprintf("catR %s on R %s", packageVersion("catR"), getRversion()))
for (size in sizes) time_steps(size)
time_rules(1000)
time_study()
time_batch()
