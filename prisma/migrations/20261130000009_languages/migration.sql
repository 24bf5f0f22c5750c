-- Words in several languages (M6): what a text is written in, and the same in other languages, by BCP 47 tag.
ALTER TABLE "template" ADD COLUMN "language" TEXT,
ADD COLUMN "variants" JSONB NOT NULL DEFAULT '{}';

ALTER TABLE "step" ADD COLUMN "language" TEXT,
ADD COLUMN "variants" JSONB NOT NULL DEFAULT '{}';

-- What was used, of a message.
ALTER TABLE "message" ADD COLUMN "language" TEXT;

-- What is pinned on an execution that becomes ready is all that the step says, in every language (S6).
ALTER FUNCTION "pin"("step") RENAME TO "pin_words";
CREATE FUNCTION "pin"("step") RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN "pin_words"($1) || jsonb_build_object('language', $1.language, 'variants', $1.variants);
