-- A person is never deleted but erased: the row stays, anonymised, because books and audit rows point at it.
CREATE TABLE users (
  id            {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  email         {string:320} NOT NULL,
  email_norm    {string:320} NOT NULL CHECK (email_norm <> ''),
  password_hash {string:200},
  role          {string:20}  NOT NULL DEFAULT 'student' CHECK (role IN ('student', 'instructor', 'admin')),
  status        {string:20}  NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'pending', 'disabled', 'erased')),
  display_name  {string:200} NOT NULL,
  tz            {string:64}  NOT NULL DEFAULT 'UTC',
  locale        {string:35}  NOT NULL DEFAULT 'en',
  mfa_enabled   {integer}    NOT NULL DEFAULT 0 CHECK (mfa_enabled IN (0, 1)),
  failed_logins {integer}    NOT NULL DEFAULT 0 CHECK (failed_logins >= 0),
  failed_at     {integer},
  locked_until  {integer},
  token_epoch   {integer}    NOT NULL DEFAULT 0 CHECK (token_epoch >= 0),
  deleted_at    {integer},
  created_at    {integer}    NOT NULL,
  updated_at    {integer}    NOT NULL,
  row_version   {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT users_email_norm UNIQUE (email_norm)
) {table};

CREATE INDEX users_status ON users (status, created_at);

-- One login on one device, and with it one family of refresh tokens: rotation changes the row in place. Tokens are
-- kept only as hashes; a child token may be derived again from refresh_salt and refresh_counter by a keyed hash.
CREATE TABLE sessions (
  id                {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id           {id}         NOT NULL,
  refresh_hash      {hash}       NOT NULL CHECK (length(refresh_hash) = 32),
  refresh_prev_hash {hash}       CHECK (length(refresh_prev_hash) = 32),
  refresh_counter   {integer}    NOT NULL DEFAULT 0 CHECK (refresh_counter >= 0),
  refresh_salt      {bytes:64},
  rotated_at        {integer},
  ip                {string:45}  NOT NULL DEFAULT '',
  user_agent        {string:400} NOT NULL DEFAULT '',
  aal               {integer}    NOT NULL DEFAULT 1 CHECK (aal IN (1, 2, 3)),
  created_at        {integer}    NOT NULL,
  expires_at        {integer}    NOT NULL,
  idle_expires_at   {integer}    NOT NULL,
  revoked_at        {integer},
  revoke_reason     {string:40},
  row_version       {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT sessions_refresh_hash UNIQUE (refresh_hash),
  CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT sessions_lifetime CHECK (expires_at > created_at),
  CONSTRAINT sessions_reason CHECK (revoke_reason IS NULL OR revoked_at IS NOT NULL)
) {table};

CREATE INDEX sessions_refresh_prev_hash ON sessions (refresh_prev_hash);

CREATE INDEX sessions_user ON sessions (user_id, revoked_at);

CREATE INDEX sessions_expiry ON sessions (expires_at);
