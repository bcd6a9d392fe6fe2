CREATE TABLE forum_categories (
  id          {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  parent_id   {id},
  slug        {string:100} NOT NULL CHECK (slug <> ''),
  name        {string:200} NOT NULL CHECK (name <> ''),
  description {text}       NOT NULL DEFAULT '',
  min_role    {string:20}  NOT NULL DEFAULT 'student' CHECK (min_role IN ('student', 'instructor', 'admin')),
  min_tier    {string:20}  NOT NULL DEFAULT 'free' CHECK (min_tier IN ('free', 'pro', 'premium')),
  sort        {integer}    NOT NULL DEFAULT 0,
  created_at  {integer}    NOT NULL,
  updated_at  {integer}    NOT NULL,
  row_version {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT forum_categories_slug UNIQUE (slug),
  CONSTRAINT forum_categories_parent FOREIGN KEY (parent_id) REFERENCES forum_categories (id) ON DELETE RESTRICT
) {table};

CREATE INDEX forum_categories_parent ON forum_categories (parent_id, sort);

-- The head of a thread: its title and first text. last_reply_at begins with created_at, so that lists have one order.
-- What was deleted stays, unseen, as long as replies hang on it; erased authors leave their threads nameless.
CREATE TABLE forum_posts (
  id            {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  category_id   {id}         NOT NULL,
  author_id     {id},
  title         {string:200} NOT NULL CHECK (title <> ''),
  body_md       {text}       NOT NULL,
  status        {string:20}  NOT NULL DEFAULT 'visible' CHECK (status IN ('visible', 'hidden', 'deleted')),
  pinned        {integer}    NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  locked        {integer}    NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
  reply_count   {integer}    NOT NULL DEFAULT 0 CHECK (reply_count >= 0),
  last_reply_at {integer}    NOT NULL,
  edited_at     {integer},
  created_at    {integer}    NOT NULL,
  updated_at    {integer}    NOT NULL,
  row_version   {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT forum_posts_category FOREIGN KEY (category_id) REFERENCES forum_categories (id) ON DELETE RESTRICT,
  CONSTRAINT forum_posts_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL
) {table};

CREATE INDEX forum_posts_listing ON forum_posts (category_id, pinned, last_reply_at);

CREATE INDEX forum_posts_author ON forum_posts (author_id);

-- A reply to the post or, through parent_id, to a reply of the same post; seven deep at most. accepted_post_id makes
-- one accepted reply for each post.
CREATE TABLE forum_replies (
  id               {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  post_id          {id}        NOT NULL,
  parent_id        {id},
  depth            {integer}   NOT NULL DEFAULT 0 CHECK (depth BETWEEN 0 AND 7),
  author_id        {id},
  body_md          {text}      NOT NULL,
  status           {string:20} NOT NULL DEFAULT 'visible' CHECK (status IN ('visible', 'hidden', 'deleted')),
  accepted         {integer}   NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1)),
  edited_at        {integer},
  created_at       {integer}   NOT NULL,
  updated_at       {integer}   NOT NULL,
  row_version      {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  accepted_post_id {id} GENERATED ALWAYS AS (CASE WHEN accepted = 1 THEN post_id END) STORED,
  CONSTRAINT forum_replies_place UNIQUE (post_id, id),
  CONSTRAINT forum_replies_one_accepted UNIQUE (accepted_post_id),
  CONSTRAINT forum_replies_post FOREIGN KEY (post_id) REFERENCES forum_posts (id) ON DELETE CASCADE,
  CONSTRAINT forum_replies_parent FOREIGN KEY (post_id, parent_id) REFERENCES forum_replies (post_id, id)
    ON DELETE CASCADE,
  CONSTRAINT forum_replies_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT forum_replies_depth CHECK ((depth = 0) = (parent_id IS NULL))
) {table};

CREATE INDEX forum_replies_listing ON forum_replies (post_id, created_at);

CREATE INDEX forum_replies_parent ON forum_replies (post_id, parent_id);

CREATE INDEX forum_replies_author ON forum_replies (author_id);

-- About a post or a reply; once by each reporter.
CREATE TABLE forum_reports (
  id          {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  post_id     {id},
  reply_id    {id},
  reporter_id {id},
  reason      {string:20} NOT NULL CHECK (reason IN ('spam', 'abuse', 'exam_content', 'medical', 'other')),
  details     {text}      NOT NULL DEFAULT '',
  status      {string:20} NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'upheld', 'dismissed')),
  resolved_by {id},
  resolved_at {integer},
  created_at  {integer}   NOT NULL,
  row_version {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT forum_reports_once_a_post UNIQUE (reporter_id, post_id),
  CONSTRAINT forum_reports_once_a_reply UNIQUE (reporter_id, reply_id),
  CONSTRAINT forum_reports_post FOREIGN KEY (post_id) REFERENCES forum_posts (id) ON DELETE CASCADE,
  CONSTRAINT forum_reports_reply FOREIGN KEY (reply_id) REFERENCES forum_replies (id) ON DELETE CASCADE,
  CONSTRAINT forum_reports_reporter FOREIGN KEY (reporter_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT forum_reports_resolver FOREIGN KEY (resolved_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT forum_reports_object CHECK ((post_id IS NULL) <> (reply_id IS NULL)),
  CONSTRAINT forum_reports_end CHECK ((status = 'open') = (resolved_at IS NULL))
) {table};

CREATE INDEX forum_reports_status ON forum_reports (status, created_at);

CREATE INDEX forum_reports_post ON forum_reports (post_id);

CREATE INDEX forum_reports_reply ON forum_reports (reply_id);

CREATE INDEX forum_reports_resolver ON forum_reports (resolved_by);

-- Who wants to hear of replies to a post.
CREATE TABLE forum_subscriptions (
  user_id     {id}      NOT NULL,
  post_id     {id}      NOT NULL,
  notified_at {integer},
  created_at  {integer} NOT NULL,
  PRIMARY KEY (user_id, post_id),
  CONSTRAINT forum_subscriptions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT forum_subscriptions_post FOREIGN KEY (post_id) REFERENCES forum_posts (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX forum_subscriptions_post ON forum_subscriptions (post_id);
