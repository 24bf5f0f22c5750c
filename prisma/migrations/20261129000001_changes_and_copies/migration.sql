-- Changes and audit by the month, with whose change it is and where it came from; messages that name what they were
-- written for; a copy of a message for each recipient; events of messages; why a balance moved.

-- ---------------------------------------------------------------- partitions

-- Makes the monthly partitions of a table that is parted by `at`: that of `from_at` and those of the `ahead` months
-- behind it. Months are those of UTC. Rows that came before their partition wait in `<table>_default` and move over,
-- which closes the table for a moment; without such rows nobody waits but for the empty default partition.
-- Returns how many it made.
CREATE FUNCTION make_partitions(of_table text, from_at timestamptz, ahead int) RETURNS int LANGUAGE plpgsql
SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  begins timestamptz;
  ends timestamptz;
  part text;
  is_waiting boolean;
  made int := 0;
BEGIN
  FOR n IN 0..ahead LOOP
    begins := date_trunc('month', from_at) + make_interval(months => n);
    ends := begins + interval '1 month';
    part := of_table || to_char(begins, '"_"YYYY"_"MM');
    CONTINUE WHEN EXISTS (SELECT FROM pg_inherits p JOIN pg_class c ON c.oid = p.inhrelid
      WHERE p.inhparent = of_table::regclass AND c.relname = part);
    PERFORM pg_advisory_xact_lock(hashtextextended('make_partitions/' || of_table, 7));
    CONTINUE WHEN EXISTS (SELECT FROM pg_inherits p JOIN pg_class c ON c.oid = p.inhrelid
      WHERE p.inhparent = of_table::regclass AND c.relname = part);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE at >= $1 AND at < $2)', of_table || '_default')
      INTO is_waiting USING begins, ends;
    -- Whoever reads the table meanwhile has to wait here, before it looks which partitions there are.
    IF is_waiting THEN EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', of_table); END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', part, of_table);
    IF is_waiting THEN
      EXECUTE format('WITH moved AS (DELETE FROM %I WHERE at >= $1 AND at < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
        of_table || '_default', part) USING begins, ends;
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', of_table, part, begins, ends);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- ---------------------------------------------------------------- change

ALTER TABLE "change" RENAME TO "change_before";
ALTER TABLE "change_before" RENAME CONSTRAINT "change_pkey" TO "change_before_pkey";
DROP INDEX "change_entity_entity_id_seq_idx";
ALTER SEQUENCE "change_seq_seq" OWNED BY NONE;

CREATE TABLE "change" (
    "seq" BIGINT NOT NULL DEFAULT nextval('change_seq_seq'),
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "origin" TEXT NOT NULL,
    "origin_id" TEXT,
    "depth" SMALLINT NOT NULL DEFAULT 0,
    "data" JSONB,

    CONSTRAINT "change_pkey" PRIMARY KEY ("seq","at")
) PARTITION BY RANGE ("at");
ALTER SEQUENCE "change_seq_seq" OWNED BY "change"."seq";
CREATE INDEX "change_entity_entity_id_seq_idx" ON "change"("entity", "entity_id", "seq");
CREATE TABLE "change_default" PARTITION OF "change" DEFAULT;

SELECT make_partitions('change', month, 0)
FROM (SELECT DISTINCT date_trunc('month', at, 'UTC') AS month FROM "change_before") m ORDER BY month;

