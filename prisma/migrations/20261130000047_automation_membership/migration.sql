-- Who belongs to the audience of an automation (A2, A8): kept from what changed and from what a day changes.

-- ---------------------------------------------------------------- automation
-- As of which local day and instant membership is asked; up to which everybody was looked at whom time alone moves; with
-- whose eyes it was compared as a whole; and the transaction before which writers may not have known that somebody
-- follows what they change.
ALTER TABLE "automation" ADD COLUMN "audience_day" DATE;
ALTER TABLE "automation" ADD COLUMN "audience_at" TIMESTAMPTZ(3);
ALTER TABLE "automation" ADD COLUMN "moved_day" DATE;
ALTER TABLE "automation" ADD COLUMN "moved_at" TIMESTAMPTZ(3);
ALTER TABLE "automation" ADD COLUMN "compared_as" TEXT;
ALTER TABLE "automation" ADD COLUMN "settles_xid" BIGINT;
-- Customers that differed in the comparison of a night; null: none, or it was reported.
ALTER TABLE "automation" ADD COLUMN "differing" INTEGER;

-- ---------------------------------------------------------------- dates by which a day moves customers
CREATE INDEX "communication_occurred_at_idx" ON "communication"("occurred_at");
CREATE INDEX "related_record_kind_occurred_on_idx" ON "related_record"("kind", "occurred_on");
CREATE INDEX "related_record_kind_ends_on_idx" ON "related_record"("kind", "ends_on");
CREATE INDEX "related_record_properties_idx" ON "related_record" USING GIN ("properties" jsonb_path_ops);
CREATE INDEX "customer_properties_idx" ON "customer" USING GIN ("properties" jsonb_path_ops);
CREATE INDEX "customer_created_at_idx" ON "customer"("created_at");
CREATE INDEX "invoice_issued_on_idx" ON "invoice"("issued_on");
CREATE INDEX "payment_paid_on_idx" ON "payment"("paid_on");
CREATE INDEX "promise_promised_on_idx" ON "promise"("promised_on");
CREATE INDEX "promise_created_at_idx" ON "promise"("created_at");
CREATE INDEX "signal_started_at_idx" ON "signal"("started_at");
CREATE INDEX "contact_created_at_idx" ON "contact"("created_at");
CREATE INDEX "enrollment_created_at_idx" ON "enrollment"("created_at");
CREATE INDEX "enrollment_completed_at_idx" ON "enrollment"("completed_at") WHERE (completed_at IS NOT NULL);
CREATE INDEX "enrollment_stopped_at_idx" ON "enrollment"("stopped_at") WHERE (stopped_at IS NOT NULL);
CREATE INDEX "list_member_added_at_idx" ON "list_member"("added_at");
CREATE INDEX "customer_label_created_at_idx" ON "customer_label"("created_at");

-- ---------------------------------------------------------------- customer_touch
-- A queue: rows are taken out within seconds, so that vacuum has to come by their number and not by the table's size.
ALTER TABLE "customer_touch" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000);

-- Whether somebody follows what is changed. Who starts an automation later compares everybody, and once more when the
-- transactions have ended that could not know of it.
CREATE FUNCTION touch_customers(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(ids) = 0 OR NOT EXISTS (SELECT FROM automation WHERE status IN ('running', 'paused')) THEN RETURN; END IF;
  INSERT INTO customer_touch (customer_id, automation_id, depth)
  SELECT id, nullif(current_setting('followthrough.automation', true), ''),
    coalesce(nullif(current_setting('followthrough.depth', true), '')::smallint, 0)
  FROM unnest(ids) AS touched(id) WHERE id IS NOT NULL;
END $$;

-- Rows that name their customer.
CREATE FUNCTION customers_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM touch_customers(ARRAY(SELECT customer_id FROM earlier UNION SELECT customer_id FROM changed));
  ELSE
    PERFORM touch_customers(ARRAY(SELECT DISTINCT customer_id FROM changed));
  END IF;
  RETURN NULL;
END $$;

-- The same for rows that change often in columns that no audience asks of.
CREATE FUNCTION row_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.customer_id = NEW.customer_id THEN
    PERFORM touch_customers(ARRAY[NEW.customer_id]);
  ELSE
    PERFORM touch_customers(ARRAY[OLD.customer_id, NEW.customer_id]);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION customers_themselves_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM touch_customers(ARRAY(SELECT id FROM changed));
  RETURN NULL;
END $$;

CREATE FUNCTION customer_itself_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM touch_customers(ARRAY[NEW.id]);
  RETURN NULL;
END $$;

CREATE FUNCTION invoices_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM touch_customers(ARRAY(
    SELECT DISTINCT i.customer_id FROM changed c JOIN invoice i ON i.id = c.invoice_id));
  RETURN NULL;
END $$;

CREATE TRIGGER audience_insert AFTER INSERT ON customer
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_themselves_touched();
CREATE TRIGGER audience_update AFTER UPDATE OF name, external_id, status, currency, source, ar_owner_id, sales_owner_id, score, properties, created_at ON customer
  FOR EACH ROW WHEN ((OLD.name, OLD.external_id, OLD.status, OLD.currency, OLD.source, OLD.ar_owner_id, OLD.sales_owner_id, OLD.score, OLD.properties, OLD.created_at)
    IS DISTINCT FROM (NEW.name, NEW.external_id, NEW.status, NEW.currency, NEW.source, NEW.ar_owner_id, NEW.sales_owner_id, NEW.score, NEW.properties, NEW.created_at))
  EXECUTE FUNCTION customer_itself_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON customer
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_themselves_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON invoice
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON invoice
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON payment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON payment
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON payment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON balance_change
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON balance_change
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON balance_change
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON promise
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON promise
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON promise
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON signal
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON signal
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON signal
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON communication
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON communication
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON communication
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON contact
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON contact
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON contact
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON related_record
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON related_record
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON related_record
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON customer_label
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON customer_label
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON customer_label
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON list_member
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE OF customer_id, list_id, added_at ON list_member
  FOR EACH ROW WHEN ((OLD.customer_id, OLD.list_id, OLD.added_at)
    IS DISTINCT FROM (NEW.customer_id, NEW.list_id, NEW.added_at))
  EXECUTE FUNCTION row_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON list_member
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON visibility_group_customer
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON visibility_group_customer
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON visibility_group_customer
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON enrollment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE OF customer_id, sequence_id, status, is_live, stop_reason, created_at, completed_at, stopped_at ON enrollment
  FOR EACH ROW WHEN ((OLD.customer_id, OLD.sequence_id, OLD.status, OLD.is_live, OLD.stop_reason, OLD.created_at, OLD.completed_at, OLD.stopped_at)
    IS DISTINCT FROM (NEW.customer_id, NEW.sequence_id, NEW.status, NEW.is_live, NEW.stop_reason, NEW.created_at, NEW.completed_at, NEW.stopped_at))
  EXECUTE FUNCTION row_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON enrollment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON program_enrollment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON program_enrollment
  REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON program_enrollment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customers_touched();
CREATE TRIGGER audience_insert AFTER INSERT ON invoice_label
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION invoices_touched();
CREATE TRIGGER audience_update AFTER UPDATE ON invoice_label
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION invoices_touched();
CREATE TRIGGER audience_delete AFTER DELETE ON invoice_label
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION invoices_touched();
