-- What an operator may change while the server runs. A secret value is encrypted and never read back.
CREATE TABLE settings (
  name        {string:100} NOT NULL PRIMARY KEY CHECK (name <> ''),
  value       {json}       NOT NULL CHECK (json_valid(value)),
  secret      {integer}    NOT NULL DEFAULT 0 CHECK (secret IN (0, 1)),
  updated_by  {id},
  updated_at  {integer}    NOT NULL,
  row_version {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT settings_editor FOREIGN KEY (updated_by) REFERENCES users (id) ON DELETE SET NULL
) {table};

CREATE INDEX settings_editor ON settings (updated_by);

-- Long work that somebody waits for. A worker holds a job until locked_until; a job whose worker died is taken again.
-- The same dedupe_key is the same job.
CREATE TABLE jobs (
  id           {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind         {string:60}  NOT NULL CHECK (kind <> ''),
  payload      {json}       NOT NULL CHECK (json_valid(payload)),
  state        {string:20}  NOT NULL DEFAULT 'queued'
                            CHECK (state IN ('queued', 'running', 'done', 'failed', 'canceled')),
  priority     {integer}    NOT NULL DEFAULT 0,
  run_at       {integer}    NOT NULL,
  attempts     {integer}    NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  max_attempts {integer}    NOT NULL DEFAULT 5 CHECK (max_attempts >= 1),
  locked_by    {string:100},
  locked_until {integer},
  progress     {real}       NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  result       {json}       CHECK (result IS NULL OR json_valid(result)),
  error        {string:500} NOT NULL DEFAULT '',
  dedupe_key   {string:200},
  created_by   {id},
  created_at   {integer}    NOT NULL,
  updated_at   {integer}    NOT NULL,
  finished_at  {integer},
  row_version  {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT jobs_dedupe UNIQUE (kind, dedupe_key),
  CONSTRAINT jobs_creator FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT jobs_lease CHECK (
    (state = 'running') = (locked_by IS NOT NULL) AND (locked_by IS NULL) = (locked_until IS NULL)),
  CONSTRAINT jobs_end CHECK ((state IN ('done', 'failed', 'canceled')) = (finished_at IS NOT NULL))
) {table};

CREATE INDEX jobs_queue ON jobs (state, priority, run_at);

CREATE INDEX jobs_lease ON jobs (locked_until);

CREATE INDEX jobs_creator ON jobs (created_by, created_at);

-- Effects outside of the database (mail, files, events), written in the transaction that wants them and delivered at
-- least once: the receiver knows a repeated one by its id.
CREATE TABLE outbox (
  id           {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  topic        {string:60}  NOT NULL CHECK (topic <> ''),
  payload      {json}       NOT NULL CHECK (json_valid(payload)),
  state        {string:20}  NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'dead')),
  due_at       {integer}    NOT NULL,
  attempts     {integer}    NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  locked_by    {string:100},
  locked_until {integer},
  error        {string:500} NOT NULL DEFAULT '',
  dedupe_key   {string:200},
  created_at   {integer}    NOT NULL,
  done_at      {integer},
  CONSTRAINT outbox_dedupe UNIQUE (topic, dedupe_key),
  CONSTRAINT outbox_lease CHECK ((locked_by IS NULL) = (locked_until IS NULL)),
  CONSTRAINT outbox_end CHECK ((state = 'pending') = (done_at IS NULL))
) {table};

CREATE INDEX outbox_queue ON outbox (state, due_at);

-- The answer that a request with an Idempotency-Key got, given again to the same request; written in the transaction of
-- its effect. `scope` is who asked for what, `fingerprint` the hash of what was sent.
CREATE TABLE idempotency_keys (
  scope           {string:150} NOT NULL CHECK (scope <> ''),
  idempotency_key {string:255} NOT NULL CHECK (idempotency_key <> ''),
  fingerprint     {hash}       NOT NULL CHECK (length(fingerprint) = 32),
  state           {string:20}  NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done')),
  status          {integer}    CHECK (status BETWEEN 100 AND 599),
  headers         {json}       CHECK (headers IS NULL OR json_valid(headers)),
  body            {text},
  locked_until    {integer}    NOT NULL,
  created_at      {integer}    NOT NULL,
  expires_at      {integer}    NOT NULL,
  PRIMARY KEY (scope, idempotency_key),
  CONSTRAINT idempotency_keys_answer CHECK (
    (state = 'done') = (status IS NOT NULL) AND (status IS NULL) = (body IS NULL)),
  CONSTRAINT idempotency_keys_lifetime CHECK (expires_at > created_at)
) {clustered_table};

CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

-- Token buckets that several servers share when there is no Redis. `bucket` names the rule and whom it counts.
CREATE TABLE rate_limits (
  bucket      {string:200} NOT NULL PRIMARY KEY CHECK (bucket <> ''),
  tokens      {real}       NOT NULL CHECK (tokens >= 0),
  refilled_at {integer}    NOT NULL,
  expires_at  {integer}    NOT NULL
) {table};

CREATE INDEX rate_limits_expiry ON rate_limits (expires_at);

-- All that is stored of a user, for the user. open_user_id allows one that is being made for each user.
CREATE TABLE export_jobs (
  id            {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id       {id}        NOT NULL,
  job_id        {id},
  file_id       {id},
  state         {string:20} NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'ready', 'failed', 'expired')),
  downloaded_at {integer},
  created_at    {integer}   NOT NULL,
  ready_at      {integer},
  expires_at    {integer},
  row_version   {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  open_user_id  {id} GENERATED ALWAYS AS (CASE WHEN state = 'requested' THEN user_id END) STORED,
  CONSTRAINT export_jobs_one_open UNIQUE (open_user_id),
  CONSTRAINT export_jobs_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT export_jobs_job FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE SET NULL,
  CONSTRAINT export_jobs_file FOREIGN KEY (file_id) REFERENCES files (id) ON DELETE SET NULL,
  CONSTRAINT export_jobs_ready CHECK (state <> 'ready' OR (ready_at IS NOT NULL AND expires_at IS NOT NULL)),
  CONSTRAINT export_jobs_lifetime CHECK (expires_at > ready_at)
) {table};

CREATE INDEX export_jobs_user ON export_jobs (user_id, created_at);

CREATE INDEX export_jobs_job ON export_jobs (job_id);

CREATE INDEX export_jobs_file ON export_jobs (file_id);

-- What a user is told in the app. The same dedupe_key is the same notification.
CREATE TABLE notifications (
  id         {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id    {id}        NOT NULL,
  kind       {string:60} NOT NULL CHECK (kind <> ''),
  payload    {json}      NOT NULL DEFAULT '{}' CHECK (json_valid(payload)),
  dedupe_key {string:200},
  read_at    {integer},
  created_at {integer}   NOT NULL,
  CONSTRAINT notifications_dedupe UNIQUE (user_id, dedupe_key),
  CONSTRAINT notifications_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX notifications_user ON notifications (user_id, read_at, created_at);
