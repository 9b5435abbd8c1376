-- Edited by hand: STRICT and WITHOUT ROWID, and what the log holds already.
CREATE TABLE `event_shapes` (
	`type` text NOT NULL,
	`schema_version` integer NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`type`, `schema_version`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `event_shapes` SELECT `type`, 1, max(`position`) FROM `events` GROUP BY `type`;--> statement-breakpoint
ALTER TABLE `events` ADD `schema_version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `states` ADD `schema_version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `states_by_shape` ON `states` (`kind`,`schema_version`,`stage`);--> statement-breakpoint
ALTER TABLE `timers` ADD `event_schema_version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `timers` ADD `update_schema_version` integer DEFAULT 1 NOT NULL;
