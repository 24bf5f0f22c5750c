-- Months of `change` and `audit` are dropped by age, and made without keeping anybody waiting for long.

-- What of a dropped month is asked for later, so that nothing is told twice: which invoices were told as overdue, paid or
-- open again, and which related records came with which import. No words.
CREATE TABLE "change_kept" (
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "origin_id" TEXT,
    "due_on" DATE,

    CONSTRAINT "change_kept_pkey" PRIMARY KEY ("entity", "entity_id", "seq")
);

-- As before, but that it gives up sooner: whoever writes or reads the table queues behind it for so long at most.
ALTER FUNCTION make_partitions(text, timestamptz, int) SET lock_timeout = '250ms';
