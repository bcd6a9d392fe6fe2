-- Which words stand in what, written by the library: one table for each kind, so that the words go with their document.
-- `weight` says how much a document is about the word.
CREATE TABLE question_terms (
  term        {string:64} NOT NULL,
  question_id {id}        NOT NULL,
  weight      {integer}   NOT NULL CHECK (weight >= 1),
  PRIMARY KEY (term, question_id),
  CONSTRAINT question_terms_question FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX question_terms_question ON question_terms (question_id, term);

CREATE TABLE chapter_terms (
  term       {string:64} NOT NULL,
  chapter_id {id}        NOT NULL,
  weight     {integer}   NOT NULL CHECK (weight >= 1),
  PRIMARY KEY (term, chapter_id),
  CONSTRAINT chapter_terms_chapter FOREIGN KEY (chapter_id) REFERENCES book_chapters (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX chapter_terms_chapter ON chapter_terms (chapter_id, term);

CREATE TABLE post_terms (
  term    {string:64} NOT NULL,
  post_id {id}        NOT NULL,
  weight  {integer}   NOT NULL CHECK (weight >= 1),
  PRIMARY KEY (term, post_id),
  CONSTRAINT post_terms_post FOREIGN KEY (post_id) REFERENCES forum_posts (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX post_terms_post ON post_terms (post_id, term);

CREATE TABLE reply_terms (
  term     {string:64} NOT NULL,
  reply_id {id}        NOT NULL,
  weight   {integer}   NOT NULL CHECK (weight >= 1),
  PRIMARY KEY (term, reply_id),
  CONSTRAINT reply_terms_reply FOREIGN KEY (reply_id) REFERENCES forum_replies (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX reply_terms_reply ON reply_terms (reply_id, term);

-- Everybody searches their own notes only.
CREATE TABLE note_terms (
  user_id {id}        NOT NULL,
  term    {string:64} NOT NULL,
  note_id {id}        NOT NULL,
  weight  {integer}   NOT NULL CHECK (weight >= 1),
  PRIMARY KEY (user_id, term, note_id),
  CONSTRAINT note_terms_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT note_terms_note FOREIGN KEY (note_id) REFERENCES highlights_bookmarks (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX note_terms_note ON note_terms (note_id, term);

-- What was written since its words were; triggers put it here, whoever writes. An entry may be of something that is gone.
CREATE TABLE search_stale (
  kind      {string:20} NOT NULL CHECK (kind IN ('question', 'chapter', 'post', 'reply', 'note')),
  object_id {id}        NOT NULL CHECK (length(object_id) = 16),
  PRIMARY KEY (kind, object_id)
) {clustered_table};
