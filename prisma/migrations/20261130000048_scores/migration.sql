-- Scores (A4): a customer may have none, and a computed one is explained. Audit entries name what caused them.

ALTER TABLE "customer" ALTER COLUMN "score" DROP NOT NULL;
ALTER TABLE "customer_summary" ALTER COLUMN "score" DROP NOT NULL;

CREATE TABLE "customer_score" (
    "customer_id" TEXT NOT NULL,
    "automation_id" TEXT NOT NULL,
    "action_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "score" INTEGER NOT NULL,
    "criteria" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_score_pkey" PRIMARY KEY ("customer_id")
);

ALTER TABLE "customer_score" ADD CONSTRAINT "customer_score_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "audit" ADD COLUMN "origin" TEXT, ADD COLUMN "origin_id" TEXT, ADD COLUMN "depth" SMALLINT;

-- Whoever gives a customer another score takes its explanation away: by hand, by a file, by a sync. An automation writes its own
-- afterwards.
CREATE FUNCTION forget_customer_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM customer_score WHERE customer_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER customer_score_changed AFTER UPDATE OF score ON customer
  FOR EACH ROW WHEN (OLD.score IS DISTINCT FROM NEW.score) EXECUTE FUNCTION forget_customer_score();
