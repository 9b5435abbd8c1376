-- Edited by hand: STRICT, WITHOUT ROWID, an index on an expression, and what the log holds already, which is packed by code.
CREATE TABLE `entries` (
	`position` integer PRIMARY KEY NOT NULL,
	`topic` integer,
	`previous` integer NOT NULL,
	`shapes` text NOT NULL,
	`audience` text,
	`operation` any NOT NULL,
	`correlation` any,
	`sequence` integer NOT NULL,
	`causation` integer,
	`actor` any NOT NULL,
	`recorded_at` integer NOT NULL,
	`request` text,
	`data` text NOT NULL,
	CONSTRAINT "entries_position" CHECK("entries"."position" >= length("entries"."shapes")),
	CONSTRAINT "entries_shapes" CHECK("entries"."shapes" <> ''),
	CONSTRAINT "entries_sequence" CHECK("entries"."sequence" >= 0 and "entries"."causation" < "entries"."sequence"),
	CONSTRAINT "entries_audience" CHECK(json_valid("entries"."audience"))
) STRICT;
--> statement-breakpoint
CREATE INDEX `entries_by_topic` ON `entries` (`topic`) WHERE "entries"."topic" is not null;--> statement-breakpoint
CREATE INDEX `entries_by_receipt` ON `entries` (substr("operation", 1, 6)) WHERE "entries"."request" is not null;--> statement-breakpoint
CREATE TABLE `topics` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `topics_name_unique` ON `topics` (`name`);--> statement-breakpoint
CREATE TABLE `words` (
	`id` integer PRIMARY KEY NOT NULL,
	`word` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `words_word_unique` ON `words` (`word`);--> statement-breakpoint
DROP TABLE `event_shapes`;--> statement-breakpoint
CREATE TABLE `event_shapes` (
	`id` integer PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`schema_version` integer NOT NULL,
	`position` integer NOT NULL,
	CONSTRAINT "event_shapes_id" CHECK("event_shapes"."id" >= 33)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `event_shapes_by_type` ON `event_shapes` (`type`,`schema_version`);--> statement-breakpoint
CREATE TABLE `__new_receipts` (
	`actor` any NOT NULL,
	`operation` any NOT NULL,
	`request` text NOT NULL,
	`position` integer NOT NULL,
	`rejection` text,
	`recorded_at` integer NOT NULL,
	PRIMARY KEY(`actor`, `operation`),
	CONSTRAINT "receipts_position" CHECK("__new_receipts"."position" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_receipts` SELECT
	CASE WHEN `actor` GLOB '[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]' THEN unhex(`actor`, '-') ELSE `actor` END,
	CASE WHEN `operation` GLOB '[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]' THEN unhex(`operation`, '-') ELSE `operation` END,
	`request`, `position`, `rejection`, `recorded_at`
FROM `receipts`;
--> statement-breakpoint
DROP TABLE `receipts`;
--> statement-breakpoint
ALTER TABLE `__new_receipts` RENAME TO `receipts`;
--> statement-breakpoint
CREATE INDEX `receipts_accepted_by_time` ON `receipts` (`recorded_at`) WHERE "receipts"."rejection" is null;--> statement-breakpoint
CREATE INDEX `receipts_refused_by_time` ON `receipts` (`recorded_at`) WHERE "receipts"."rejection" is not null;--> statement-breakpoint
-- run packEvents
--> statement-breakpoint
DROP TABLE `events`;
