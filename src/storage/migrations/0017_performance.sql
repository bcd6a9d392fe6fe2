-- Where a learner is in each category, worked out from the answers; may be thrown away and rebuilt.
CREATE TABLE user_performance (
  user_id        {id}      NOT NULL,
  category_id    {id}      NOT NULL,
  n              {integer} NOT NULL DEFAULT 0 CHECK (n >= 0),
  n_correct      {integer} NOT NULL DEFAULT 0 CHECK (n_correct >= 0),
  theta          {real},
  standard_error {real}    CHECK (standard_error >= 0),
  last_at        {integer},
  updated_at     {integer} NOT NULL,
  PRIMARY KEY (user_id, category_id),
  CONSTRAINT user_performance_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT user_performance_category FOREIGN KEY (category_id) REFERENCES nclex_categories (id) ON DELETE CASCADE,
  CONSTRAINT user_performance_count CHECK (n_correct <= n),
  CONSTRAINT user_performance_ability CHECK ((theta IS NULL) = (standard_error IS NULL))
) {clustered_table};

CREATE INDEX user_performance_category ON user_performance (category_id, theta);

-- How a question does, version by version, worked out from the answers by a job; may be thrown away and rebuilt.
CREATE TABLE question_stats (
  question_id      {id}      NOT NULL,
  question_version {integer} NOT NULL,
  n                {integer} NOT NULL CHECK (n >= 0),
  n_correct        {integer} NOT NULL CHECK (n_correct >= 0),
  mean_score       {real}    CHECK (mean_score BETWEEN 0 AND 1),
  mean_time_ms     {real}    CHECK (mean_time_ms >= 0),
  item_total       {real}    CHECK (item_total BETWEEN -1 AND 1),
  infit            {real}    CHECK (infit >= 0),
  outfit           {real}    CHECK (outfit >= 0),
  last_answer_at   {integer},
  computed_at      {integer} NOT NULL,
  PRIMARY KEY (question_id, question_version),
  CONSTRAINT question_stats_question FOREIGN KEY (question_id, question_version)
    REFERENCES question_versions (question_id, version) ON DELETE CASCADE,
  CONSTRAINT question_stats_count CHECK (n_correct <= n)
) {clustered_table};
