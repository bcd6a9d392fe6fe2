-- A link that was mailed to somebody who forgot the password: only the hash of its token. live_user_id allows one that
-- is neither used nor replaced for each user.
CREATE TABLE password_resets (
  id           {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id      {id}        NOT NULL,
  token_hash   {hash}      NOT NULL CHECK (length(token_hash) = 32),
  ip           {string:45} NOT NULL DEFAULT '',
  created_at   {integer}   NOT NULL,
  expires_at   {integer}   NOT NULL,
  used_at      {integer},
  replaced_at  {integer},
  live_user_id {id} GENERATED ALWAYS AS (CASE WHEN used_at IS NULL AND replaced_at IS NULL THEN user_id END) STORED,
  CONSTRAINT password_resets_token UNIQUE (token_hash),
  CONSTRAINT password_resets_one_live UNIQUE (live_user_id),
  CONSTRAINT password_resets_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT password_resets_lifetime CHECK (expires_at > created_at),
  CONSTRAINT password_resets_end CHECK (used_at IS NULL OR replaced_at IS NULL)
) {table};

CREATE INDEX password_resets_user ON password_resets (user_id, used_at);

CREATE INDEX password_resets_expiry ON password_resets (expires_at);

-- The other single-use tokens. `email` is the address that the token speaks for.
CREATE TABLE one_time_tokens (
  id         {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id    {id}         NOT NULL,
  purpose    {string:20}  NOT NULL CHECK (purpose IN ('verify_email', 'change_email', 'login_mfa')),
  token_hash {hash}       NOT NULL CHECK (length(token_hash) = 32),
  email      {string:320},
  attempts   {integer}    NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  created_at {integer}    NOT NULL,
  expires_at {integer}    NOT NULL,
  used_at    {integer},
  CONSTRAINT one_time_tokens_token UNIQUE (token_hash),
  CONSTRAINT one_time_tokens_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT one_time_tokens_lifetime CHECK (expires_at > created_at),
  CONSTRAINT one_time_tokens_email CHECK ((purpose = 'login_mfa') = (email IS NULL))
) {table};

CREATE INDEX one_time_tokens_user ON one_time_tokens (user_id, purpose);

CREATE INDEX one_time_tokens_expiry ON one_time_tokens (expires_at);

-- A second factor. `secret` is encrypted; `last_step` is the newest time step used, so that no code works twice.
CREATE TABLE mfa_factors (
  id           {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id      {id}         NOT NULL,
  kind         {string:20}  NOT NULL CHECK (kind = 'totp'),
  name         {string:100} NOT NULL DEFAULT '',
  secret       {bytes:200}  NOT NULL CHECK (length(secret) > 0),
  last_step    {integer}    CHECK (last_step >= 0),
  confirmed_at {integer},
  created_at   {integer}    NOT NULL,
  updated_at   {integer}    NOT NULL,
  row_version  {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT mfa_factors_name UNIQUE (user_id, name),
  CONSTRAINT mfa_factors_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE TABLE recovery_codes (
  user_id    {id}      NOT NULL,
  code_hash  {hash}    NOT NULL CHECK (length(code_hash) = 32),
  created_at {integer} NOT NULL,
  used_at    {integer},
  PRIMARY KEY (user_id, code_hash),
  CONSTRAINT recovery_codes_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {clustered_table};

-- What a user agreed to or took back, and in which version of the text; never changed.
CREATE TABLE consents (
  id           {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id      {id}        NOT NULL,
  kind         {string:40} NOT NULL CHECK (kind IN ('terms', 'privacy', 'marketing', 'analytics', 'ai')),
  text_version {string:40} NOT NULL CHECK (text_version <> ''),
  granted      {integer}   NOT NULL CHECK (granted IN (0, 1)),
  ip           {string:45} NOT NULL DEFAULT '',
  created_at   {integer}   NOT NULL,
  CONSTRAINT consents_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX consents_user ON consents (user_id, kind, created_at);
