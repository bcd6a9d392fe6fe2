-- The history of migrations itself; made before the first of them, and never changed.
CREATE TABLE IF NOT EXISTS schema_migrations (
  version    {integer}    NOT NULL PRIMARY KEY,
  name       {string:100} NOT NULL,
  sha256     {hash}       NOT NULL CHECK (length(sha256) = 32),
  step       {integer}    NOT NULL CHECK (step >= 0),
  begun      {integer}    NOT NULL CHECK (begun >= 0),
  dirty      {integer}    NOT NULL CHECK (dirty IN (0, 1)),
  applied_at {integer}    NOT NULL,
  ms         {integer}    NOT NULL CHECK (ms >= 0)
) {table};