INSERT INTO "change" ("seq", "entity", "entity_id", "kind", "at", "actor_id", "customer_id", "origin", "origin_id", "data")
SELECT "seq", "entity", "entity_id", "kind", "at", "actor_id",
  coalesce("data"->>'customerId', CASE "entity"
    WHEN 'customer' THEN "entity_id"
    WHEN 'contact' THEN (SELECT customer_id FROM "contact" WHERE id = "entity_id")
    WHEN 'invoice' THEN (SELECT customer_id FROM "invoice" WHERE id = "entity_id")
    WHEN 'payment' THEN (SELECT customer_id FROM "payment" WHERE id = "entity_id")
    WHEN 'promise' THEN (SELECT customer_id FROM "promise" WHERE id = "entity_id")
    WHEN 'signal' THEN (SELECT customer_id FROM "signal" WHERE id = "entity_id")
    WHEN 'action' THEN (SELECT customer_id FROM "action" WHERE id = "entity_id")
    WHEN 'note' THEN (SELECT customer_id FROM "note" WHERE id = "entity_id")
    WHEN 'relatedRecord' THEN (SELECT customer_id FROM "related_record" WHERE id = "entity_id")
    WHEN 'communication' THEN (SELECT customer_id FROM "communication" WHERE id = "entity_id")
    WHEN 'enrollment' THEN (SELECT customer_id FROM "enrollment" WHERE id = "entity_id")
    WHEN 'stepExecution' THEN (SELECT customer_id FROM "step_execution" WHERE id = "entity_id")
    WHEN 'scheduledTouchpoint' THEN (SELECT customer_id FROM "scheduled_touchpoint" WHERE id = "entity_id")
  END),
  CASE WHEN "data"->>'source' = 'import' THEN 'import' WHEN "data" ? 'bulkChangeId' THEN 'bulk'
    WHEN "actor_id" = 'system' THEN 'engine' ELSE 'api' END,
  "data"->>'bulkChangeId',
  -- What an event tells of an enrollment now stands in its change.
  CASE "entity" WHEN 'enrollment' THEN coalesce("data", '{}') || jsonb_build_object('sequenceId',
    (SELECT sequence_id FROM "enrollment" WHERE id = "entity_id")) ELSE "data" END
FROM "change_before" ORDER BY "seq";
DROP TABLE "change_before";

-- ---------------------------------------------------------------- audit

ALTER TABLE "audit" RENAME TO "audit_before";
ALTER TABLE "audit_before" RENAME CONSTRAINT "audit_pkey" TO "audit_before_pkey";
DROP INDEX "audit_entity_entity_id_id_idx";
DROP INDEX "audit_actor_id_id_idx";
ALTER SEQUENCE "audit_id_seq" OWNED BY NONE;

CREATE TABLE "audit" (
    "id" BIGINT NOT NULL DEFAULT nextval('audit_id_seq'),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "request_id" TEXT,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id","at")
) PARTITION BY RANGE ("at");
ALTER SEQUENCE "audit_id_seq" OWNED BY "audit"."id";
CREATE INDEX "audit_entity_entity_id_id_idx" ON "audit"("entity", "entity_id", "id");
CREATE INDEX "audit_actor_id_id_idx" ON "audit"("actor_id", "id");
CREATE TABLE "audit_default" PARTITION OF "audit" DEFAULT;

SELECT make_partitions('audit', month, 0)
FROM (SELECT DISTINCT date_trunc('month', at, 'UTC') AS month FROM "audit_before") m ORDER BY month;

INSERT INTO "audit" ("id", "at", "actor_id", "request_id", "action", "entity", "entity_id", "before", "after")
SELECT "id", "at", "actor_id", "request_id", "action", "entity", "entity_id", "before", "after"
FROM "audit_before" ORDER BY "id";
DROP TABLE "audit_before";

-- ---------------------------------------------------------------- message

ALTER TABLE "message" ADD COLUMN "sequence_id" TEXT,
ADD COLUMN "branch_id" TEXT,
ADD COLUMN "step_id" TEXT,
ADD COLUMN "touchpoint_id" TEXT,
ADD COLUMN "sender_id" TEXT,
ADD COLUMN "gates" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

UPDATE "message" m SET "sender_id" = m."mailbox_id", "gates" = array_remove(ARRAY['switch', 'mailbox/' || m."mailbox_id"], NULL)
WHERE m."source_kind" NOT IN ('step_execution', 'touchpoint');
UPDATE "message" m SET "sender_id" = m."mailbox_id", "sequence_id" = x."sequence_id", "step_id" = x."step_id",
  "branch_id" = (SELECT s."branch_id" FROM "step" s WHERE s."id" = x."step_id"),
  "gates" = array_remove(ARRAY['switch', 'sequence/' || x."sequence_id", 'mailbox/' || m."mailbox_id"], NULL)
FROM "step_execution" x WHERE m."source_kind" = 'step_execution' AND x."id" = m."source_id";
UPDATE "message" m SET "sender_id" = m."mailbox_id", "touchpoint_id" = t."touchpoint_id",
  "gates" = array_remove(ARRAY['switch', 'program/' || t."program_id", 'mailbox/' || m."mailbox_id"], NULL)
