-- Sets and cards are hidden (deleted_at) rather than removed: the logs of those who studied them point here. A set
-- gives its cards their places: next_position is never given twice.
CREATE TABLE flashcard_sets (
  id            {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  owner_id      {id},
  title         {string:200} NOT NULL CHECK (title <> ''),
  description   {text}       NOT NULL,
  visibility    {string:20}  NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'cohort', 'public')),
  cohort_id     {id},
  tier_required {string:20}  NOT NULL DEFAULT 'free' CHECK (tier_required IN ('free', 'pro', 'premium')),
  n_cards       {integer}    NOT NULL DEFAULT 0 CHECK (n_cards >= 0),
  next_position {integer}    NOT NULL DEFAULT 0 CHECK (next_position >= 0),
  deleted_at    {integer},
  created_at    {integer}    NOT NULL,
  updated_at    {integer}    NOT NULL,
  row_version   {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT flashcard_sets_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT flashcard_sets_cohort FOREIGN KEY (cohort_id) REFERENCES cohorts (id) ON DELETE RESTRICT,
  CONSTRAINT flashcard_sets_shared CHECK (cohort_id IS NULL OR visibility = 'cohort')
) {table};

CREATE INDEX flashcard_sets_owner ON flashcard_sets (owner_id, title);

CREATE INDEX flashcard_sets_cohort ON flashcard_sets (cohort_id);

CREATE INDEX flashcard_sets_listing ON flashcard_sets (visibility, title);

-- note_key is a hash of set and note_guid, the same for siblings, so that queues need no text.
CREATE TABLE flashcards (
  id          {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  set_id      {id}         NOT NULL,
  guid        {string:110} NOT NULL CHECK (guid <> ''),
  note_guid   {string:100} NOT NULL CHECK (note_guid <> ''),
  note_key    {integer}    NOT NULL,
  kind        {string:20}  NOT NULL CHECK (kind IN ('basic', 'reversed', 'cloze', 'image')),
  ordinal     {integer}    NOT NULL DEFAULT 0 CHECK (ordinal >= 0),
  position    {integer}    NOT NULL CHECK (position >= 0),
  front       {text}       NOT NULL,
  back        {text}       NOT NULL,
  source      {text}       NOT NULL,
  extra       {json}       NOT NULL DEFAULT '{}' CHECK (json_valid(extra)),
  tags        {json}       NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  question_id {id},
  media       {json}       NOT NULL DEFAULT '[]' CHECK (json_valid(media)),
  deleted_at  {integer},
  created_at  {integer}    NOT NULL,
  updated_at  {integer}    NOT NULL,
  row_version {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT flashcards_guid UNIQUE (set_id, guid),
  CONSTRAINT flashcards_note UNIQUE (set_id, note_guid, ordinal),
  CONSTRAINT flashcards_position UNIQUE (set_id, position),
  CONSTRAINT flashcards_set FOREIGN KEY (set_id) REFERENCES flashcard_sets (id) ON DELETE CASCADE,
  CONSTRAINT flashcards_question FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE SET NULL
) {table};

CREATE INDEX flashcards_question ON flashcards (question_id);
