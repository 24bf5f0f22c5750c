-- Which transaction wrote a change: numbers are given before commits, so readers go by what became visible since they looked.
-- Rows from before have none, and nobody waits for them. The column comes without its default first, which rewrites nothing.
ALTER TABLE "change" ADD COLUMN "tx_id" BIGINT;
ALTER TABLE "change" ALTER COLUMN "tx_id" SET DEFAULT ((pg_current_xact_id())::text)::bigint;
CREATE INDEX "change_tx_id_idx" ON "change"("tx_id");
