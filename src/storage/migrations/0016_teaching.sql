-- What a cohort is to do: an exam by a blueprint, a set of cards, or a book (one chapter of it, when chapter_id is set).
CREATE TABLE assignments (
  id           {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  cohort_id    {id}         NOT NULL,
  created_by   {id},
  title        {string:200} NOT NULL CHECK (title <> ''),
  instructions {text}       NOT NULL DEFAULT '',
  kind         {string:20}  NOT NULL CHECK (kind IN ('quiz', 'flashcards', 'reading')),
  blueprint    {json}       CHECK (blueprint IS NULL OR json_valid(blueprint)),
  set_id       {id},
  book_id      {id},
  chapter_id   {id},
  attempts     {integer}    NOT NULL DEFAULT 1 CHECK (attempts >= 1),
  opens_at     {integer}    NOT NULL,
  due_at       {integer},
  created_at   {integer}    NOT NULL,
  updated_at   {integer}    NOT NULL,
  row_version  {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT assignments_cohort FOREIGN KEY (cohort_id) REFERENCES cohorts (id) ON DELETE CASCADE,
  CONSTRAINT assignments_creator FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT assignments_set FOREIGN KEY (set_id) REFERENCES flashcard_sets (id) ON DELETE CASCADE,
  CONSTRAINT assignments_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
  CONSTRAINT assignments_chapter FOREIGN KEY (chapter_id) REFERENCES book_chapters (id) ON DELETE CASCADE,
  CONSTRAINT assignments_quiz CHECK ((kind = 'quiz') = (blueprint IS NOT NULL)),
  CONSTRAINT assignments_flashcards CHECK ((kind = 'flashcards') = (set_id IS NOT NULL)),
  CONSTRAINT assignments_reading CHECK ((kind = 'reading') = (book_id IS NOT NULL)),
  CONSTRAINT assignments_part CHECK (chapter_id IS NULL OR book_id IS NOT NULL),
  CONSTRAINT assignments_time CHECK (due_at > opens_at)
) {table};

CREATE INDEX assignments_cohort ON assignments (cohort_id, opens_at);

CREATE INDEX assignments_creator ON assignments (created_by);

CREATE INDEX assignments_set ON assignments (set_id);

CREATE INDEX assignments_book ON assignments (book_id);

CREATE INDEX assignments_chapter ON assignments (chapter_id);

-- More time and more attempts for one learner, who need not say why.
CREATE TABLE accommodations (
  user_id        {id}      NOT NULL PRIMARY KEY,
  time_factor    {real}    NOT NULL DEFAULT 1 CHECK (time_factor BETWEEN 1 AND 10),
  extra_attempts {integer} NOT NULL DEFAULT 0 CHECK (extra_attempts >= 0),
  granted_by     {id},
  expires_at     {integer},
  created_at     {integer} NOT NULL,
  updated_at     {integer} NOT NULL,
  row_version    {integer} NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT accommodations_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT accommodations_granted_by FOREIGN KEY (granted_by) REFERENCES users (id) ON DELETE SET NULL
) {table};

CREATE INDEX accommodations_granted_by ON accommodations (granted_by);
