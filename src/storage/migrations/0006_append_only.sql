-- The truth is added to, never changed. A row that goes with its user (ON DELETE CASCADE) is no change of history.
CREATE TRIGGER audit_logs_no_update BEFORE UPDATE ON audit_logs
  {refuse:audit_logs: rows are never changed};

CREATE TRIGGER audit_logs_no_delete BEFORE DELETE ON audit_logs
  {refuse:audit_logs: rows are never removed};

CREATE TRIGGER question_versions_no_update BEFORE UPDATE ON question_versions
  {refuse:question_versions: rows are never changed};

CREATE TRIGGER quiz_answers_no_update BEFORE UPDATE ON quiz_answers
  {refuse:quiz_answers: rows are never changed};

CREATE TRIGGER quiz_results_no_update BEFORE UPDATE ON quiz_results
  {refuse:quiz_results: rows are never changed};
