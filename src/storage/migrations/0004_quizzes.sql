-- One sitting of one learner. seed and bank_fingerprint are unsigned 64-bit values stored by their bit pattern.
-- open_cat_user_id is set while an adaptive sitting is open; its being unique allows one of them for each user.
CREATE TABLE quiz_sessions (
  id                   {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id              {id}        NOT NULL,
  mode                 {string:20} NOT NULL CHECK (mode IN ('practice', 'cat', 'timed', 'readiness')),
  status               {string:20} NOT NULL DEFAULT 'in_progress'
                                   CHECK (status IN ('in_progress', 'paused', 'overdue', 'finished', 'abandoned')),
  blueprint            {json}      NOT NULL CHECK (json_valid(blueprint)),
  bank_fingerprint     {integer},
  seed                 {integer}   NOT NULL,
  algo_version         {string:40} NOT NULL,
  theta                {real},
  standard_error       {real}      CHECK (standard_error >= 0),
  n_answered           {integer}   NOT NULL DEFAULT 0 CHECK (n_answered >= 0),
  current_question_id  {id},
  current_presented_at {integer},
  started_at           {integer}   NOT NULL,
  deadline_at          {integer},
  expired_at           {integer},
  finished_at          {integer},
  created_at           {integer}   NOT NULL,
  updated_at           {integer}   NOT NULL,
  row_version          {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  open_cat_user_id     {id} GENERATED ALWAYS AS (
                         CASE WHEN mode = 'cat' AND status IN ('in_progress', 'paused') THEN user_id END) STORED,
  CONSTRAINT quiz_sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT quiz_sessions_bank FOREIGN KEY (bank_fingerprint) REFERENCES item_banks (fingerprint) ON DELETE RESTRICT,
  CONSTRAINT quiz_sessions_question FOREIGN KEY (current_question_id) REFERENCES questions (id) ON DELETE RESTRICT,
  CONSTRAINT quiz_sessions_bank_given CHECK (mode <> 'cat' OR bank_fingerprint IS NOT NULL),
  CONSTRAINT quiz_sessions_deadline CHECK (deadline_at > started_at),
  CONSTRAINT quiz_sessions_current CHECK ((current_question_id IS NULL) = (current_presented_at IS NULL)),
  CONSTRAINT quiz_sessions_end CHECK ((status IN ('finished', 'abandoned')) = (finished_at IS NOT NULL)),
  CONSTRAINT quiz_sessions_no_current CHECK (finished_at IS NULL OR current_question_id IS NULL)
) {table};

CREATE UNIQUE INDEX quiz_sessions_one_open_cat ON quiz_sessions (open_cat_user_id);

CREATE INDEX quiz_sessions_user ON quiz_sessions (user_id, status, started_at);

CREATE INDEX quiz_sessions_deadline ON quiz_sessions (status, deadline_at);

CREATE INDEX quiz_sessions_question ON quiz_sessions (current_question_id);

CREATE INDEX quiz_sessions_bank ON quiz_sessions (bank_fingerprint);

-- One acknowledged answer. `estimate` is the whole ability estimate after it, from which an exam resumes bit for bit;
-- theta_after and standard_error_after are its two numbers for queries.
CREATE TABLE quiz_answers (
  session_id           {id}        NOT NULL,
  position             {integer}   NOT NULL CHECK (position >= 1),
  question_id          {id}        NOT NULL,
  question_version     {integer}   NOT NULL,
  response             {json}      NOT NULL CHECK (json_valid(response)),
  score                {real}      NOT NULL,
  max_score            {real}      NOT NULL DEFAULT 1 CHECK (max_score > 0),
  correct              {integer}   NOT NULL CHECK (correct IN (0, 1)),
  time_ms              {integer}   NOT NULL CHECK (time_ms >= 0),
  theta_after          {real},
  standard_error_after {real}      CHECK (standard_error_after >= 0),
  estimate             {json}      CHECK (estimate IS NULL OR json_valid(estimate)),
  client_token         {string:64},
  created_at           {integer}   NOT NULL,
  PRIMARY KEY (session_id, position),
  CONSTRAINT quiz_answers_once UNIQUE (session_id, question_id),
  CONSTRAINT quiz_answers_token UNIQUE (session_id, client_token),
  CONSTRAINT quiz_answers_session FOREIGN KEY (session_id) REFERENCES quiz_sessions (id) ON DELETE CASCADE,
  CONSTRAINT quiz_answers_question FOREIGN KEY (question_id, question_version)
    REFERENCES question_versions (question_id, version) ON DELETE RESTRICT,
  CONSTRAINT quiz_answers_score CHECK (score >= 0 AND score <= max_score)
) {clustered_table};

CREATE INDEX quiz_answers_question ON quiz_answers (question_id, question_version, created_at);

-- The frozen result of a finished sitting; `outcome` is all the evidence, the columns beside it are for queries.
CREATE TABLE quiz_results (
  session_id       {id}        NOT NULL PRIMARY KEY,
  user_id          {id}        NOT NULL,
  decision         {string:10} NOT NULL CHECK (decision IN ('none', 'pass', 'fail')),
  stop_reason      {string:40} NOT NULL CHECK (stop_reason IN (
                     'confidence_interval', 'standard_error', 'maximum_length', 'time_limit', 'minimum_not_met',
                     'exhausted_bank', 'submitted')),
  n_answered       {integer}   NOT NULL CHECK (n_answered >= 0),
  n_correct        {integer}   NOT NULL CHECK (n_correct >= 0),
  score            {real}      CHECK (score >= 0 AND score <= 1),
  theta            {real},
  standard_error   {real}      CHECK (standard_error >= 0),
  passing_standard {real},
  outcome          {json}      NOT NULL CHECK (json_valid(outcome)),
  per_category     {json}      NOT NULL CHECK (json_valid(per_category)),
  frozen_at        {integer}   NOT NULL,
  CONSTRAINT quiz_results_session FOREIGN KEY (session_id) REFERENCES quiz_sessions (id) ON DELETE CASCADE,
  CONSTRAINT quiz_results_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT quiz_results_count CHECK (n_correct <= n_answered)
) {table};

CREATE INDEX quiz_results_user ON quiz_results (user_id, frozen_at);
