-- Results (S20): what became of each step that was done, sums of it, and the money that followed. All of it is derived:
-- triggers mark the customer of whatever changes, and `infra/db/sequences/fold-results.ts` works out anew what is marked.

-- ---------------------------------------------------------------- message, step_execution
-- The version of the sequence by which a message was written, or a task done. Of what was there before it is told by time.
ALTER TABLE "message" ADD COLUMN "sequence_version" INTEGER;
ALTER TABLE "step_execution" ADD COLUMN "sequence_version" INTEGER;

CREATE FUNCTION "note_sequence_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sequence_version := (SELECT q.version FROM sequence q WHERE q.id = NEW.sequence_id);
  RETURN NEW;
END $$;
CREATE TRIGGER "version_of_done_insert" BEFORE INSERT ON "step_execution" FOR EACH ROW
  WHEN (NEW.is_manual AND NEW.status = 'done') EXECUTE FUNCTION "note_sequence_version"();
CREATE TRIGGER "version_of_done_update" BEFORE UPDATE ON "step_execution" FOR EACH ROW
  WHEN (NEW.is_manual AND NEW.status = 'done' AND OLD.status <> 'done') EXECUTE FUNCTION "note_sequence_version"();

-- ---------------------------------------------------------------- result_mark
-- A line more for each change: writers meet nobody here, and wait for nobody.
CREATE TABLE "result_mark" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" TEXT NOT NULL,

    CONSTRAINT "result_mark_pkey" PRIMARY KEY ("id")
);

-- ---------------------------------------------------------------- result_fact
CREATE TABLE "result_fact" (
    "execution_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "enrollment_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "branch_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "message_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "label_ids" TEXT[],
    "sent" BOOLEAN NOT NULL,
    "delivered" BOOLEAN NOT NULL,
    "opened" BOOLEAN NOT NULL,
    "opened_machine" BOOLEAN NOT NULL,
    "opened_unclear" BOOLEAN NOT NULL,
    "clicked" BOOLEAN NOT NULL,
    "clicked_machine" BOOLEAN NOT NULL,
    "clicked_unclear" BOOLEAN NOT NULL,
    "replied" BOOLEAN NOT NULL,
    "bounced" BOOLEAN NOT NULL,
    "unsubscribed" BOOLEAN NOT NULL,
    "failed" BOOLEAN NOT NULL,
    "done" BOOLEAN NOT NULL,

    CONSTRAINT "result_fact_pkey" PRIMARY KEY ("execution_id")
);
CREATE INDEX "result_fact_customer_id_idx" ON "result_fact"("customer_id");
CREATE INDEX "result_fact_sequence_id_execution_id_idx" ON "result_fact"("sequence_id", "execution_id");

-- ---------------------------------------------------------------- result_sum
CREATE TABLE "result_sum" (
    "label_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "branch_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "sent" INTEGER NOT NULL,
    "delivered" INTEGER NOT NULL,
    "opened" INTEGER NOT NULL,
    "opened_machine" INTEGER NOT NULL,
    "opened_unclear" INTEGER NOT NULL,
    "clicked" INTEGER NOT NULL,
    "clicked_machine" INTEGER NOT NULL,
    "clicked_unclear" INTEGER NOT NULL,
    "replied" INTEGER NOT NULL,
    "bounced" INTEGER NOT NULL,
    "unsubscribed" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "done" INTEGER NOT NULL,

    CONSTRAINT "result_sum_pkey"
      PRIMARY KEY ("label_id", "sequence_id", "step_id", "branch_id", "user_id", "version", "day", "channel", "outcome")
);

-- ---------------------------------------------------------------- result_payment
CREATE TABLE "result_payment" (
    "movement_id" TEXT NOT NULL,
    "execution_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "sequence_id" TEXT NOT NULL,
    "branch_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "channel" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,

    CONSTRAINT "result_payment_pkey" PRIMARY KEY ("movement_id", "execution_id")
);
CREATE INDEX "result_payment_customer_id_idx" ON "result_payment"("customer_id");
CREATE INDEX "result_payment_sequence_id_idx" ON "result_payment"("sequence_id");

-- ---------------------------------------------------------------- result_check
-- How far the comparison with a recount has come.
CREATE TABLE "result_check" (
    "id" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    "restarts_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "result_check_pkey" PRIMARY KEY ("id")
);

-- ---------------------------------------------------------------- who is marked
CREATE FUNCTION "mark_result_row"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_mark (customer_id) VALUES (NEW.customer_id);
  RETURN NULL;
END $$;

CREATE TRIGGER "result_sent_insert" AFTER INSERT ON "message" FOR EACH ROW
  WHEN (NEW.status = 'sent' AND NEW.source_kind = 'step_execution') EXECUTE FUNCTION "mark_result_row"();
