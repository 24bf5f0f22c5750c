-- Sms in (M7, D3): telephone numbers are compared by E.164, and what a gateway brings in is taken up once.

-- ---------------------------------------------------------------- contact
-- What the shown phone is compared by: E.164 where it can be read as one, else its digits. `phone_region`: the default
-- region that a national number was read with, `-` without one; empty: the number says its country itself.
ALTER TABLE "contact" ADD COLUMN "phone_key" TEXT;
ALTER TABLE "contact" ADD COLUMN "phone_region" TEXT;
-- Rows that were not read yet are compared by their digits, as ever.
DROP INDEX "contact_phone_key";
CREATE INDEX "contact_phone_compared" ON "contact"((coalesce(phone_key, regexp_replace(phone, '[^0-9+]', '', 'g'))));
-- Finds those that are to be read, or read anew since the region is another one.
CREATE INDEX "contact_phone_region" ON "contact"("phone_region", "id")
  WHERE (phone IS NOT NULL AND phone_region IS DISTINCT FROM ''::text);

-- ---------------------------------------------------------------- sms_inbound
-- One sms that came in from somebody we know. Its words stand in the threads of the customers alone.
CREATE TABLE "sms_inbound" (
    "id" TEXT NOT NULL,
    "gateway" TEXT NOT NULL,
    "gateway_id" TEXT NOT NULL,
    "sms_sender_id" TEXT NOT NULL,
    "from_number" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_ids" TEXT[],
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "sms_inbound_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "sms_inbound_gateway_gateway_id_key" ON "sms_inbound"("gateway", "gateway_id");
CREATE INDEX "sms_inbound_unprocessed" ON "sms_inbound"("created_at") WHERE (processed_at IS NULL);
CREATE INDEX "sms_inbound_unanswered" ON "sms_inbound"("created_at") WHERE (answer = 'due'::text);
