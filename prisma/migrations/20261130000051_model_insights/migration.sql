-- What a model concluded about customers (C14), and which of them it is to be asked about.
CREATE TABLE "model_insight" (
    "customer_id" TEXT NOT NULL,
    "wants" INTEGER NOT NULL,
    "wanted_at" TIMESTAMPTZ(3),
    "is_asked_for" BOOLEAN NOT NULL,
    "claim" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL,
    "failure_code" TEXT,
    "facts_hash" TEXT,
    "summary" JSONB NOT NULL,
    "plan" JSONB NOT NULL,
    "dropped" JSONB NOT NULL,
    "computed_at" TIMESTAMPTZ(3),

    CONSTRAINT "model_insight_pkey" PRIMARY KEY ("customer_id")
);

-- CreateIndex
CREATE INDEX "model_insight_wanted" ON "model_insight"("wanted_at") WHERE (wanted_at IS NOT NULL);

-- What a model's signal was concluded from, with the quotes; null: of a rule, or posted.
ALTER TABLE "signal" ADD COLUMN "sources" JSONB;

-- Who ended a signal; null: it ended by itself.
ALTER TABLE "signal" ADD COLUMN "ended_by_id" TEXT;

-- Of each kind that the product's own model names there is one active signal a customer.
CREATE UNIQUE INDEX "signal_one_of_model" ON "signal"("customer_id", "kind")
  WHERE (is_active AND source = 'ai'::text AND author_id = 'system'::text);