FROM "scheduled_touchpoint" t WHERE m."source_kind" = 'touchpoint' AND t."id" = m."source_id";

-- ---------------------------------------------------------------- message_recipient: a copy each

ALTER TABLE "message_recipient" ADD COLUMN "n" SMALLINT,
ADD COLUMN "reason" TEXT,
ADD COLUMN "token" TEXT,
ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "claimed_at" TIMESTAMPTZ(3),
ADD COLUMN "handed_over_at" TIMESTAMPTZ(3),
ADD COLUMN "settled_at" TIMESTAMPTZ(3),
ADD COLUMN "settled_by_id" TEXT,
ADD COLUMN "asked_by_id" TEXT,
ADD COLUMN "retry_at" TIMESTAMPTZ(3),
ADD COLUMN "is_open" BOOLEAN NOT NULL DEFAULT false;

-- They were written in the order of the message's lists; the main one is the first of `to`. Of a message that is not sent,
-- who accepted it stands last: whoever it is sent to next becomes the main one.
UPDATE "message_recipient" r SET "n" = o.n
FROM (SELECT r.ctid AS row, row_number() OVER (PARTITION BY r."message_id"
    ORDER BY m."status" <> 'sent' AND r."status" = 'accepted',
      array_position(ARRAY['to', 'cc', 'bcc'], r."kind"), r.ctid) AS n
  FROM "message_recipient" r JOIN "message" m ON m."id" = r."message_id") o
WHERE r.ctid = o.row;

-- What is not answered waits; copies that were handed over together with the main one share its doubt.
UPDATE "message_recipient" r SET "status" = CASE WHEN m."status" IN ('handed_over', 'uncertain') THEN 'uncertain' ELSE 'waiting' END
FROM "message" m WHERE m."id" = r."message_id" AND r."status" = 'pending';

ALTER TABLE "message_recipient" DROP CONSTRAINT "message_recipient_pkey",
ALTER COLUMN "n" SET NOT NULL,
ADD CONSTRAINT "message_recipient_pkey" PRIMARY KEY ("message_id", "n");
CREATE INDEX "message_recipient_open_copy" ON "message_recipient"("message_id") WHERE (is_open AND n > 1);

ALTER TABLE "message_attempt" ADD COLUMN "n" SMALLINT NOT NULL DEFAULT 1;

-- ---------------------------------------------------------------- message_event

ALTER TABLE "mail_event" RENAME TO "message_event";
ALTER TABLE "message_event" RENAME CONSTRAINT "mail_event_pkey" TO "message_event_pkey";
ALTER INDEX "mail_event_enrollment_id_idx" RENAME TO "message_event_enrollment_id_idx";
ALTER TABLE "message_event" ADD COLUMN "event_key" TEXT,
ADD COLUMN "n" SMALLINT,
ADD COLUMN "step_execution_id" TEXT,
ADD COLUMN "verdict" TEXT,
ADD COLUMN "judged_at" TIMESTAMPTZ(3),
ADD COLUMN "source" TEXT,
ADD COLUMN "data" JSONB;

UPDATE "message_event" v SET "event_key" = v."id", "judged_at" = v."created_at",
  "n" = CASE WHEN v."message_id" IS NOT NULL THEN 1 END,
  "step_execution_id" = (SELECT m."source_id" FROM "message" m
    WHERE m."id" = v."message_id" AND m."source_kind" = 'step_execution'),
  "source" = CASE WHEN v."kind" = 'unsubscribe' AND v."created_by_id" = 'system' THEN 'link' ELSE 'api' END;

ALTER TABLE "message_event" ALTER COLUMN "event_key" SET NOT NULL,
ALTER COLUMN "source" SET NOT NULL;
CREATE UNIQUE INDEX "message_event_event_key_key" ON "message_event"("event_key");
CREATE INDEX "message_event_message_id_idx" ON "message_event"("message_id");

-- ---------------------------------------------------------------- balance_change

ALTER TABLE "balance_change" ADD COLUMN "cause" TEXT;
UPDATE "balance_change" b SET "cause" = CASE
  WHEN b."kind" = 'import' AND i."status" = 'void' AND b."balance" = 0 THEN 'void' ELSE b."kind" END
FROM "invoice" i WHERE i."id" = b."invoice_id";
ALTER TABLE "balance_change" ALTER COLUMN "cause" SET NOT NULL;