CREATE TRIGGER "result_sent_update" AFTER UPDATE ON "message" FOR EACH ROW
  WHEN (NEW.source_kind = 'step_execution' AND OLD.status <> NEW.status AND 'sent' IN (OLD.status, NEW.status))
  EXECUTE FUNCTION "mark_result_row"();

CREATE TRIGGER "result_done_insert" AFTER INSERT ON "step_execution" FOR EACH ROW
  WHEN (NEW.status = 'done' AND NEW.is_manual) EXECUTE FUNCTION "mark_result_row"();
CREATE TRIGGER "result_done_update" AFTER UPDATE ON "step_execution" FOR EACH ROW
  WHEN ('done' IN (OLD.status, NEW.status)
    AND (OLD.assignee_id IS DISTINCT FROM NEW.assignee_id OR OLD.is_manual <> NEW.is_manual
      OR (NEW.is_manual AND (OLD.status <> NEW.status OR OLD.outcome IS DISTINCT FROM NEW.outcome
        OR OLD.ended_at IS DISTINCT FROM NEW.ended_at))))
  EXECUTE FUNCTION "mark_result_row"();

-- An event may name its message or its enrollment only.
CREATE FUNCTION "mark_result_event"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  event message_event := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  IF event.enrollment_id IS NULL AND event.message_id IS NULL THEN RETURN NULL; END IF;
  INSERT INTO result_mark (customer_id)
  SELECT e.customer_id FROM enrollment e WHERE e.id = event.enrollment_id
  UNION SELECT m.customer_id FROM message m WHERE m.id = event.message_id AND m.source_kind = 'step_execution';
  RETURN NULL;
END $$;
CREATE TRIGGER "result_event" AFTER INSERT OR DELETE ON "message_event" FOR EACH ROW
  EXECUTE FUNCTION "mark_result_event"();
CREATE TRIGGER "result_event_update" AFTER UPDATE ON "message_event" FOR EACH ROW
  WHEN (ROW(OLD.kind, OLD.verdict, OLD.n, OLD.message_id, OLD.enrollment_id, OLD.occurred_at)
    IS DISTINCT FROM ROW(NEW.kind, NEW.verdict, NEW.n, NEW.message_id, NEW.enrollment_id, NEW.occurred_at))
  EXECUTE FUNCTION "mark_result_event"();

-- What people did is told by events; of hits the others count.
CREATE FUNCTION "mark_result_hit"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  hit tracking_hit := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO result_mark (customer_id)
  SELECT m.customer_id FROM message m WHERE m.id = hit.message_id AND m.source_kind = 'step_execution';
  RETURN NULL;
END $$;
CREATE TRIGGER "result_hit_insert" AFTER INSERT ON "tracking_hit" FOR EACH ROW
  WHEN (NEW.verdict IS NOT NULL) EXECUTE FUNCTION "mark_result_hit"();
CREATE TRIGGER "result_hit_update" AFTER UPDATE ON "tracking_hit" FOR EACH ROW
  WHEN (OLD.verdict IS DISTINCT FROM NEW.verdict) EXECUTE FUNCTION "mark_result_hit"();
CREATE TRIGGER "result_hit_delete" AFTER DELETE ON "tracking_hit" FOR EACH ROW
  WHEN (OLD.verdict IS NOT NULL) EXECUTE FUNCTION "mark_result_hit"();

-- Money counts that came in after a step: whoever has none yet is not marked.
CREATE FUNCTION "mark_result_movements"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_mark (customer_id)
  SELECT c.customer_id FROM (SELECT DISTINCT customer_id FROM changed WHERE cause IN ('payment', 'import')) c
  WHERE EXISTS (SELECT FROM step_execution x WHERE x.customer_id = c.customer_id);
  RETURN NULL;
END $$;
CREATE TRIGGER "result_movement" AFTER INSERT ON "balance_change"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "mark_result_movements"();
CREATE TRIGGER "result_movement_gone" AFTER DELETE ON "balance_change"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "mark_result_movements"();

CREATE FUNCTION "mark_result_labels"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_mark (customer_id) SELECT DISTINCT customer_id FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER "result_label" AFTER INSERT ON "customer_label"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "mark_result_labels"();
CREATE TRIGGER "result_label_gone" AFTER DELETE ON "customer_label"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "mark_result_labels"();

-- In another zone everything stands on other days.
CREATE FUNCTION "mark_result_everybody"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO result_mark (customer_id) SELECT DISTINCT customer_id FROM step_execution;
  RETURN NULL;
END $$;
CREATE TRIGGER "result_zone" AFTER UPDATE ON "organisation" FOR EACH ROW
  WHEN (OLD.zone <> NEW.zone) EXECUTE FUNCTION "mark_result_everybody"();
CREATE TRIGGER "result_organisation" AFTER INSERT ON "organisation" FOR EACH ROW
  EXECUTE FUNCTION "mark_result_everybody"();

-- What there is already is counted by the first passes of the reconciler.
INSERT INTO "result_mark" ("customer_id") SELECT DISTINCT "customer_id" FROM "step_execution";
