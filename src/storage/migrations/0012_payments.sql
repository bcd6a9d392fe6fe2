-- What is sold. A plan that was ever sold is switched off (active), not removed.
CREATE TABLE plans (
  code              {string:40}  NOT NULL PRIMARY KEY CHECK (code <> ''),
  tier              {string:20}  NOT NULL CHECK (tier IN ('pro', 'premium')),
  name              {string:200} NOT NULL CHECK (name <> ''),
  amount            {integer}    NOT NULL CHECK (amount >= 0),
  currency          {string:3}   NOT NULL CHECK ({char_length}(currency) = 3),
  billing_period    {string:20}  NOT NULL CHECK (billing_period IN ('week', 'month', 'year')),
  billing_count     {integer}    NOT NULL DEFAULT 1 CHECK (billing_count >= 1),
  trial_days        {integer}    NOT NULL DEFAULT 0 CHECK (trial_days >= 0),
  provider          {string:40}  NOT NULL DEFAULT '',
  provider_price_id {string:255},
  active            {integer}    NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  sort              {integer}    NOT NULL DEFAULT 0,
  created_at        {integer}    NOT NULL,
  updated_at        {integer}    NOT NULL,
  row_version       {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT plans_price UNIQUE (provider, provider_price_id)
) {table};

CREATE INDEX plans_listing ON plans (active, sort);

-- As the provider tells it; provider_event_at is the provider's time of the newest event applied, so that events may
-- come in any order. live_user_id is set while the subscription gives access or may again; its being unique allows one
-- of them for each user.
CREATE TABLE subscriptions (
  id                   {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id              {id}         NOT NULL,
  plan_code            {string:40}  NOT NULL,
  tier                 {string:20}  NOT NULL CHECK (tier IN ('pro', 'premium')),
  provider             {string:40}  NOT NULL CHECK (provider <> ''),
  provider_sub_id      {string:255} NOT NULL CHECK (provider_sub_id <> ''),
  status               {string:20}  NOT NULL CHECK (status IN (
                         'incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid',
                         'paused')),
  period_start         {integer}    NOT NULL,
  period_end           {integer}    NOT NULL,
  cancel_at_period_end {integer}    NOT NULL DEFAULT 0 CHECK (cancel_at_period_end IN (0, 1)),
  ended_at             {integer},
  provider_event_at    {integer}    NOT NULL,
  created_at           {integer}    NOT NULL,
  updated_at           {integer}    NOT NULL,
  row_version          {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  live_user_id         {id} GENERATED ALWAYS AS (
                         CASE WHEN status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused')
                         THEN user_id END) STORED,
  CONSTRAINT subscriptions_provider UNIQUE (provider, provider_sub_id),
  CONSTRAINT subscriptions_one_live UNIQUE (live_user_id),
  CONSTRAINT subscriptions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
  CONSTRAINT subscriptions_plan FOREIGN KEY (plan_code) REFERENCES plans (code) ON DELETE RESTRICT,
  CONSTRAINT subscriptions_period CHECK (period_end > period_start),
  CONSTRAINT subscriptions_end CHECK ((status IN ('canceled', 'incomplete_expired')) = (ended_at IS NOT NULL))
) {table};

CREATE INDEX subscriptions_user ON subscriptions (user_id, status);

CREATE INDEX subscriptions_plan ON subscriptions (plan_code);

CREATE INDEX subscriptions_period_end ON subscriptions (period_end);

-- A card as the provider names it; never its number. default_user_id makes one default for each user.
CREATE TABLE payment_methods (
  id              {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id         {id}         NOT NULL,
  provider        {string:40}  NOT NULL CHECK (provider <> ''),
  provider_pm_id  {string:255} NOT NULL CHECK (provider_pm_id <> ''),
  brand           {string:40}  NOT NULL DEFAULT '',
  last4           {string:4}   NOT NULL CHECK ({char_length}(last4) = 4),
  exp_month       {integer}    NOT NULL CHECK (exp_month BETWEEN 1 AND 12),
  exp_year        {integer}    NOT NULL CHECK (exp_year BETWEEN 2000 AND 9999),
  is_default      {integer}    NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  created_at      {integer}    NOT NULL,
  updated_at      {integer}    NOT NULL,
  row_version     {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  default_user_id {id} GENERATED ALWAYS AS (CASE WHEN is_default = 1 THEN user_id END) STORED,
  CONSTRAINT payment_methods_provider UNIQUE (provider, provider_pm_id),
  CONSTRAINT payment_methods_one_default UNIQUE (default_user_id),
  CONSTRAINT payment_methods_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) {table};

CREATE INDEX payment_methods_user ON payment_methods (user_id);

-- Money that moved. The books outlive their users: those are erased, not removed. A refund or a dispute names its
-- charge.
CREATE TABLE payment_transactions (
  id                {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id           {id}         NOT NULL,
  subscription_id   {id},
  book_id           {id},
  charge_id         {id},
  provider          {string:40}  NOT NULL CHECK (provider <> ''),
  provider_id       {string:255} NOT NULL CHECK (provider_id <> ''),
  kind              {string:20}  NOT NULL CHECK (kind IN ('charge', 'refund', 'dispute')),
  status            {string:20}  NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'canceled')),
  amount            {integer}    NOT NULL CHECK (amount >= 0),
  currency          {string:3}   NOT NULL CHECK ({char_length}(currency) = 3),
  description       {string:500} NOT NULL DEFAULT '',
  raw               {json}       NOT NULL CHECK (json_valid(raw)),
  provider_event_at {integer}    NOT NULL,
  created_at        {integer}    NOT NULL,
  updated_at        {integer}    NOT NULL,
  row_version       {integer}    NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  CONSTRAINT payment_transactions_provider UNIQUE (provider, provider_id),
  CONSTRAINT payment_transactions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
  CONSTRAINT payment_transactions_subscription FOREIGN KEY (subscription_id) REFERENCES subscriptions (id)
    ON DELETE RESTRICT,
  CONSTRAINT payment_transactions_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE RESTRICT,
  CONSTRAINT payment_transactions_charge FOREIGN KEY (charge_id) REFERENCES payment_transactions (id)
    ON DELETE RESTRICT,
  CONSTRAINT payment_transactions_origin CHECK ((kind = 'charge') = (charge_id IS NULL))
) {table};

CREATE INDEX payment_transactions_user ON payment_transactions (user_id, created_at);

CREATE INDEX payment_transactions_subscription ON payment_transactions (subscription_id);

CREATE INDEX payment_transactions_book ON payment_transactions (book_id);

CREATE INDEX payment_transactions_charge ON payment_transactions (charge_id);

CREATE INDEX payment_transactions_time ON payment_transactions (created_at);

-- What a user may use beside a live subscription: a book bought, a tier granted. live_book_id makes one live right to a
-- book for each user.
CREATE TABLE entitlements (
  id             {id}        NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id        {id}        NOT NULL,
  kind           {string:20} NOT NULL CHECK (kind IN ('tier', 'book')),
  tier           {string:20} CHECK (tier IN ('pro', 'premium')),
  book_id        {id},
  source         {string:20} NOT NULL CHECK (source IN ('purchase', 'grant')),
  transaction_id {id},
  granted_by     {id},
  starts_at      {integer}   NOT NULL,
  ends_at        {integer},
  revoked_at     {integer},
  created_at     {integer}   NOT NULL,
  updated_at     {integer}   NOT NULL,
  row_version    {integer}   NOT NULL DEFAULT 1 CHECK (row_version >= 1),
  live_book_id   {id} GENERATED ALWAYS AS (CASE WHEN revoked_at IS NULL THEN book_id END) STORED,
  CONSTRAINT entitlements_one_live UNIQUE (user_id, live_book_id),
  CONSTRAINT entitlements_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT entitlements_book FOREIGN KEY (book_id) REFERENCES books (id) ON DELETE RESTRICT,
  CONSTRAINT entitlements_transaction FOREIGN KEY (transaction_id) REFERENCES payment_transactions (id)
    ON DELETE RESTRICT,
  CONSTRAINT entitlements_granted_by FOREIGN KEY (granted_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT entitlements_tier CHECK ((kind = 'tier') = (tier IS NOT NULL)),
  CONSTRAINT entitlements_what CHECK ((kind = 'book') = (book_id IS NOT NULL)),
  CONSTRAINT entitlements_paid CHECK ((source = 'purchase') = (transaction_id IS NOT NULL)),
  CONSTRAINT entitlements_lifetime CHECK (ends_at > starts_at)
) {table};

CREATE INDEX entitlements_book ON entitlements (book_id);

CREATE INDEX entitlements_transaction ON entitlements (transaction_id);

CREATE INDEX entitlements_granted_by ON entitlements (granted_by);

-- Stored as it came, worked off later; the unique event makes a repeated delivery one effect.
CREATE TABLE webhook_events (
  id                  {id}         NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  provider            {string:40}  NOT NULL CHECK (provider <> ''),
  event_id            {string:255} NOT NULL CHECK (event_id <> ''),
  type                {string:100} NOT NULL,
  provider_created_at {integer}    NOT NULL,
  payload             {json}       NOT NULL CHECK (json_valid(payload)),
  state               {string:20}  NOT NULL DEFAULT 'received'
                                   CHECK (state IN ('received', 'done', 'ignored', 'failed')),
  attempts            {integer}    NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  error               {string:500} NOT NULL DEFAULT '',
  received_at         {integer}    NOT NULL,
  processed_at        {integer},
  CONSTRAINT webhook_events_event UNIQUE (provider, event_id),
  CONSTRAINT webhook_events_processed CHECK ((state = 'received') = (processed_at IS NULL))
) {table};

CREATE INDEX webhook_events_state ON webhook_events (state, received_at);
