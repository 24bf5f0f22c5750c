-- What was done about a customer and all that is its own (U4).
CREATE INDEX "audit_customer_id_id_idx" ON "audit" ("customer_id", "id");
