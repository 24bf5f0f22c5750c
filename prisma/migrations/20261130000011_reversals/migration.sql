-- Payments that came back (C20), and the causes of balance changes (C13).

-- ---------------------------------------------------------------- payments
ALTER TABLE "payment" ADD COLUMN "reversed" DECIMAL(20,4) NOT NULL DEFAULT 0;
ALTER TABLE "payment_allocation" ADD COLUMN "reversed" DECIMAL(20,4) NOT NULL DEFAULT 0;

CREATE TABLE "payment_reversal" (
    "id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "customer_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL(20,4) NOT NULL,
    "reversed_on" DATE NOT NULL,
    "reason" TEXT,
    "reference" TEXT,
    "source" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_reversal_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "payment_reversal_payment_id_idx" ON "payment_reversal"("payment_id");
CREATE INDEX "payment_reversal_customer_id_reference_idx" ON "payment_reversal"("customer_id", "reference");
ALTER TABLE "payment_reversal" ADD CONSTRAINT "payment_reversal_payment_id_fkey"
  FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------- balance_change
-- A movement that takes an earlier one back says of which day that was, and when it came in: what was paid is counted
-- there.
ALTER TABLE "balance_change" ADD COLUMN "reversal_id" TEXT;
ALTER TABLE "balance_change" ADD COLUMN "undoes_on" DATE;
ALTER TABLE "balance_change" ADD COLUMN "undoes_at" TIMESTAMPTZ(3);

-- What a file showed as paid when it first brought the invoice was paid on a day that nobody told.
UPDATE "balance_change" b SET "cause" = 'issued' WHERE b."kind" = 'import' AND b."cause" = 'import'
  AND EXISTS (SELECT FROM "balance_change" o WHERE o."invoice_id" = b."invoice_id" AND o."kind" = 'issued'
    AND o."created_at" = b."created_at");
