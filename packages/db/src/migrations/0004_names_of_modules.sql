-- Names get the module in front that they belong to. Those that no module is known of stay as they are.
CREATE TEMP TABLE `types` (`module` text NOT NULL, `name` text PRIMARY KEY NOT NULL);
--> statement-breakpoint
INSERT INTO `types` VALUES
	('users', 'CreateUser'), ('users', 'InviteUser'), ('users', 'DeclineInvitation'), ('users', 'SignIn'),
	('users', 'UserCreated'), ('users', 'UserInvited'), ('users', 'InvitationDeclined'), ('users', 'InvitationWithdrawn'), ('users', 'UsersOnlineUpdated'),
	('users', 'GuestGone'), ('users', 'GuestLeft'), ('users', 'UserCameOnline'), ('users', 'UserWentOffline'), ('users', 'PresenceGathered'),
	('games', 'CreateGame'), ('games', 'JoinGame'), ('games', 'PlaceMark'),
	('games', 'GameCreated'), ('games', 'PlayerJoinedAGame'), ('games', 'GameStarted'), ('games', 'WaitingForPlayerPlay'), ('games', 'MarkPlaced'), ('games', 'BoardUpdated'), ('games', 'GameEnded'),
	('games', 'TurnTimeout'), ('games', 'GameErrorOccurred'), ('games', 'GameWaitedTooLong'), ('games', 'GameStateReadyToBeCleaned'),
	('scoring', 'PlayerScoreChanged'), ('scoring', 'TopThreeListUpdated'),
	('sessions', 'AssociateUserToSession'), ('sessions', 'StartSession'), ('sessions', 'RenewSession'), ('sessions', 'EndSession'),
	('sessions', 'UserConnected'), ('sessions', 'SessionConnected'), ('sessions', 'SessionDisconnected'), ('sessions', 'SessionStarted'), ('sessions', 'SessionExpired'), ('sessions', 'SessionEnded'),
	('kit', 'BusHandlerFailed'), ('kit', 'TimerPostponed'), ('kit', 'HandlerRetried');
--> statement-breakpoint
CREATE TEMP TABLE `kinds` (`module` text NOT NULL, `name` text PRIMARY KEY NOT NULL);
--> statement-breakpoint
INSERT INTO `kinds` VALUES
	('users', 'user'), ('users', 'alias'), ('users', 'table'), ('users', 'online'), ('users', 'presence'),
	('games', 'game'),
	('scoring', 'score'), ('scoring', 'topThree'),
	('sessions', 'session'), ('sessions', 'socketSession');
--> statement-breakpoint
CREATE TEMP TABLE `renamed` (`old` text PRIMARY KEY NOT NULL, `new` text NOT NULL);
--> statement-breakpoint
INSERT INTO `renamed` SELECT `name`, `module` || '.' || `name` FROM `types` UNION ALL SELECT `name`, `module` || '.' || `name` FROM `kinds`;
--> statement-breakpoint
-- A handler is called by what it handles and by its state, if it has one.
INSERT INTO `renamed`
SELECT `types`.`name` || ' → ' || `kinds`.`name`, `types`.`module` || '.' || `types`.`name` || ' → ' || `kinds`.`module` || '.' || `kinds`.`name`
FROM `types` CROSS JOIN `kinds`;
--> statement-breakpoint
-- A guest who has left had their sessions end by a handler of theirs; now the users' own sends a command.
UPDATE `renamed` SET `new` = 'users.GuestLeft' WHERE `old` = 'GuestLeft → session';
--> statement-breakpoint
UPDATE `states` SET `kind` = coalesce((SELECT `new` FROM `renamed` WHERE `old` = `kind`), `kind`);
--> statement-breakpoint
UPDATE `state_indexes` SET `kind` = coalesce((SELECT `new` FROM `renamed` WHERE `old` = `kind`), `kind`);
--> statement-breakpoint
UPDATE `events` SET `data` = json_set(`data`,
	'$.effect', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`data`, '$.effect')), json_extract(`data`, '$.effect')),
	'$.handler', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`data`, '$.handler')), json_extract(`data`, '$.handler'))
)
WHERE `type` = 'BusHandlerFailed';
--> statement-breakpoint
-- A timer is of the module whose event it carries.
UPDATE `events` SET `data` = json_set(`data`,
	'$.key', coalesce((SELECT `module` || '.' FROM `types` WHERE `name` = json_extract(`data`, '$.event.type')), '') || json_extract(`data`, '$.key'),
	'$.event.name', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`data`, '$.event.type')), json_extract(`data`, '$.event.type'))
)
WHERE `type` = 'TimerPostponed';
--> statement-breakpoint
-- What is published is of the module whose topic it is in.
UPDATE `events` SET `type` = CASE
	WHEN `topic` IS NULL THEN coalesce((SELECT `new` FROM `renamed` WHERE `old` = `type`), `type`)
	ELSE substr(`topic` || '/', 1, instr(`topic` || '/', '/') - 1) || '.' || `type`
END;
--> statement-breakpoint
UPDATE `timers` SET `event_data` = json_set(`event_data`,
	'$.effect.data.key', coalesce((SELECT `module` || '.' FROM `types` WHERE `name` = json_extract(`event_data`, '$.effect.data.event.type')), '') || json_extract(`event_data`, '$.effect.data.key'),
	'$.effect.data.event.name', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`event_data`, '$.effect.data.event.type')), json_extract(`event_data`, '$.effect.data.event.type'))
)
WHERE `event_type` = 'HandlerRetried' AND json_extract(`event_data`, '$.effect.type') = 'TimerPostponed';
--> statement-breakpoint
UPDATE `timers` SET `event_data` = json_set(`event_data`,
	'$.effect.name', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`event_data`, '$.effect.type')), json_extract(`event_data`, '$.effect.type')),
	'$.handler', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`event_data`, '$.handler')), json_extract(`event_data`, '$.handler'))
)
WHERE `event_type` = 'HandlerRetried';
--> statement-breakpoint
UPDATE `timers` SET
	`key` = `module` || '.' || `key`,
	`event_type` = `module` || '.' || `event_type`,
	`update_type` = `module` || '.' || `update_type`
FROM `types` WHERE `types`.`name` = `event_type`;
--> statement-breakpoint
UPDATE `event_shapes` SET `type` = coalesce((SELECT `new` FROM `renamed` WHERE `old` = `type`), `type`);
--> statement-breakpoint
UPDATE `receipts` SET `request` = json_set(`request`, '$[0]', coalesce((SELECT `new` FROM `renamed` WHERE `old` = json_extract(`request`, '$[0]')), json_extract(`request`, '$[0]')));
--> statement-breakpoint
DROP TABLE `types`;
--> statement-breakpoint
DROP TABLE `kinds`;
--> statement-breakpoint
DROP TABLE `renamed`;
