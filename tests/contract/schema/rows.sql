-- Two rows or more for every table, which agree in no key; nothing points at the last of them. Statements are parted by
-- empty lines; #a1 is the id and ##a1 the hash that end in these digits, filled up with zeros.

INSERT INTO users (id, email, email_norm, password_hash, role, display_name, failed_at, created_at, updated_at) VALUES
  (#11, 'Ann@x.org', 'ann@x.org', '$argon2id$', 'student', 'Ann 🩺', 7, 1, 1),
  (#12, 'Bob@x.org', 'bob@x.org', NULL, 'instructor', 'Bob', NULL, 1, 2),
  (#13, 'Eve@x.org', 'eve@x.org', NULL, 'admin', 'Eve', NULL, 1, 2),
  (#14, 'Dan@x.org', 'dan@x.org', NULL, 'student', 'Dan', NULL, 1, 2)

INSERT INTO sessions (id, user_id, refresh_hash, refresh_salt, created_at, expires_at, idle_expires_at, revoked_at,
  revoke_reason) VALUES
  (#21, #11, ##21, X'0102', 1, 9, 5, NULL, NULL),
  (#22, #11, ##22, NULL, 1, 9, 5, 4, 'logout')

INSERT INTO nclex_categories (id, parent_id, exam, code, name, weight_min, weight_max, created_at, updated_at) VALUES
  (#31, NULL, 'board', 'one', 'One', 0.25, 0.5, 1, 1),
  (#32, #31, 'board', 'two', 'Two', 0.1, 0.3, 1, 1),
  (#33, NULL, 'board', 'three', 'Three', 0.1, 0.3, 1, 1)

INSERT INTO questions (id, code, category_id, status, body, answer_key, rationale, discrimination, difficulty,
  pseudo_guessing, upper_asymptote, calibration, author_id, created_at, updated_at) VALUES
  (#41, 'q1', #31, 'live', '{"stem":"A"}', '["a"]', 'why', 1.25, -0.3, 0.2, 1, 'provisional', #12, 1, 1),
  (#42, 'q2', #31, 'live', '{"stem":"B"}', '["b"]', '', 0.7, 0.1, 0.15, 0.98, 'calibrated', NULL, 1, 1),
  (#43, 'q3', #32, 'draft', '{"stem":"C"}', '["c"]', '', NULL, NULL, NULL, NULL, 'none', NULL, 1, 1),
  (#44, 'q4', #32, 'draft', '{"stem":"D"}', '["d"]', '', NULL, NULL, NULL, NULL, 'none', NULL, 1, 1)

INSERT INTO question_versions (question_id, version, category_id, type, body, answer_key, rationale, discrimination,
  difficulty, pseudo_guessing, upper_asymptote, calibration, created_at)
  SELECT id, version, category_id, type, body, answer_key, rationale, discrimination, difficulty, pseudo_guessing,
  upper_asymptote, calibration, created_at FROM questions WHERE code <> 'q4'

INSERT INTO item_banks (fingerprint, n_items, created_at) VALUES (-7, 2, 1), (8, 1, 1)

INSERT INTO item_bank_items (bank_fingerprint, position, question_id, question_version) VALUES
  (-7, 0, #41, 1),
  (-7, 1, #42, 1)

INSERT INTO quiz_sessions (id, user_id, mode, status, blueprint, bank_fingerprint, seed, algo_version, theta,
  standard_error, n_answered, current_question_id, current_presented_at, started_at, deadline_at, finished_at,
  created_at, updated_at) VALUES
  (#51, #11, 'cat', 'in_progress', '{}', -7, -1, '1', 0.5, 0.4, 1, #42, 2, 1, 9, NULL, 1, 1),
  (#52, #12, 'cat', 'in_progress', '{}', -7, 1, '1', NULL, NULL, 0, NULL, NULL, 1, NULL, NULL, 1, 1),
  (#53, #11, 'practice', 'finished', '{}', NULL, 2, '1', NULL, NULL, 0, NULL, NULL, 1, NULL, 5, 1, 1),
  (#54, #11, 'timed', 'abandoned', '{}', NULL, 2, '1', NULL, NULL, 0, NULL, NULL, 1, 9, 5, 1, 1)

INSERT INTO quiz_answers (session_id, position, question_id, question_version, response, score, correct, time_ms,
  theta_after, standard_error_after, estimate, client_token, created_at) VALUES
  (#51, 1, #41, 1, '["a"]', 1, 1, 5, 0.5, 0.4, '{}', 'token', 2),
  (#51, 2, #42, 1, '["a"]', 0, 0, 7, NULL, NULL, NULL, 'other', 2)

INSERT INTO quiz_results (session_id, user_id, decision, stop_reason, n_answered, n_correct, score, theta,
  standard_error, outcome, per_category, frozen_at) VALUES
  (#51, #11, 'pass', 'maximum_length', 2, 1, 0.5, 0.5, 0.4, '{}', '[]', 2),
  (#53, #11, 'none', 'submitted', 0, 0, NULL, NULL, NULL, '{}', '[]', 2)

INSERT INTO audit_logs (seq, created_at, actor_id, action, object_type, object_id, prev_hash, hash) VALUES
  (1, 1, #13, 'login', 'session', #21, ##0, ##1),
  (2, 2, NULL, 'purge', '', NULL, ##1, ##2)

INSERT INTO cohorts (id, owner_id, name, join_code, starts_at, ends_at, created_at, updated_at) VALUES
  (#61, #12, 'Spring', 'SPRING', 1, 9, 1, 1),
  (#62, #12, 'Autumn', 'AUTUMN', 1, NULL, 1, 1)

INSERT INTO cohort_members (cohort_id, user_id, role, joined_at) VALUES (#61, #11, 'student', 1), (#61, #12, 'instructor', 1)

INSERT INTO flashcard_sets (id, owner_id, title, description, visibility, cohort_id, created_at, updated_at) VALUES
  (#71, #11, 'Set', '', 'private', NULL, 1, 1),
  (#72, #12, 'Shared', '', 'cohort', #61, 1, 1),
  (#73, #12, 'Empty', '', 'public', NULL, 1, 1)

INSERT INTO flashcards (id, set_id, guid, note_guid, note_key, kind, ordinal, position, front, back, source,
  question_id, created_at, updated_at) VALUES
  (#81, #71, 'g', 'g', 7, 'reversed', 0, 0, 'a', 'b', '', #41, 1, 1),
  (#82, #71, 'g#1', 'g', 7, 'reversed', 1, 1, 'b', 'a', '', NULL, 1, 1),
  (#83, #71, 'h', 'h', 8, 'basic', 0, 2, 'c', 'd', '', NULL, 1, 1)

INSERT INTO scheduler_configs (id, hash, algorithm, model, options, created_at) VALUES
  (-5, ##5, 'fsrs-6', -9, '{}', 1),
  (6, ##6, 'sm-2', 9, '{}', 1)

INSERT INTO flashcard_presets (user_id, scope_id, set_id, scheduler, zone, rollover, new_per_day, reviews_per_day,
  learn_ahead, day_preferences, balance_load, two_buttons, bury_new, bury_reviews, bury_learning, leech_threshold,
  leech_unlikely, leech_action, created_at, updated_at) VALUES
  (#11, #0, NULL, '{}', 'UTC', 0, NULL, NULL, 0, '{}', 0, 1, 1, 1, 0, 8, 0, 'tag', 1, 1),
  (#11, #71, #71, '{}', 'UTC', 0, 20, 200, 0, '{}', 0, 0, 1, 1, 0, 8, 1, 'suspend', 1, 1)

INSERT INTO flashcard_reviews (user_id, card_id, reviewed_at, id, sequence, kind, rating, local_day, zone, config_id,
  due_at, score, confidence, grading, leech_threshold, leech_unlikely, leech_action, mark_suspended, mark_retention,
  batch_id, recorded_at) VALUES
  (#11, #81, 5, #91, 1, 'answer', 3, 0, 'UTC', -5, NULL, 1, NULL, 'plain', 8, 0, 'tag', NULL, NULL, #99, 5),
  (#11, #81, 6, #92, 2, 'reschedule', NULL, 0, 'UTC', -5, 77, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, #99, 5),
  (#11, #81, 7, #93, 5, 'mark', NULL, 0, 'UTC', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 0, NULL, 7)

INSERT INTO flashcard_review_undos (user_id, id, review_id, undone_at, sequence, recorded_at) VALUES
  (#11, #a1, #99, 6, 3, 6),
  (#11, #a2, #92, 6, 4, 6)

INSERT INTO flashcard_learners (user_id, sequence, slots, studies) VALUES (#11, 4, 2, 2), (#12, 0, 0, 0)

INSERT INTO flashcard_studies (user_id, set_id, number) VALUES (#11, #71, 0), (#11, #72, 1)

INSERT INTO user_flashcard_progress (user_id, card_id, set_id, slot, state, step, algorithm, stability, stability_fast,
  difficulty, ease, interval_days, repetitions, config_id, due_at, last_review_at, last_day, sequence, updated_at) VALUES
  (#11, #81, #71, 0, 'review', NULL, 'fsrs-6', 2.5, NULL, 5, NULL, NULL, NULL, -5, 9, 5, 0, 1, 5),
  (#11, #82, #71, 1, 'learning', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 9, NULL, NULL, 2, 5)

INSERT INTO flashcard_queue_pages (user_id, page, cards) VALUES (#11, 0, X'0102'), (#11, 1, X'')

INSERT INTO flashcard_daily_counts (user_id, local_day, set_id, new_cards, reviews, answers, duration) VALUES
  (#11, 0, #71, 1, 0, 1, 0),
  (#11, 1, #71, 0, 1, 1, 9)

INSERT INTO files (id, owner_id, name, mime, size, sha256, backend, storage_key, created_at) VALUES
  (#b1, #11, 'cover.png', 'image/png', 5, ##b1, 'local', 'b1/cover', 1),
  (#b2, NULL, 'export.zip', 'application/zip', 0, ##b2, 's3', 'b2/export', 1),
  (#b3, NULL, 'orphan', 'text/plain', 1, ##b3, 's3', 'b3/orphan', 1)

INSERT INTO books (id, slug, title, cover_file_id, price, currency, status, published_at, created_at, updated_at) VALUES
  (#c1, 'fundamentals', 'Fundamentals', #b1, 1999, 'USD', 'published', 1, 1, 1),
  (#c2, 'drugs', 'Drugs', NULL, NULL, NULL, 'draft', NULL, 1, 1),
  (#c3, 'empty', 'Empty', NULL, 1999, 'EUR', 'published', 1, 1, 1)

INSERT INTO book_chapters (id, book_id, position, title, content, content_sha256, words, created_at, updated_at) VALUES
  (#d1, #c1, 1, 'Vital signs', 'Normal ranges', ##d1, 2, 1, 1),
  (#d2, #c1, 2, 'Oxygen', 'Nasal cannula', ##d2, 2, 1, 1),
  (#d3, #c1, 3, 'Left out', '', ##d3, 0, 1, 1)

INSERT INTO user_book_progress (user_id, book_id, chapter_id, locator, percent, furthest_percent, client_at, created_at,
  updated_at) VALUES
  (#11, #c1, #d2, 'p3', 10, 20.5, 1, 1, 1),
  (#12, #c1, NULL, '', 0, 0, 1, 1, 1)

INSERT INTO highlights_bookmarks (id, user_id, chapter_id, kind, range_start, range_end, quote, note, content_sha256,
  created_at, updated_at) VALUES
  (#e1, #11, #d1, 'note', 0, 6, 'Normal', 'learn by heart', ##d1, 1, 1),
  (#e2, #11, #d1, 'bookmark', 3, 3, '', '', ##d1, 1, 1)

INSERT INTO plans (code, tier, name, amount, currency, billing_period, provider, provider_price_id, created_at,
  updated_at) VALUES
  ('pro-month', 'pro', 'Pro', 2900, 'USD', 'month', 'stripe', 'price_1', 1, 1),
  ('pro-year', 'pro', 'Pro', 29000, 'USD', 'year', 'stripe', 'price_2', 1, 1)

INSERT INTO subscriptions (id, user_id, plan_code, tier, provider, provider_sub_id, status, period_start, period_end,
  ended_at, provider_event_at, created_at, updated_at) VALUES
  (#f1, #11, 'pro-month', 'pro', 'stripe', 'sub_1', 'active', 1, 9, NULL, 1, 1, 1),
  (#f2, #11, 'pro-month', 'pro', 'stripe', 'sub_2', 'canceled', 1, 9, 5, 1, 1, 1)

INSERT INTO payment_methods (id, user_id, provider, provider_pm_id, brand, last4, exp_month, exp_year, is_default,
  created_at, updated_at) VALUES
  (#101, #11, 'stripe', 'pm_1', 'visa', '4242', 12, 2030, 1, 1, 1),
  (#102, #11, 'stripe', 'pm_2', 'visa', '1111', 1, 2031, 0, 1, 1)

INSERT INTO payment_transactions (id, user_id, subscription_id, book_id, charge_id, provider, provider_id, kind, status,
  amount, currency, raw, provider_event_at, created_at, updated_at) VALUES
  (#111, #11, #f1, NULL, NULL, 'stripe', 'ch_1', 'charge', 'succeeded', 2900, 'USD', '{}', 1, 1, 1),
  (#112, #11, NULL, #c1, NULL, 'stripe', 'ch_2', 'charge', 'succeeded', 1999, 'USD', '{}', 1, 1, 1)

INSERT INTO payment_transactions (id, user_id, charge_id, provider, provider_id, kind, status, amount, currency, raw,
  provider_event_at, created_at, updated_at) VALUES
  (#113, #11, #111, 'stripe', 're_1', 'refund', 'succeeded', 100, 'USD', '{}', 2, 2, 2)

INSERT INTO entitlements (id, user_id, kind, tier, book_id, source, transaction_id, granted_by, starts_at, ends_at,
  created_at, updated_at) VALUES
  (#121, #11, 'book', NULL, #c1, 'purchase', #112, NULL, 1, NULL, 1, 1),
  (#122, #11, 'tier', 'premium', NULL, 'grant', NULL, #13, 1, 9, 1, 1),
  (#123, #11, 'book', NULL, #c2, 'grant', NULL, #13, 1, NULL, 1, 1)

INSERT INTO webhook_events (id, provider, event_id, type, provider_created_at, payload, state, received_at,
  processed_at) VALUES
  (#131, 'stripe', 'evt_1', 'charge.succeeded', 1, '{}', 'done', 1, 2),
  (#132, 'stripe', 'evt_2', 'charge.refunded', 2, '{}', 'received', 1, NULL)

INSERT INTO password_resets (id, user_id, token_hash, created_at, expires_at, used_at, replaced_at) VALUES
  (#141, #11, ##141, 1, 9, NULL, NULL),
  (#142, #11, ##142, 1, 9, 5, NULL)

INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, email, created_at, expires_at) VALUES
  (#151, #11, 'verify_email', ##151, 'ann@x.org', 1, 9),
  (#152, #11, 'login_mfa', ##152, NULL, 1, 9)

INSERT INTO mfa_factors (id, user_id, kind, name, secret, last_step, created_at, updated_at) VALUES
  (#161, #11, 'totp', 'phone', X'0102', 5, 1, 1),
  (#162, #11, 'totp', 'tablet', X'03', NULL, 1, 1)

INSERT INTO recovery_codes (user_id, code_hash, created_at, used_at) VALUES (#11, ##171, 1, 5), (#11, ##172, 1, NULL)

INSERT INTO consents (id, user_id, kind, text_version, granted, created_at) VALUES
  (#181, #11, 'terms', '2026-01', 1, 1),
  (#182, #11, 'marketing', '2026-01', 0, 1)

INSERT INTO forum_categories (id, parent_id, slug, name, created_at, updated_at) VALUES
  (#191, NULL, 'exams', 'Exams', 1, 1),
  (#192, #191, 'nclex-rn', 'NCLEX-RN', 1, 1)

INSERT INTO forum_posts (id, category_id, author_id, title, body_md, reply_count, last_reply_at, created_at, updated_at) VALUES
  (#1a1, #191, #11, 'How many questions?', 'I had **150**', 3, 4, 1, 4),
  (#1a2, #191, NULL, 'Welcome', '', 0, 1, 1, 1)

INSERT INTO forum_replies (id, post_id, parent_id, depth, author_id, body_md, accepted, created_at, updated_at) VALUES
  (#1b1, #1a1, NULL, 0, #12, 'From 85 on', 1, 2, 2),
  (#1b2, #1a1, #1b1, 1, #11, 'Thanks', 0, 3, 3),
  (#1b3, #1a1, #1b1, 1, NULL, 'Mee too', 0, 4, 4)

INSERT INTO forum_reports (id, post_id, reply_id, reporter_id, reason, status, resolved_by, resolved_at, created_at) VALUES
  (#1c1, #1a1, NULL, #12, 'exam_content', 'open', NULL, NULL, 1),
  (#1c2, NULL, #1b1, #11, 'spam', 'dismissed', #13, 5, 1),
  (#1c3, #1a1, NULL, #11, 'spam', 'upheld', #13, 5, 1),
  (#1c4, NULL, #1b2, #12, 'spam', 'open', NULL, NULL, 1)

INSERT INTO forum_subscriptions (user_id, post_id, created_at) VALUES (#11, #1a1, 1), (#12, #1a1, 1)

INSERT INTO ai_chat_sessions (id, user_id, title, model, system_prompt_version, created_at, updated_at) VALUES
  (#1d1, #11, 'Potassium', 'm-1', '3', 1, 1),
  (#1d2, #11, '', 'm-1', '3', 1, 1)

INSERT INTO ai_chat_messages (id, session_id, position, role, content, status, feedback, client_token, created_at,
  finished_at) VALUES
  (#1e1, #1d1, 1, 'user', 'Why is K+ high?', 'complete', NULL, 'm1', 1, 1),
  (#1e2, #1d1, 2, 'assistant', 'Because', 'streaming', 1, 'm2', 1, NULL)

INSERT INTO ai_usage_daily (user_id, day, requests, tokens_in, tokens_out, cost_micro, reserved_micro) VALUES
  (#11, 20000, 1, 10, 20, 30, 0),
  (#11, 20001, 0, 0, 0, 0, 5)

INSERT INTO assignments (id, cohort_id, created_by, title, kind, blueprint, set_id, book_id, chapter_id, opens_at, due_at,
  created_at, updated_at) VALUES
  (#1f1, #61, #12, 'Mock exam', 'quiz', '{}', NULL, NULL, NULL, 1, 9, 1, 1),
  (#1f2, #61, #12, 'Cards', 'flashcards', NULL, #72, NULL, NULL, 1, NULL, 1, 1),
  (#1f3, #61, NULL, 'Read', 'reading', NULL, NULL, #c1, #d1, 1, NULL, 1, 1)

INSERT INTO accommodations (user_id, time_factor, extra_attempts, granted_by, created_at, updated_at) VALUES
  (#11, 1.5, 1, #12, 1, 1),
  (#12, 2, 0, NULL, 1, 1)

INSERT INTO user_performance (user_id, category_id, n, n_correct, theta, standard_error, last_at, updated_at) VALUES
  (#11, #31, 5, 4, 0.75, 0.3, 1, 1),
  (#11, #32, 0, 0, NULL, NULL, NULL, 1)

INSERT INTO question_stats (question_id, question_version, n, n_correct, mean_score, mean_time_ms, item_total, infit,
  outfit, computed_at) VALUES
  (#41, 1, 5, 4, 0.8, 900.5, 0.4, 1, 1.1, 1),
  (#42, 1, 0, 0, NULL, NULL, NULL, NULL, NULL, 1)

INSERT INTO settings (name, value, updated_by, updated_at) VALUES
  ('mail.from', '"no-reply@x.org"', #13, 1),
  ('ai.budget', '5', NULL, 1)

INSERT INTO jobs (id, kind, payload, state, run_at, attempts, locked_by, locked_until, result, dedupe_key, created_by,
  created_at, updated_at, finished_at) VALUES
  (#201, 'calibrate', '{}', 'running', 1, 1, 'worker-1', 9, NULL, 'bank', #13, 1, 1, NULL),
  (#202, 'calibrate', '{}', 'done', 1, 1, NULL, NULL, '{}', 'bank-2', NULL, 1, 1, 5)

INSERT INTO outbox (id, topic, payload, state, due_at, locked_by, locked_until, dedupe_key, created_at, done_at) VALUES
  (#211, 'mail', '{}', 'pending', 1, 'worker-1', 9, 'reset-1', 1, NULL),
  (#212, 'mail', '{}', 'done', 1, NULL, NULL, 'reset-2', 1, 5)

INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, state, status, headers, body, locked_until, created_at,
  expires_at) VALUES
  ('u1 POST /checkout', 'k1', ##1, 'done', 201, '{}', '{"ok":true}', 1, 1, 9),
  ('u1 POST /checkout', 'k2', ##2, 'running', NULL, NULL, NULL, 5, 1, 9)

INSERT INTO rate_limits (bucket, tokens, refilled_at, expires_at) VALUES ('login u1', 4.5, 1, 9), ('login u2', 0, 1, 9)

INSERT INTO export_jobs (id, user_id, job_id, file_id, state, created_at, ready_at, expires_at) VALUES
  (#221, #11, #201, NULL, 'requested', 1, NULL, NULL),
  (#222, #11, NULL, #b2, 'ready', 1, 2, 9)

INSERT INTO notifications (id, user_id, kind, dedupe_key, read_at, created_at) VALUES
  (#231, #11, 'forum.reply', 'r1', NULL, 1),
  (#232, #11, 'forum.reply', 'r2', 5, 1)

INSERT INTO analytics_events (id, occurred_at, received_at, user_id, anon_id, name) VALUES
  (#241, 1, 2, #11, 'device-1', 'quiz.start'),
  (#242, 1, 2, NULL, 'device-2', 'quiz.start')

INSERT INTO question_terms (term, question_id, weight) VALUES ('a', #41, 300), ('b', #42, 300)

INSERT INTO chapter_terms (term, chapter_id, weight) VALUES ('vital', #d1, 800), ('oxygen', #d2, 800)

INSERT INTO post_terms (term, post_id, weight) VALUES ('questions', #1a1, 800), ('150', #1a1, 300)

INSERT INTO reply_terms (term, reply_id, weight) VALUES ('85', #1b1, 300), ('thanks', #1b2, 300)

INSERT INTO note_terms (user_id, term, note_id, weight) VALUES (#11, 'heart', #e1, 300), (#11, 'other', #e1, 1)
