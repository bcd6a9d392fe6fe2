CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents
  {refuse:consents: rows are never changed};

-- ON DELETE SET NULL of the user is an update too, and passes; so does taking the user off by hand.
CREATE TRIGGER analytics_events_no_update BEFORE UPDATE ON analytics_events
  WHEN NOT (NEW.user_id IS NULL AND NEW.id IS OLD.id AND NEW.occurred_at IS OLD.occurred_at
    AND NEW.received_at IS OLD.received_at AND NEW.name IS OLD.name AND NEW.props IS OLD.props
    AND NEW.request_id IS OLD.request_id AND NEW.anon_id IN (OLD.anon_id, ''))
  {refuse:analytics_events: rows are never changed};
