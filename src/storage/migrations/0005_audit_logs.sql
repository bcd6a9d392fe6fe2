-- Who did what, in one chain: hash covers the row and prev_hash, the hash of the row with seq - 1 (32 zero bytes for
-- the first). Ids, never content. The actor's row cannot be removed while the chain names it: users are erased, not
-- deleted.
CREATE TABLE audit_logs (
  seq         {integer}    NOT NULL PRIMARY KEY CHECK (seq >= 1),
  created_at  {integer}    NOT NULL,
  actor_id    {id},
  action      {string:100} NOT NULL CHECK (action <> ''),
  object_type {string:60}  NOT NULL DEFAULT '',
  object_id   {id}         CHECK (length(object_id) = 16),
  ip          {string:45}  NOT NULL DEFAULT '',
  request_id  {string:64}  NOT NULL DEFAULT '',
  detail      {json}       NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),
  prev_hash   {hash}       NOT NULL CHECK (length(prev_hash) = 32),
  hash        {hash}       NOT NULL CHECK (length(hash) = 32),
  CONSTRAINT audit_logs_actor FOREIGN KEY (actor_id) REFERENCES users (id) ON DELETE RESTRICT
) {table};

CREATE INDEX audit_logs_object ON audit_logs (object_type, object_id, seq);

CREATE INDEX audit_logs_actor ON audit_logs (actor_id, seq);
