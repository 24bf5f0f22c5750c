-- What audiences ask of since they know records of records (A3, A8): whoever changes it touches its customers.

CREATE FUNCTION somebody_follows() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM automation WHERE status IN ('running', 'paused'))
$$;

-- ---------------------------------------------------------------- rows of customers, as far as audiences ask of them
DROP TRIGGER audience_update ON customer;
CREATE TRIGGER audience_update AFTER UPDATE OF name, external_id, status, currency, source, zone, locale, ar_owner_id, sales_owner_id, score, properties, created_at ON customer
  FOR EACH ROW WHEN ((OLD.name, OLD.external_id, OLD.status, OLD.currency, OLD.source, OLD.zone, OLD.locale, OLD.ar_owner_id, OLD.sales_owner_id, OLD.score, OLD.properties, OLD.created_at)
    IS DISTINCT FROM (NEW.name, NEW.external_id, NEW.status, NEW.currency, NEW.source, NEW.zone, NEW.locale, NEW.ar_owner_id, NEW.sales_owner_id, NEW.score, NEW.properties, NEW.created_at))
  EXECUTE FUNCTION customer_itself_touched();

DROP TRIGGER audience_update ON enrollment;
CREATE TRIGGER audience_update AFTER UPDATE OF customer_id, sequence_id, status, is_live, stop_reason, source, start_date, created_at, completed_at, stopped_at ON enrollment
  FOR EACH ROW WHEN ((OLD.customer_id, OLD.sequence_id, OLD.status, OLD.is_live, OLD.stop_reason, OLD.source, OLD.start_date, OLD.created_at, OLD.completed_at, OLD.stopped_at)
    IS DISTINCT FROM (NEW.customer_id, NEW.sequence_id, NEW.status, NEW.is_live, NEW.stop_reason, NEW.source, NEW.start_date, NEW.created_at, NEW.completed_at, NEW.stopped_at))
  EXECUTE FUNCTION row_touched();

-- Planned and decided by the thousand, and written often in columns that no audience asks of.
CREATE FUNCTION touchpoints_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT somebody_follows() THEN RETURN NULL; END IF;
  PERFORM touch_customers(ARRAY(
    SELECT unnest(ARRAY[o.customer_id, n.customer_id]) FROM earlier o JOIN changed n ON n.id = o.id
    WHERE (o.customer_id, o.program_id, o.touchpoint_id, o.batch_id, o.level, o.status, o.decision, o.reason, o.days_overdue, o.planned_on, o.decided_at, o.decided_by_id, o.ended_at, o.content, o.facts)
      IS DISTINCT FROM (n.customer_id, n.program_id, n.touchpoint_id, n.batch_id, n.level, n.status, n.decision, n.reason, n.days_overdue, n.planned_on, n.decided_at, n.decided_by_id, n.ended_at, n.content, n.facts)
    UNION SELECT n.customer_id FROM changed n WHERE NOT EXISTS (SELECT FROM earlier o WHERE o.id = n.id)
    UNION SELECT o.customer_id FROM earlier o WHERE NOT EXISTS (SELECT FROM changed n WHERE n.id = o.id)));
  RETURN NULL;
END $$;
CREATE TRIGGER audience_insert AFTER INSERT ON scheduled_touchpoint
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON scheduled_touchpoint
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION touchpoints_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON scheduled_touchpoint
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();

CREATE TRIGGER audience_insert AFTER INSERT ON credit_application
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON credit_application
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON credit_application
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();

-- ---------------------------------------------------------------- rows that belong to an invoice
-- Where the invoice goes in the same statement, it touches its customer itself; so do the other parents below.
CREATE OR REPLACE FUNCTION invoices_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT somebody_follows() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM touch_customers(ARRAY(SELECT DISTINCT i.customer_id FROM invoice i
      WHERE i.id IN (SELECT invoice_id FROM earlier UNION SELECT invoice_id FROM changed)));
  ELSE
    PERFORM touch_customers(ARRAY(SELECT DISTINCT i.customer_id FROM invoice i
      WHERE i.id IN (SELECT invoice_id FROM changed)));
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER audience_update ON invoice_label;
CREATE TRIGGER audience_update AFTER UPDATE ON invoice_label
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION invoices_touched();

CREATE FUNCTION disputes_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT somebody_follows() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM touch_customers(ARRAY(SELECT DISTINCT i.customer_id FROM invoice i WHERE i.id IN (
      SELECT invoice_id FROM earlier WHERE kind = 'dispute' UNION SELECT invoice_id FROM changed WHERE kind = 'dispute')));
  ELSE
    PERFORM touch_customers(ARRAY(SELECT DISTINCT i.customer_id FROM invoice i
      WHERE i.id IN (SELECT invoice_id FROM changed WHERE kind = 'dispute')));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audience_insert AFTER INSERT ON hold
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION disputes_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON hold
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION disputes_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON hold
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION disputes_touched();

