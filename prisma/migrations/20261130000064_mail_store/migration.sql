-- What is stored of a mail (I2): its entry in the thread of each customer, once, and who may judge it.

ALTER TABLE "communication" ADD COLUMN "mail_id" TEXT;
CREATE UNIQUE INDEX "communication_mail" ON "communication"("mail_id", "customer_id") WHERE (mail_id IS NOT NULL);

-- As a person judged it who does not see every customer of the mail (U3); null: as the mail.
ALTER TABLE "mail_customer" ADD COLUMN "verdict" TEXT;

-- Colleagues of a contact, by the domain of its address.
CREATE INDEX "contact_email_domain" ON "contact"((lower(split_part(email, '@', 2))));
