export {
  getFreeAlias as GetFreeAlias,
  getMyInvitations as GetMyInvitations,
  getPresence as GetPresence,
  getUser as GetUser,
  getUsersOnline as GetUsersOnline,
} from './contract/queries.ts';
