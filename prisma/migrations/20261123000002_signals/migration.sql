-- CreateTable
CREATE TABLE "signal" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "severity_rank" SMALLINT NOT NULL,
    "text" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "rule" TEXT,
    "is_active" BOOLEAN NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "author_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promise" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,
    "paid_amount" DECIMAL(20,4) NOT NULL,
    "promised_on" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "note" TEXT,
    "contact_id" TEXT,
    "author_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "promise_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promise_invoice" (
    "promise_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "hold_id" TEXT NOT NULL,

    CONSTRAINT "promise_invoice_pkey" PRIMARY KEY ("promise_id","invoice_id")
);

-- CreateTable
CREATE TABLE "insight" (
    "customer_id" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "plan" JSONB NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "insight_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "customer_refresh" (
    "customer_id" TEXT NOT NULL,
    "marks" INTEGER NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_refresh_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "action" (
    "id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "severity_rank" SMALLINT NOT NULL,
    "reason" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "sources" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "snoozed_until" DATE,
    "note" TEXT,
    "acted_by_id" TEXT,
    "acted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "action_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "signal_active" ON "signal"("customer_id", "severity_rank" DESC, "started_at" DESC) WHERE (is_active);

-- CreateIndex
CREATE INDEX "signal_expiring" ON "signal"("expires_at") WHERE (is_active AND expires_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "signal_customer_id_started_at_idx" ON "signal"("customer_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "signal_one_active" ON "signal"("customer_id", "rule") WHERE (is_active AND rule IS NOT NULL);

-- CreateIndex
CREATE INDEX "promise_customer_id_created_at_idx" ON "promise"("customer_id", "created_at");

-- CreateIndex
CREATE INDEX "promise_open" ON "promise"("promised_on") WHERE (status = 'open'::text);

-- CreateIndex
CREATE UNIQUE INDEX "promise_invoice_hold_id_key" ON "promise_invoice"("hold_id");

-- CreateIndex
CREATE INDEX "promise_invoice_invoice_id_idx" ON "promise_invoice"("invoice_id");

-- CreateIndex
CREATE INDEX "customer_refresh_marked_at_idx" ON "customer_refresh"("marked_at");

-- CreateIndex
CREATE INDEX "action_open" ON "action"("severity_rank") WHERE (status = 'open'::text);

-- CreateIndex
CREATE UNIQUE INDEX "action_customer_id_key_key" ON "action"("customer_id", "key");

-- AddForeignKey
ALTER TABLE "promise_invoice" ADD CONSTRAINT "promise_invoice_promise_id_fkey" FOREIGN KEY ("promise_id") REFERENCES "promise"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whoever writes a customer's invoices or its thread asks for its insights to be looked at again: triggers, so that no
-- writer can forget it. They ask no clock: the instant is that of the row.
CREATE FUNCTION customer_refresh_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'communication' THEN
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT customer_id, 1, max(created_at) FROM changed WHERE kind IN ('email', 'sms', 'call')
    GROUP BY customer_id ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1;
  ELSE
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT customer_id, 1, max(updated_at) FROM changed GROUP BY customer_id ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER customer_refresh_insert AFTER INSERT ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_refresh_mark();
CREATE TRIGGER customer_refresh_update AFTER UPDATE ON invoice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_refresh_mark();
CREATE TRIGGER customer_refresh_insert AFTER INSERT ON communication
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION customer_refresh_mark();
