-- Where the bytes of a file are; a row is there only after they are. Small texts live in their own tables.
CREATE TABLE files (
  id          {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  owner_id    {id},
  name        {string:255} NOT NULL CHECK (name <> ''),
  mime        {string:100} NOT NULL CHECK (mime <> ''),
  size        {integer}    NOT NULL CHECK (size >= 0),
  sha256      {hash}       NOT NULL CHECK (length(sha256) = 32),
  backend     {string:20}  NOT NULL CHECK (backend <> ''),
  storage_key {string:500} NOT NULL CHECK (storage_key <> ''),
  created_at  {integer}    NOT NULL,
  CONSTRAINT files_place UNIQUE (backend, storage_key),
  CONSTRAINT files_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE SET NULL
) {table};

CREATE INDEX files_owner ON files (owner_id, created_at);

CREATE INDEX files_sha256 ON files (sha256);

-- A book that was ever sold or annotated is archived, not removed.
CREATE TABLE books (
  id            {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  slug          {string:100} NOT NULL CHECK (slug <> ''),
  title         {string:300} NOT NULL CHECK (title <> ''),
  authors       {string:500} NOT NULL DEFAULT '',
  publisher     {string:200} NOT NULL DEFAULT '',
  edition       {string:60}  NOT NULL DEFAULT '',
  isbn          {string:17},
  language      {string:35}  NOT NULL DEFAULT 'en',
  description   {text}       NOT NULL DEFAULT '',
  license       {string:100} NOT NULL DEFAULT '',
  source        {string:500} NOT NULL DEFAULT '',
  cover_file_id {id},
  tier_required {string:20}  NOT NULL DEFAULT 'free' CHECK (tier_required IN ('free', 'pro', 'premium')),
  price         {integer}    CHECK (price >= 0),
  currency      {string:3}   CHECK ({char_length}(currency) = 3),
  status        {string:20}  NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
  published_at  {integer},
  created_at    {integer}    NOT NULL,
  updated_at    {integer}    NOT NULL,
  row_version   {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT books_slug UNIQUE (slug),
  CONSTRAINT books_cover FOREIGN KEY (cover_file_id) REFERENCES files (id) ON DELETE SET NULL,
  CONSTRAINT books_price CHECK ((price IS NULL) = (currency IS NULL)),
  CONSTRAINT books_published CHECK (status <> 'published' OR published_at IS NOT NULL)
) {table};

CREATE INDEX books_listing ON books (status, title);

CREATE INDEX books_cover ON books (cover_file_id);

-- `content_sha256` is the hash of `content`: what an annotation was made on, and the ETag of a chapter.
CREATE TABLE book_chapters (
  id             {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  book_id        {id}         NOT NULL,
  position       {integer}    NOT NULL CHECK (position >= 1),
  title          {string:300} NOT NULL CHECK (title <> ''),
  format         {string:20}  NOT NULL DEFAULT 'markdown' CHECK (format IN ('markdown', 'plain')),
  content        {text}       NOT NULL,
  content_sha256 {hash}       NOT NULL CHECK (length(content_sha256) = 32),
  words          {integer}    NOT NULL CHECK (words >= 0),
  created_at     {integer}    NOT NULL,
  updated_at     {integer}    NOT NULL,
  row_version    {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT book_chapters_position UNIQUE (book_id, position),
  CONSTRAINT book_chapters_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE
) {table};

-- The last device by its own clock (client_at) says where the reader is; how far they ever got is kept apart.
CREATE TABLE user_book_progress (
  user_id          {id}         NOT NULL,
  book_id          {id}         NOT NULL,
  chapter_id       {id},
  locator          {string:500} NOT NULL DEFAULT '',
  percent          {real}       NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  furthest_percent {real}       NOT NULL DEFAULT 0 CHECK (furthest_percent BETWEEN 0 AND 100),
  device           {string:100} NOT NULL DEFAULT '',
  client_at        {integer}    NOT NULL,
  finished_at      {integer},
  created_at       {integer}    NOT NULL,
  updated_at       {integer}    NOT NULL,
  row_version      {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  PRIMARY KEY (user_id, book_id),
  CONSTRAINT user_book_progress_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT user_book_progress_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE CASCADE,
  CONSTRAINT user_book_progress_chapter FOREIGN KEY (chapter_id) REFERENCES book_chapters (id) ON DELETE SET NULL,
  CONSTRAINT user_book_progress_furthest CHECK (furthest_percent >= percent)
) {clustered_table};

CREATE INDEX user_book_progress_recent ON user_book_progress (user_id, updated_at);

CREATE INDEX user_book_progress_book ON user_book_progress (book_id);

CREATE INDEX user_book_progress_chapter ON user_book_progress (chapter_id);

-- A place in a chapter, in characters from its beginning. `quote` and `content_sha256` find it again after the chapter
-- has changed. A chapter that somebody annotated cannot be removed.
CREATE TABLE highlights_bookmarks (
  id             {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id        {id}        NOT NULL,
  chapter_id     {id}        NOT NULL,
  kind           {string:20} NOT NULL CHECK (kind IN ('highlight', 'bookmark', 'note')),
  range_start    {integer}   NOT NULL CHECK (range_start >= 0),
  range_end      {integer}   NOT NULL,
  quote          {text}      NOT NULL DEFAULT '',
  colour         {string:20} NOT NULL DEFAULT '',
  note           {text}      NOT NULL DEFAULT '',
  content_sha256 {hash}      NOT NULL CHECK (length(content_sha256) = 32),
  created_at     {integer}   NOT NULL,
  updated_at     {integer}   NOT NULL,
  row_version    {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT highlights_bookmarks_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT highlights_bookmarks_chapter FOREIGN KEY (chapter_id) REFERENCES book_chapters (id) ON DELETE RESTRICT,
  CONSTRAINT highlights_bookmarks_range CHECK (range_end >= range_start),
  CONSTRAINT highlights_bookmarks_note CHECK (kind <> 'note' OR note <> '')
) {table};

CREATE INDEX highlights_bookmarks_user ON highlights_bookmarks (user_id, chapter_id, range_start);

CREATE INDEX highlights_bookmarks_chapter ON highlights_bookmarks (chapter_id);
