CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents
  {refuse:consents: rows are never changed};

CREATE TRIGGER analytics_events_no_update BEFORE UPDATE ON analytics_events FOR EACH ROW
  IF NOT (NEW.user_id IS NULL AND NEW.id = OLD.id AND NEW.occurred_at = OLD.occurred_at
    AND NEW.received_at = OLD.received_at AND NEW.name = OLD.name AND NEW.props = OLD.props
    AND NEW.request_id = OLD.request_id AND NEW.anon_id IN (OLD.anon_id, '')) THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'analytics_events: rows are never changed';
  END IF;
