CREATE TRIGGER scheduler_configs_no_update BEFORE UPDATE ON scheduler_configs
BEGIN
  SELECT RAISE(ABORT, 'scheduler_configs: rows are never changed');
END;

CREATE TRIGGER flashcard_reviews_no_update BEFORE UPDATE ON flashcard_reviews
BEGIN
  SELECT RAISE(ABORT, 'flashcard_reviews: rows are never changed');
END;

CREATE TRIGGER flashcard_review_undos_no_update BEFORE UPDATE ON flashcard_review_undos
BEGIN
  SELECT RAISE(ABORT, 'flashcard_review_undos: rows are never changed');
END;
