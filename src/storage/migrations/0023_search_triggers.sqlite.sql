-- Marks what is new or has another text, so that its words are written again. REPLACE, as it may be marked already.
CREATE TRIGGER questions_search_insert AFTER INSERT ON questions
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('question', NEW.id);
END;

CREATE TRIGGER questions_search_update AFTER UPDATE OF code, body, tags ON questions
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('question', NEW.id);
END;

CREATE TRIGGER book_chapters_search_insert AFTER INSERT ON book_chapters
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('chapter', NEW.id);
END;

CREATE TRIGGER book_chapters_search_update AFTER UPDATE OF title, content ON book_chapters
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('chapter', NEW.id);
END;

CREATE TRIGGER forum_posts_search_insert AFTER INSERT ON forum_posts
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('post', NEW.id);
END;

CREATE TRIGGER forum_posts_search_update AFTER UPDATE OF title, body_md ON forum_posts
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('post', NEW.id);
END;

CREATE TRIGGER forum_replies_search_insert AFTER INSERT ON forum_replies
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('reply', NEW.id);
END;

CREATE TRIGGER forum_replies_search_update AFTER UPDATE OF body_md ON forum_replies
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('reply', NEW.id);
END;

CREATE TRIGGER highlights_bookmarks_search_insert AFTER INSERT ON highlights_bookmarks
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('note', NEW.id);
END;

CREATE TRIGGER highlights_bookmarks_search_update AFTER UPDATE OF note, quote ON highlights_bookmarks
BEGIN
  REPLACE INTO search_stale (kind, object_id) VALUES ('note', NEW.id);
END;
