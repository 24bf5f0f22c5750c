-- Working through the queue (Q5, Q7, Q8): its order, what a person sees beside a row, changes of many rows; documents with a
-- link or a file, and what happened to them (C16).

-- ---------------------------------------------------------------- step_execution
-- The part of the queue that has left what is only planned, in the order in which it is shown.
CREATE INDEX "step_execution_queue" ON "step_execution"((coalesce(due_at, created_at)), "id")
  WHERE (status IN ('ready', 'sending', 'error', 'uncertain'));

-- ---------------------------------------------------------------- queue_card
CREATE TABLE "queue_card" (
    "user_id" TEXT NOT NULL,
    "fields" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "queue_card_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "queue_card" ADD CONSTRAINT "queue_card_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------- queue_bulk
CREATE TABLE "queue_bulk" (
    "id" TEXT NOT NULL,
    "action" JSONB NOT NULL,
    "hidden" INTEGER,
    "role" TEXT NOT NULL,
    "permissions" TEXT[],
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "queue_bulk_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "queue_bulk_expires_at_idx" ON "queue_bulk"("expires_at");
CREATE INDEX "queue_bulk_running" ON "queue_bulk"("applied_at") WHERE (applied_at IS NOT NULL AND finished_at IS NULL);

CREATE TABLE "queue_bulk_row" (
    "bulk_id" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "step_execution_id" TEXT NOT NULL,
    "refusal" TEXT,
    "outcome" TEXT,
    "detail" TEXT,

    CONSTRAINT "queue_bulk_row_pkey" PRIMARY KEY ("bulk_id", "n")
);
ALTER TABLE "queue_bulk_row" ADD CONSTRAINT "queue_bulk_row_bulk_id_fkey"
  FOREIGN KEY ("bulk_id") REFERENCES "queue_bulk"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "queue_bulk_row_pending" ON "queue_bulk_row"("bulk_id", "n") WHERE (outcome IS NULL);

-- ---------------------------------------------------------------- related_record
ALTER TABLE "related_record" ADD COLUMN "url" TEXT;
ALTER TABLE "related_record" ADD COLUMN "of_kind" TEXT;
ALTER TABLE "related_record" ADD COLUMN "of_external_id" TEXT;

CREATE TABLE "related_record_event" (
    "id" TEXT NOT NULL,
    "related_record_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "amount" DECIMAL(20,4),
    "currency" TEXT,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "related_record_event_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "related_record_event" ADD CONSTRAINT "related_record_event_related_record_id_fkey"
  FOREIGN KEY ("related_record_id") REFERENCES "related_record"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "related_record_event_related_record_id_occurred_on_id_idx"
  ON "related_record_event"("related_record_id", "occurred_on", "id");
CREATE UNIQUE INDEX "related_record_event_external" ON "related_record_event"("related_record_id", "external_id")
  WHERE (external_id IS NOT NULL);

CREATE TABLE "document_file" (
    "related_record_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "stored_at" TIMESTAMPTZ(3) NOT NULL,
    "stored_by_id" TEXT NOT NULL,

    CONSTRAINT "document_file_pkey" PRIMARY KEY ("related_record_id")
);
ALTER TABLE "document_file" ADD CONSTRAINT "document_file_related_record_id_fkey"
  FOREIGN KEY ("related_record_id") REFERENCES "related_record"("id") ON DELETE CASCADE ON UPDATE CASCADE;
