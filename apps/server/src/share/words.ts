import { type Game, type Level, levelOf, type UserId } from '@tic-tac-toe/domain/contracts';
import Negotiator from 'negotiator';

/** What is said of a link where somebody shares it. */
export interface Words {
  readonly title: string;
  readonly description: string;
  /** Of the picture, for who does not see it. */
  readonly board: string;
}

/** All that is said of links, in one language. Players go by their aliases, but for the computer. */
interface Phrases {
  readonly product: string;
  readonly and: (first: string, second: string) => string;
  readonly isWaiting: (host: string) => string;
  readonly takeTheSeat: string;
  readonly takeTheUltimateSeat: string;
  readonly arePlaying: (both: string) => string;
  readonly watch: string;
  readonly won: (winner: string, loser: string) => string;
  readonly drew: (both: string) => string;
  readonly calledOff: (both: string) => string;
  readonly nobodyCame: string;
  readonly lookBack: string;
  readonly board: (title: string) => string;
  readonly computer: Readonly<Record<Level, string>>;
}

const english: Phrases = {
  product: 'Tic-tac-toe for two, live: nine squares, twenty seconds a move.',
  and: (first, second) => `${first} and ${second}`,
  isWaiting: (host) => `${host} is waiting for you`,
  takeTheSeat: 'Play tic-tac-toe: one tap, and you have the free seat.',
  takeTheUltimateSeat: 'Play ultimate tic-tac-toe: one tap, and you have the free seat.',
  arePlaying: (both) => `${both} are playing tic-tac-toe`,
  watch: 'Watch them live.',
  won: (winner, loser) => `${winner} won against ${loser}`,
  drew: (both) => `${both} drew`,
  calledOff: (both) => `${both} called their game off`,
  nobodyCame: 'A game of tic-tac-toe that nobody came to',
  lookBack: 'Look back at it, mark by mark, or play a game yourself.',
  board: (title) => `The board: ${title}`,
  computer: { easy: 'Computer (easy)', fair: 'Computer (fair)', perfect: 'Computer (perfect)' },
};

const spanish: Phrases = {
  product: 'Tres en raya para dos, en directo: nueve casillas, veinte segundos por jugada.',
  and: (first, second) => `${first} y ${second}`,
  isWaiting: (host) => `${host} te espera`,
  takeTheSeat: 'Juega al tres en raya: un toque y el sitio libre es tuyo.',
  takeTheUltimateSeat: 'Juega a Ultimate, tres en raya en nueve tableros: un toque y el sitio libre es tuyo.',
  arePlaying: (both) => `${both} juegan al tres en raya`,
  watch: 'Míralos en directo.',
  won: (winner, loser) => `${winner} ganó a ${loser}`,
  drew: (both) => `${both} empataron`,
  calledOff: (both) => `${both} cancelaron su partida`,
  nobodyCame: 'Una partida de tres en raya a la que no vino nadie',
  lookBack: 'Repásala jugada a jugada, o juega tú una partida.',
  board: (title) => `El tablero: ${title}`,
  computer: { easy: 'Ordenador (fácil)', fair: 'Ordenador (normal)', perfect: 'Ordenador (perfecto)' },
};

const catalan: Phrases = {
  product: 'Tres en ratlla per a dos, en directe: nou caselles, vint segons per jugada.',
  and: (first, second) => `${first} i ${second}`,
  isWaiting: (host) => `${host} t’espera`,
  takeTheSeat: 'Juga al tres en ratlla: un toc i el lloc lliure és teu.',
  takeTheUltimateSeat: 'Juga a Ultimate, tres en ratlla en nou taulers: un toc i el lloc lliure és teu.',
  arePlaying: (both) => `${both} juguen al tres en ratlla`,
  watch: 'Mira’ls en directe.',
  won: (winner, loser) => `${winner} va guanyar ${loser}`,
  drew: (both) => `${both} van empatar`,
  calledOff: (both) => `${both} van cancel·lar la partida`,
  nobodyCame: 'Una partida de tres en ratlla a la qual no va venir ningú',
  lookBack: 'Repassa-la jugada a jugada, o juga tu una partida.',
  board: (title) => `El tauler: ${title}`,
  computer: { easy: 'Ordinador (fàcil)', fair: 'Ordinador (normal)', perfect: 'Ordinador (perfecte)' },
};

const languages = { en: english, es: spanish, ca: catalan } as const;
export type Language = keyof typeof languages;
const isLanguage = (name: string | undefined): name is Language =>
  name !== undefined && Object.hasOwn(languages, name);

/** @param accepted the header `Accept-Language` of who asks; English where it names nothing that there is */
export function languageFor(accepted: string | undefined): Language {
  const headers = accepted === undefined ? {} : { 'accept-language': accepted };
  // Whoever asks for any language gets the first.
  const language = new Negotiator({ headers }).language(Object.keys(languages));
  return isLanguage(language) ? language : 'en';
}

/** @param aliasOf the alias of a player */
export function wordsFor(game: Game | null, aliasOf: (player: string) => string, language: Language): Words {
  const phrases = languages[language];
  const nameOf = (player: UserId) => {
    const level = levelOf(player);
    return level ? phrases.computer[level] : aliasOf(player);
  };
  const said = (title: string, description: string): Words => ({
    title,
    description,
    board: phrases.board(title),
  });
  if (game === null) return said('tic-tac-toe', phrases.product);
  const [first = '', second = ''] = game.players.map(nameOf);
  const both = phrases.and(first, second);
  switch (game.stage) {
    case 'WaitingForPlayers':
      return said(
        phrases.isWaiting(nameOf(game.host)),
        game.rules === 'ultimate' ? phrases.takeTheUltimateSeat : phrases.takeTheSeat,
      );
    case 'InProgress':
      return said(phrases.arePlaying(both), phrases.watch);
    case 'Ended':
      return said(ended(game, nameOf, both, phrases), phrases.lookBack);
  }
}

function ended(
  game: Extract<Game, { stage: 'Ended' }>,
  nameOf: (player: UserId) => string,
  both: string,
  { won, drew, calledOff, nobodyCame }: Phrases,
): string {
  if (game.players.length < 2) return nobodyCame;
  const loser = game.players.find((player) => player !== game.winner);
  if (game.winner !== null && loser !== undefined) return won(nameOf(game.winner), nameOf(loser));
  return game.result === 'DRAW' ? drew(both) : calledOff(both);
}
