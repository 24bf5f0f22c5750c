-- Custom properties that somebody defined (A3): what their values are, checked where they are set.

CREATE TABLE "property" (
    "id" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "label" TEXT,
    "type" TEXT NOT NULL,
    "choices" TEXT[] NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "property_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "property_entity_name_key_key" ON "property"("entity", "name_key");

-- Kinds of records by when they happened or end, and what moved a customer's balances.
CREATE INDEX IF NOT EXISTS "related_record_kind_occurred_on_idx" ON "related_record"("kind", "occurred_on");
CREATE INDEX IF NOT EXISTS "balance_change_customer_id_idx" ON "balance_change"("customer_id");
