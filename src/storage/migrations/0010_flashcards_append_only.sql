CREATE TRIGGER scheduler_configs_no_update BEFORE UPDATE ON scheduler_configs
  {refuse:scheduler_configs: rows are never changed};

CREATE TRIGGER flashcard_reviews_no_update BEFORE UPDATE ON flashcard_reviews
  {refuse:flashcard_reviews: rows are never changed};

CREATE TRIGGER flashcard_review_undos_no_update BEFORE UPDATE ON flashcard_review_undos
  {refuse:flashcard_review_undos: rows are never changed};
