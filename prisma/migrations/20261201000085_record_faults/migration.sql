-- How many faults of ours a customer of a pass has had: what gives a record up is its own faults, not the attempts of an
-- activity, which held clocks and workers that stop raise, too.
ALTER TABLE "automation_record" ADD COLUMN "faults" SMALLINT NOT NULL DEFAULT 0;