-- What is promised belongs to the customer of the promise, and is asked of by that of the invoice.
CREATE FUNCTION promises_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT somebody_follows() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM touch_customers(ARRAY(
      SELECT p.customer_id FROM promise p WHERE p.id IN (SELECT promise_id FROM earlier UNION SELECT promise_id FROM changed)
      UNION SELECT i.customer_id FROM invoice i
      WHERE i.id IN (SELECT invoice_id FROM earlier UNION SELECT invoice_id FROM changed)));
  ELSE
    PERFORM touch_customers(ARRAY(
      SELECT p.customer_id FROM promise p WHERE p.id IN (SELECT promise_id FROM changed)
      UNION SELECT i.customer_id FROM invoice i WHERE i.id IN (SELECT invoice_id FROM changed)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audience_insert AFTER INSERT ON promise_invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION promises_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON promise_invoice
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION promises_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON promise_invoice
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION promises_touched();

-- ---------------------------------------------------------------- rows that belong to a record of another system
CREATE FUNCTION related_records_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT somebody_follows() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM touch_customers(ARRAY(SELECT DISTINCT o.customer_id FROM related_record o
      WHERE o.id IN (SELECT related_record_id FROM earlier UNION SELECT related_record_id FROM changed)));
  ELSE
    PERFORM touch_customers(ARRAY(SELECT DISTINCT o.customer_id FROM related_record o
      WHERE o.id IN (SELECT related_record_id FROM changed)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audience_insert AFTER INSERT ON related_record_event
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION related_records_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON related_record_event
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION related_records_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON related_record_event
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION related_records_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON document_file
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION related_records_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON document_file
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION related_records_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON document_file
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION related_records_touched();

-- ---------------------------------------------------------------- messages, and rows that belong to them
CREATE FUNCTION messages_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT somebody_follows() THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM touch_customers(ARRAY(SELECT DISTINCT m.customer_id FROM message m WHERE m.customer_id IS NOT NULL
      AND m.id IN (SELECT message_id FROM earlier UNION SELECT message_id FROM changed)));
  ELSE
    PERFORM touch_customers(ARRAY(SELECT DISTINCT m.customer_id FROM message m WHERE m.customer_id IS NOT NULL
      AND m.id IN (SELECT message_id FROM changed)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audience_insert AFTER INSERT ON message_event
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION messages_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON message_event
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION messages_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON message_event
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION messages_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON tracking_hit
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION messages_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON tracking_hit
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION messages_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON tracking_hit
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION messages_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON message
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE OF customer_id, source_kind, sequence_id, mailbox_id, facts, tracking ON message
  FOR EACH ROW WHEN ((OLD.customer_id, OLD.source_kind, OLD.sequence_id, OLD.mailbox_id, OLD.facts, OLD.tracking)
    IS DISTINCT FROM (NEW.customer_id, NEW.source_kind, NEW.sequence_id, NEW.mailbox_id, NEW.facts, NEW.tracking))
  EXECUTE FUNCTION row_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON message
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();

-- ---------------------------------------------------------------- dates by which a day or an instant moves customers
CREATE INDEX "message_event_reply" ON "message_event"("occurred_at") WHERE (kind = 'reply');
CREATE INDEX "tracking_hit_opened" ON "tracking_hit"("occurred_at") WHERE (kind = 'click' AND verdict = 'human');
CREATE INDEX "related_record_event_occurred_on_idx" ON "related_record_event"("occurred_on");
CREATE INDEX "credit_application_created_at_idx" ON "credit_application"("created_at");
CREATE INDEX "hold_dispute_expiring" ON "hold"("expires_at") WHERE (kind = 'dispute' AND ended_at IS NULL AND expires_at IS NOT NULL);
CREATE INDEX "hold_dispute_started" ON "hold"("started_at") WHERE (kind = 'dispute');
CREATE INDEX "scheduled_touchpoint_planned_on_idx" ON "scheduled_touchpoint"("planned_on");
CREATE INDEX "scheduled_touchpoint_decided_at_idx" ON "scheduled_touchpoint"("decided_at") WHERE (decided_at IS NOT NULL);

-- ---------------------------------------------------------------- automation
-- When the database refused to say who belongs: it rests then, so that it holds up no other.
ALTER TABLE "automation" ADD COLUMN "audience_failed_at" TIMESTAMPTZ(3);
