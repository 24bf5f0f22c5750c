-- What is searched for while it is typed, by its beginning, in a database of any collation.
CREATE INDEX "customer_name_search" ON "customer" ((fold_case("name")) text_pattern_ops);
CREATE INDEX "customer_external_id_search" ON "customer" ((fold_case("external_id")) text_pattern_ops)
  WHERE "external_id" IS NOT NULL;
CREATE INDEX "contact_email_search" ON "contact" ((lower("email")) text_pattern_ops) WHERE "email" IS NOT NULL;
CREATE INDEX "invoice_number_search" ON "invoice" ((fold_case("number")) text_pattern_ops);
