-- What happened in an app: added to, never changed but that a user's name is taken off; removed by age.
CREATE TABLE analytics_events (
  id          {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  occurred_at {integer}    NOT NULL,
  received_at {integer}    NOT NULL,
  user_id     {id},
  anon_id     {string:64}  NOT NULL DEFAULT '',
  name        {string:100} NOT NULL CHECK (name <> ''),
  props       {json}       NOT NULL DEFAULT '{}' CHECK (json_valid(props)),
  request_id  {string:64}  NOT NULL DEFAULT '',
  CONSTRAINT analytics_events_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
) {table};

CREATE INDEX analytics_events_name ON analytics_events (name, occurred_at);

CREATE INDEX analytics_events_user ON analytics_events (user_id, occurred_at);

CREATE INDEX analytics_events_time ON analytics_events (occurred_at);
