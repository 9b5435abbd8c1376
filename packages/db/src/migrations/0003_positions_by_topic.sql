ALTER TABLE `events` ADD `previous` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `events` SET `previous` = coalesce((SELECT max(`before`.`position`) FROM `events` AS `before` WHERE `before`.`topic` = `events`.`topic` AND `before`.`position` < `events`.`position`), 0) WHERE `topic` IS NOT NULL;
