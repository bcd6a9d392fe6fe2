-- The totals are those of its messages; cost in millionths of the budget's currency.
CREATE TABLE ai_chat_sessions (
  id                    {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id               {id}         NOT NULL,
  title                 {string:200} NOT NULL DEFAULT '',
  model                 {string:100} NOT NULL CHECK (model <> ''),
  system_prompt_version {string:40}  NOT NULL CHECK (system_prompt_version <> ''),
  status                {string:20}  NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived', 'blocked')),
  tokens_in             {integer}    NOT NULL DEFAULT 0 CHECK (tokens_in >= 0),
  tokens_out            {integer}    NOT NULL DEFAULT 0 CHECK (tokens_out >= 0),
  cost_micro            {integer}    NOT NULL DEFAULT 0 CHECK (cost_micro >= 0),
  created_at            {integer}    NOT NULL,
  updated_at            {integer}    NOT NULL,
  row_version           {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT ai_chat_sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX ai_chat_sessions_user ON ai_chat_sessions (user_id, updated_at);

-- `estimated`: the provider did not tell the usage of a reply that broke off, so it was charged by estimate.
CREATE TABLE ai_chat_messages (
  id           {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  session_id   {id}         NOT NULL,
  position     {integer}    NOT NULL CHECK (position >= 1),
  role         {string:20}  NOT NULL CHECK (role IN ('user', 'assistant')),
  content      {text}       NOT NULL,
  status       {string:20}  NOT NULL CHECK (status IN ('streaming', 'complete', 'partial', 'canceled', 'failed')),
  model        {string:100} NOT NULL DEFAULT '',
  tokens_in    {integer}    NOT NULL DEFAULT 0 CHECK (tokens_in >= 0),
  tokens_out   {integer}    NOT NULL DEFAULT 0 CHECK (tokens_out >= 0),
  cost_micro   {integer}    NOT NULL DEFAULT 0 CHECK (cost_micro >= 0),
  estimated    {integer}    NOT NULL DEFAULT 0 CHECK (estimated IN (0, 1)),
  feedback     {integer}    CHECK (feedback IN (-1, 1)),
  client_token {string:64},
  created_at   {integer}    NOT NULL,
  finished_at  {integer},
  row_version  {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT ai_chat_messages_position UNIQUE (session_id, position),
  CONSTRAINT ai_chat_messages_token UNIQUE (session_id, client_token),
  CONSTRAINT ai_chat_messages_session FOREIGN KEY (session_id) REFERENCES ai_chat_sessions (id) ON DELETE CASCADE,
  CONSTRAINT ai_chat_messages_end CHECK ((status = 'streaming') = (finished_at IS NULL))
) {table};

-- What a user spent on a day (days since 1970, UTC). `reserved_micro` is held back for replies under way, so that
-- parallel requests cannot pass the budget together.
CREATE TABLE ai_usage_daily (
  user_id        {id}      NOT NULL,
  day            {integer} NOT NULL,
  requests       {integer} NOT NULL DEFAULT 0 CHECK (requests >= 0),
  tokens_in      {integer} NOT NULL DEFAULT 0 CHECK (tokens_in >= 0),
  tokens_out     {integer} NOT NULL DEFAULT 0 CHECK (tokens_out >= 0),
  cost_micro     {integer} NOT NULL DEFAULT 0 CHECK (cost_micro >= 0),
  reserved_micro {integer} NOT NULL DEFAULT 0 CHECK (reserved_micro >= 0),
  PRIMARY KEY (user_id, day),
  CONSTRAINT ai_usage_daily_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX ai_usage_daily_day ON ai_usage_daily (day);
