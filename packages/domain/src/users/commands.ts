export {
  claimWin as ClaimWin,
  createUser as CreateUser,
  declineInvitation as DeclineInvitation,
  inviteUser as InviteUser,
} from './contract/commands.ts';
