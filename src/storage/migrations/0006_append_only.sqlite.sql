CREATE TRIGGER audit_logs_no_update BEFORE UPDATE ON audit_logs
BEGIN
  SELECT RAISE(ABORT, 'audit_logs: rows are never changed');
END;

CREATE TRIGGER audit_logs_no_delete BEFORE DELETE ON audit_logs
BEGIN
  SELECT RAISE(ABORT, 'audit_logs: rows are never removed');
END;

CREATE TRIGGER question_versions_no_update BEFORE UPDATE ON question_versions
BEGIN
  SELECT RAISE(ABORT, 'question_versions: rows are never changed');
END;

CREATE TRIGGER quiz_answers_no_update BEFORE UPDATE ON quiz_answers
BEGIN
  SELECT RAISE(ABORT, 'quiz_answers: rows are never changed');
END;

CREATE TRIGGER quiz_results_no_update BEFORE UPDATE ON quiz_results
BEGIN
  SELECT RAISE(ABORT, 'quiz_results: rows are never changed');
END;
