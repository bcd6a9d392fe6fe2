-- Marks what is new or has another text, so that its words are written again. REPLACE, as it may be marked already.
CREATE TRIGGER questions_search_insert AFTER INSERT ON questions FOR EACH ROW
  REPLACE INTO search_stale (kind, object_id) VALUES ('question', NEW.id);

CREATE TRIGGER questions_search_update AFTER UPDATE ON questions FOR EACH ROW
  IF NOT (NEW.code = OLD.code AND NEW.body = OLD.body AND NEW.tags = OLD.tags) THEN
    REPLACE INTO search_stale (kind, object_id) VALUES ('question', NEW.id);
  END IF;

CREATE TRIGGER book_chapters_search_insert AFTER INSERT ON book_chapters FOR EACH ROW
  REPLACE INTO search_stale (kind, object_id) VALUES ('chapter', NEW.id);

CREATE TRIGGER book_chapters_search_update AFTER UPDATE ON book_chapters FOR EACH ROW
  IF NOT (NEW.title = OLD.title AND NEW.content = OLD.content) THEN
    REPLACE INTO search_stale (kind, object_id) VALUES ('chapter', NEW.id);
  END IF;

CREATE TRIGGER forum_posts_search_insert AFTER INSERT ON forum_posts FOR EACH ROW
  REPLACE INTO search_stale (kind, object_id) VALUES ('post', NEW.id);

CREATE TRIGGER forum_posts_search_update AFTER UPDATE ON forum_posts FOR EACH ROW
  IF NOT (NEW.title = OLD.title AND NEW.body_md = OLD.body_md) THEN
    REPLACE INTO search_stale (kind, object_id) VALUES ('post', NEW.id);
  END IF;

CREATE TRIGGER forum_replies_search_insert AFTER INSERT ON forum_replies FOR EACH ROW
  REPLACE INTO search_stale (kind, object_id) VALUES ('reply', NEW.id);

CREATE TRIGGER forum_replies_search_update AFTER UPDATE ON forum_replies FOR EACH ROW
  IF NOT (NEW.body_md = OLD.body_md) THEN
    REPLACE INTO search_stale (kind, object_id) VALUES ('reply', NEW.id);
  END IF;

CREATE TRIGGER highlights_bookmarks_search_insert AFTER INSERT ON highlights_bookmarks FOR EACH ROW
  REPLACE INTO search_stale (kind, object_id) VALUES ('note', NEW.id);

CREATE TRIGGER highlights_bookmarks_search_update AFTER UPDATE ON highlights_bookmarks FOR EACH ROW
  IF NOT (NEW.note = OLD.note AND NEW.quote = OLD.quote) THEN
    REPLACE INTO search_stale (kind, object_id) VALUES ('note', NEW.id);
  END IF;
