-- What a number asked for last (M7): a word that is told late changes nothing any more.
CREATE INDEX "sms_inbound_from_number_received_at_idx" ON "sms_inbound"("from_number", "received_at");
