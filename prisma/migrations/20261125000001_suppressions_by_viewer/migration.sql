-- Whoever adds an address that somebody suppressed whose entry is hidden from them gets an entry of their own: anything
-- else would tell that the address is of a customer they may not know of.
DROP INDEX "suppression_channel_address_key_key";
CREATE UNIQUE INDEX "suppression_channel_address_key_author_id_key" ON "suppression"("channel", "address_key", "author_id");

-- Whose an address is; Prisma has no word for an index of an expression.
CREATE INDEX "contact_email_key" ON "contact"((lower(email)));
CREATE INDEX "contact_phone_key" ON "contact"((regexp_replace(phone, '[^0-9+]', '', 'g')));
