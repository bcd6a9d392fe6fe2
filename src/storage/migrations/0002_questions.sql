CREATE TABLE nclex_categories (
  id          {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  parent_id   {id},
  exam        {string:40}  NOT NULL CHECK (exam <> ''),
  code        {string:100} NOT NULL CHECK (code <> ''),
  name        {string:200} NOT NULL,
  weight_min  {real}       NOT NULL,
  weight_max  {real}       NOT NULL,
  sort        {integer}    NOT NULL DEFAULT 0,
  created_at  {integer}    NOT NULL,
  updated_at  {integer}    NOT NULL,
  row_version {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT nclex_categories_code UNIQUE (exam, code),
  CONSTRAINT nclex_categories_parent FOREIGN KEY (parent_id) REFERENCES nclex_categories (id) ON DELETE RESTRICT,
  CONSTRAINT nclex_categories_weights CHECK (0 <= weight_min AND weight_min <= weight_max AND weight_max <= 1)
) {table};

CREATE INDEX nclex_categories_parent ON nclex_categories (parent_id, sort);

-- The question as it is now; question_versions keeps what it has been. Parameters are there all together or not at
-- all, and exactly when `calibration` says where they come from; a live question has them.
CREATE TABLE questions (
  id              {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  code            {string:100} NOT NULL CHECK (code <> ''),
  category_id     {id}         NOT NULL,
  type            {string:40}  NOT NULL DEFAULT 'multiple_choice' CHECK (type IN (
                    'multiple_choice', 'multiple_response', 'ordered_response', 'fill_in_the_blank', 'hot_spot',
                    'cloze', 'drag_and_drop', 'highlight', 'matrix', 'bow_tie', 'trend')),
  version         {integer}    NOT NULL DEFAULT 1 CHECK (version >= 1),
  status          {string:20}  NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'pretest', 'live', 'retired')),
  body            {json}       NOT NULL CHECK (json_valid(body)),
  answer_key      {json}       NOT NULL CHECK (json_valid(answer_key)),
  rationale       {text}       NOT NULL,
  model           {string:20}  NOT NULL DEFAULT '3pl' CHECK (model IN ('1pl', '2pl', '3pl', '4pl')),
  discrimination  {real}       CHECK (discrimination BETWEEN 0.5 AND 2.5),
  difficulty      {real}       CHECK (difficulty BETWEEN -3 AND 3),
  pseudo_guessing {real}       CHECK (pseudo_guessing BETWEEN 0 AND 0.35),
  upper_asymptote {real}       CHECK (upper_asymptote > pseudo_guessing AND upper_asymptote <= 1),
  calibration     {string:20}  NOT NULL DEFAULT 'none' CHECK (calibration IN ('none', 'provisional', 'calibrated')),
  exposure_max    {real}       CHECK (exposure_max > 0 AND exposure_max <= 1),
  enemy_group     {string:100},
  tags            {json}       NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  author          {string:200} NOT NULL DEFAULT '',
  author_id       {id},
  license         {string:100} NOT NULL DEFAULT '',
  source          {string:500} NOT NULL DEFAULT '',
  created_at      {integer}    NOT NULL,
  updated_at      {integer}    NOT NULL,
  row_version     {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT questions_code UNIQUE (code),
  CONSTRAINT questions_category FOREIGN KEY (category_id) REFERENCES nclex_categories (id) ON DELETE RESTRICT,
  CONSTRAINT questions_author FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT questions_parameters CHECK (
    (calibration = 'none') = (discrimination IS NULL)
    AND (discrimination IS NULL) = (difficulty IS NULL)
    AND (discrimination IS NULL) = (pseudo_guessing IS NULL)
    AND (discrimination IS NULL) = (upper_asymptote IS NULL)),
  CONSTRAINT questions_live CHECK (status <> 'live' OR discrimination IS NOT NULL)
) {table};

CREATE INDEX questions_listing ON questions (status, category_id, difficulty);

CREATE INDEX questions_category ON questions (category_id);

CREATE INDEX questions_enemy_group ON questions (enemy_group);

CREATE INDEX questions_author ON questions (author_id);

-- Every version that was ever stored, never changed: an answer shows the question as it was answered.
CREATE TABLE question_versions (
  question_id     {id}         NOT NULL,
  version         {integer}    NOT NULL CHECK (version >= 1),
  category_id     {id}         NOT NULL,
  type            {string:40}  NOT NULL,
  body            {json}       NOT NULL CHECK (json_valid(body)),
  answer_key      {json}       NOT NULL CHECK (json_valid(answer_key)),
  rationale       {text}       NOT NULL,
  model           {string:20}  NOT NULL DEFAULT '3pl' CHECK (model IN ('1pl', '2pl', '3pl', '4pl')),
  discrimination  {real}       CHECK (discrimination BETWEEN 0.5 AND 2.5),
  difficulty      {real}       CHECK (difficulty BETWEEN -3 AND 3),
  pseudo_guessing {real}       CHECK (pseudo_guessing BETWEEN 0 AND 0.35),
  upper_asymptote {real}       CHECK (upper_asymptote > pseudo_guessing AND upper_asymptote <= 1),
  calibration     {string:20}  NOT NULL DEFAULT 'none' CHECK (calibration IN ('none', 'provisional', 'calibrated')),
  tags            {json}       NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  author          {string:200} NOT NULL DEFAULT '',
  license         {string:100} NOT NULL DEFAULT '',
  source          {string:500} NOT NULL DEFAULT '',
  created_at      {integer}    NOT NULL,
  PRIMARY KEY (question_id, version),
  CONSTRAINT question_versions_question FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE RESTRICT,
  CONSTRAINT question_versions_category FOREIGN KEY (category_id) REFERENCES nclex_categories (id) ON DELETE RESTRICT
) {table};

CREATE INDEX question_versions_category ON question_versions (category_id);

-- A frozen item bank: which version of which question stands at which place. A sitting names the bank it began with,
-- so that it goes on unchanged when questions are imported in the middle of it.
CREATE TABLE item_banks (
  fingerprint {integer} NOT NULL PRIMARY KEY,
  n_items     {integer} NOT NULL CHECK (n_items >= 1),
  created_at  {integer} NOT NULL
) {table};

CREATE TABLE item_bank_items (
  bank_fingerprint {integer} NOT NULL,
  position         {integer} NOT NULL CHECK (position >= 0),
  question_id      {id}      NOT NULL,
  question_version {integer} NOT NULL,
  PRIMARY KEY (bank_fingerprint, position),
  CONSTRAINT item_bank_items_once UNIQUE (bank_fingerprint, question_id),
  CONSTRAINT item_bank_items_bank FOREIGN KEY (bank_fingerprint) REFERENCES item_banks (fingerprint) ON DELETE CASCADE,
  CONSTRAINT item_bank_items_question FOREIGN KEY (question_id, question_version)
    REFERENCES question_versions (question_id, version) ON DELETE RESTRICT
) {clustered_table};

CREATE INDEX item_bank_items_question ON item_bank_items (question_id, question_version);
