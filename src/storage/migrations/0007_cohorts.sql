-- A class: who teaches it and who is in it. join_code lets learners in; NULL closes it. One that has sets is archived, not
-- removed.
CREATE TABLE cohorts (
  id          {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  owner_id    {id},
  name        {string:200} NOT NULL CHECK (name <> ''),
  description {text}       NOT NULL DEFAULT '',
  join_code   {string:40}  CHECK (join_code <> ''),
  starts_at   {integer},
  ends_at     {integer},
  archived_at {integer},
  created_at  {integer}    NOT NULL,
  updated_at  {integer}    NOT NULL,
  row_version {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT cohorts_join_code UNIQUE (join_code),
  CONSTRAINT cohorts_owner FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT cohorts_lifetime CHECK (ends_at > starts_at)
) {table};

CREATE INDEX cohorts_owner ON cohorts (owner_id, name);

CREATE TABLE cohort_members (
  cohort_id {id}        NOT NULL,
  user_id   {id}        NOT NULL,
  role      {string:20} NOT NULL DEFAULT 'student' CHECK (role IN ('student', 'instructor')),
  joined_at {integer}   NOT NULL,
  PRIMARY KEY (cohort_id, user_id),
  CONSTRAINT cohort_members_cohort FOREIGN KEY (cohort_id) REFERENCES cohorts (id) ON DELETE CASCADE,
  CONSTRAINT cohort_members_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {clustered_table};

CREATE INDEX cohort_members_user ON cohort_members (user_id);
