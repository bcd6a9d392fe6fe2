-- Every scheduler under which anything was ever scheduled, never changed. `hash` is the SHA-256 of `options`, which
-- hold the algorithm and all its weights; id is its first 8 bytes, model the fingerprint of the memory model.
CREATE TABLE scheduler_configs (
  id         {integer}   NOT NULL PRIMARY KEY,
  hash       {hash}      NOT NULL CHECK (length(hash) = 32),
  algorithm  {string:20} NOT NULL CHECK (algorithm IN ('fsrs-6', 'fsrs-7', 'sm-2')),
  model      {integer}   NOT NULL,
  options    {json}      NOT NULL CHECK (json_valid(options)),
  created_at {integer}   NOT NULL,
  CONSTRAINT scheduler_configs_hash UNIQUE (hash)
) {table};

-- How a user studies one set, or (set_id NULL, scope_id 16 zero bytes) all others.
CREATE TABLE flashcard_presets (
  user_id         {id}        NOT NULL,
  scope_id        {id}        NOT NULL CHECK (length(scope_id) = 16),
  set_id          {id},
  scheduler       {json}      NOT NULL CHECK (json_valid(scheduler)),
  zone            {string:64} NOT NULL,
  rollover        {integer}   NOT NULL CHECK (rollover >= 0 AND rollover < 86400000000),
  new_per_day     {integer}   CHECK (new_per_day >= 0),
  reviews_per_day {integer}   CHECK (reviews_per_day >= 0),
  learn_ahead     {integer}   NOT NULL CHECK (learn_ahead >= 0),
  day_preferences {json}      NOT NULL CHECK (json_valid(day_preferences)),
  balance_load    {integer}   NOT NULL CHECK (balance_load IN (0, 1)),
  two_buttons     {integer}   NOT NULL CHECK (two_buttons IN (0, 1)),
  bury_new        {integer}   NOT NULL CHECK (bury_new IN (0, 1)),
  bury_reviews    {integer}   NOT NULL CHECK (bury_reviews IN (0, 1)),
  bury_learning   {integer}   NOT NULL CHECK (bury_learning IN (0, 1)),
  leech_threshold {integer}   NOT NULL CHECK (leech_threshold >= 0),
  leech_unlikely  {integer}   NOT NULL CHECK (leech_unlikely IN (0, 1)),
  leech_action    {string:20} NOT NULL CHECK (leech_action IN ('tag', 'suspend')),
  created_at      {integer}   NOT NULL,
  updated_at      {integer}   NOT NULL,
  row_version     {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  PRIMARY KEY (user_id, scope_id),
  CONSTRAINT flashcard_presets_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_presets_set FOREIGN KEY (set_id) REFERENCES flashcard_sets (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_presets_scope CHECK (set_id IS NULL OR set_id = scope_id)
) {table};

CREATE INDEX flashcard_presets_set ON flashcard_presets (set_id);

-- What a learner did: the truth that everything below is worked out from. Never changed; taken back by a row of
-- flashcard_review_undos. `sequence` counts what was accepted from a learner, in one count for all tables.
CREATE TABLE flashcard_reviews (
  user_id           {id}         NOT NULL,
  card_id           {id}         NOT NULL,
  reviewed_at       {integer}    NOT NULL,
  id                {id}         NOT NULL CHECK (length(id) = 16),
  sequence          {integer}    NOT NULL CHECK (sequence >= 1),
  kind              {string:20}  NOT NULL CHECK (kind IN ('answer', 'reset', 'reschedule', 'mark')),
  rating            {integer}    CHECK (rating BETWEEN 1 AND 4),
  local_day         {integer}    NOT NULL,
  zone              {string:64}  NOT NULL,
  config_id         {integer},
  balanced          {integer}    NOT NULL DEFAULT 0,
  duration          {integer}    NOT NULL DEFAULT 0 CHECK (duration >= 0),
  device            {string:100} NOT NULL DEFAULT '',
  due_at            {integer},
  score             {real}       CHECK (score BETWEEN 0 AND 1),
  confidence        {real}       CHECK (confidence BETWEEN 0 AND 1),
  grading           {string:20}
    CHECK (grading IN ('wrong', 'guessed', 'partial', 'unsure', 'slow', 'plain', 'fast')),
  leech_threshold   {integer}    CHECK (leech_threshold >= 0),
  leech_unlikely    {integer}    CHECK (leech_unlikely IN (0, 1)),
  leech_action      {string:20}  CHECK (leech_action IN ('tag', 'suspend')),
  mark_suspended    {integer}    CHECK (mark_suspended IN (0, 1)),
  mark_buried_until {integer},
  mark_flag         {integer}    CHECK (mark_flag BETWEEN 0 AND 7),
  mark_leech        {integer}    CHECK (mark_leech IN (0, 1)),
  mark_retention    {real}       CHECK (mark_retention >= 0 AND mark_retention < 1),
  batch_id          {id}         CHECK (length(batch_id) = 16),
  recorded_at       {integer}    NOT NULL,
  PRIMARY KEY (user_id, card_id, reviewed_at, id),
  CONSTRAINT flashcard_reviews_id UNIQUE (user_id, id),
  CONSTRAINT flashcard_reviews_sequence UNIQUE (user_id, sequence),
  CONSTRAINT flashcard_reviews_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_reviews_card FOREIGN KEY (card_id) REFERENCES flashcards (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_reviews_config FOREIGN KEY (config_id) REFERENCES scheduler_configs (id) ON DELETE RESTRICT,
  CONSTRAINT flashcard_reviews_rating CHECK ((kind = 'answer') = (rating IS NOT NULL)),
  CONSTRAINT flashcard_reviews_due CHECK ((kind = 'reschedule') = (due_at IS NOT NULL)),
  CONSTRAINT flashcard_reviews_grading CHECK (
    (score IS NULL) = (grading IS NULL) AND (score IS NULL OR kind = 'answer')
    AND (confidence IS NULL OR score IS NOT NULL)),
  CONSTRAINT flashcard_reviews_scheduled CHECK ((kind = 'mark') = (config_id IS NULL)),
  CONSTRAINT flashcard_reviews_leech CHECK (
    (kind = 'answer') = (leech_threshold IS NOT NULL)
    AND (leech_threshold IS NULL) = (leech_unlikely IS NULL)
    AND (leech_threshold IS NULL) = (leech_action IS NULL)),
  CONSTRAINT flashcard_reviews_mark CHECK (
    (kind = 'mark') = (mark_suspended IS NOT NULL OR mark_buried_until IS NOT NULL OR mark_flag IS NOT NULL
      OR mark_leech IS NOT NULL OR mark_retention IS NOT NULL))
) {clustered_table};

CREATE INDEX flashcard_reviews_time ON flashcard_reviews (user_id, reviewed_at, id);

CREATE INDEX flashcard_reviews_batch ON flashcard_reviews (user_id, batch_id);

CREATE INDEX flashcard_reviews_card ON flashcard_reviews (card_id);

CREATE INDEX flashcard_reviews_config ON flashcard_reviews (config_id);

-- May name a review that is not there yet, when devices are merged.
CREATE TABLE flashcard_review_undos (
  user_id     {id}      NOT NULL,
  id          {id}      NOT NULL CHECK (length(id) = 16),
  review_id   {id}      NOT NULL CHECK (length(review_id) = 16),
  undone_at   {integer} NOT NULL,
  sequence    {integer} NOT NULL CHECK (sequence >= 1),
  recorded_at {integer} NOT NULL,
  PRIMARY KEY (user_id, id),
  CONSTRAINT flashcard_review_undos_sequence UNIQUE (user_id, sequence),
  CONSTRAINT flashcard_review_undos_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX flashcard_review_undos_review ON flashcard_review_undos (user_id, review_id);

-- The counters of a learner.
CREATE TABLE flashcard_learners (
  user_id  {id}      NOT NULL PRIMARY KEY,
  sequence {integer} NOT NULL DEFAULT 0 CHECK (sequence >= 0),
  slots    {integer} NOT NULL DEFAULT 0 CHECK (slots >= 0),
  studies  {integer} NOT NULL DEFAULT 0 CHECK (studies >= 0),
  CONSTRAINT flashcard_learners_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

-- A set that a user has begun. Every card of it with a position below new_from has a row of progress.
CREATE TABLE flashcard_studies (
  user_id  {id}      NOT NULL,
  set_id   {id}      NOT NULL,
  number   {integer} NOT NULL CHECK (number >= 0),
  new_from {integer} NOT NULL DEFAULT 0 CHECK (new_from >= 0),
  PRIMARY KEY (user_id, set_id),
  CONSTRAINT flashcard_studies_number UNIQUE (user_id, number),
  CONSTRAINT flashcard_studies_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_studies_set FOREIGN KEY (set_id) REFERENCES flashcard_sets (id) ON DELETE CASCADE
) {table};

CREATE INDEX flashcard_studies_set ON flashcard_studies (set_id);

-- Where a learner is with a card: a cache of the log. Columns of the memory are those of its algorithm, which is NULL
-- for a card without an answer that counts.
CREATE TABLE user_flashcard_progress (
  user_id           {id}        NOT NULL,
  card_id           {id}        NOT NULL,
  set_id            {id}        NOT NULL,
  slot              {integer}   NOT NULL CHECK (slot >= 0),
  state             {string:20} NOT NULL CHECK (state IN ('learning', 'review', 'relearning')),
  step              {integer}   CHECK (step >= 0),
  algorithm         {string:20} CHECK (algorithm IN ('fsrs-6', 'fsrs-7', 'sm-2')),
  stability         {real}      CHECK (stability > 0),
  stability_fast    {real}      CHECK (stability_fast > 0),
  difficulty        {real}      CHECK (difficulty BETWEEN 1 AND 10),
  ease              {real}      CHECK (ease > 0),
  interval_days     {real}      CHECK (interval_days >= 0),
  repetitions       {integer}   CHECK (repetitions >= 0),
  config_id         {integer},
  due_at            {integer}   NOT NULL,
  last_review_at    {integer},
  last_day          {integer},
  reviews           {integer}   NOT NULL DEFAULT 0 CHECK (reviews >= 0),
  lapses            {integer}   NOT NULL DEFAULT 0 CHECK (lapses >= 0),
  suspension        {string:20} NOT NULL DEFAULT 'none' CHECK (suspension IN ('none', 'learner', 'leech')),
  buried_until      {integer},
  flag              {integer}   NOT NULL DEFAULT 0 CHECK (flag BETWEEN 0 AND 7),
  leech             {integer}   NOT NULL DEFAULT 0 CHECK (leech IN (0, 1)),
  desired_retention {real}      CHECK (desired_retention > 0 AND desired_retention < 1),
  sequence          {integer}   NOT NULL CHECK (sequence >= 0),
  updated_at        {integer}   NOT NULL,
  row_version       {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  PRIMARY KEY (user_id, card_id),
  CONSTRAINT user_flashcard_progress_slot UNIQUE (user_id, slot),
  CONSTRAINT user_flashcard_progress_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT user_flashcard_progress_card FOREIGN KEY (card_id) REFERENCES flashcards (id) ON DELETE CASCADE,
  CONSTRAINT user_flashcard_progress_config FOREIGN KEY (config_id) REFERENCES scheduler_configs (id)
    ON DELETE RESTRICT,
  CONSTRAINT user_flashcard_progress_memory CHECK (
    (algorithm IS NULL) = (last_review_at IS NULL)
    AND (algorithm IS NULL OR config_id IS NOT NULL)
    AND (stability IS NOT NULL) = (algorithm IS NOT NULL AND algorithm <> 'sm-2')
    AND (difficulty IS NOT NULL) = (algorithm IS NOT NULL AND algorithm <> 'sm-2')
    AND (stability_fast IS NOT NULL) = (algorithm IS NOT NULL AND algorithm = 'fsrs-7')
    AND (ease IS NOT NULL) = (algorithm IS NOT NULL AND algorithm = 'sm-2'))
) {clustered_table};

CREATE INDEX user_flashcard_progress_due ON user_flashcard_progress (user_id, due_at);

CREATE INDEX user_flashcard_progress_sequence ON user_flashcard_progress (user_id, sequence);

CREATE INDEX user_flashcard_progress_card ON user_flashcard_progress (card_id);

CREATE INDEX user_flashcard_progress_config ON user_flashcard_progress (config_id);

-- What queues order cards by, copied from user_flashcard_progress: the cards of slots page * 38 to page * 38 + 37, 104
-- bytes each, so that all cards of a learner are read in a few milliseconds.
CREATE TABLE flashcard_queue_pages (
  user_id {id}         NOT NULL,
  page    {integer}    NOT NULL CHECK (page >= 0),
  cards   {bytes:3952} NOT NULL,
  PRIMARY KEY (user_id, page),
  CONSTRAINT flashcard_queue_pages_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

-- What a learner did on a local day, counted from the log.
CREATE TABLE flashcard_daily_counts (
  user_id   {id}      NOT NULL,
  local_day {integer} NOT NULL,
  set_id    {id}      NOT NULL,
  new_cards {integer} NOT NULL CHECK (new_cards >= 0),
  reviews   {integer} NOT NULL CHECK (reviews >= 0),
  answers   {integer} NOT NULL CHECK (answers >= 0),
  duration  {integer} NOT NULL CHECK (duration >= 0),
  PRIMARY KEY (user_id, local_day, set_id),
  CONSTRAINT flashcard_daily_counts_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_daily_counts_set FOREIGN KEY (set_id) REFERENCES flashcard_sets (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX flashcard_daily_counts_set ON flashcard_daily_counts (set_id);
