import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Game,
  games,
  type GameId,
  gameAtPath,
  isGameId,
  isPagePath,
  users,
} from '@tic-tac-toe/domain/contracts';
import { type Application, SYSTEM } from '@tic-tac-toe/domain/kit';
import type { Peer } from '../wire/peer.ts';
import { HEIGHT, pictureOf, WIDTH } from './board-picture.ts';
import { createRenderer } from './renderer.ts';
import { type Language, languageFor, type Words, wordsFor } from './words.ts';

/* For those who show links, and run no scripts. They only ask: no game and no presence changes by it. */

const picturePath = (gameId: GameId): string => `/boards/${gameId}.png`;

/** The game whose picture is at this path; undefined for any other path. */
function pictureAt(path: string): GameId | undefined {
  const [, id = ''] = /^\/boards\/([^/]+)\.png$/.exec(path) ?? [];
  return isGameId(id) ? id : undefined;
}

export interface Share {
  /**
   * What the page of a game says in its head of that game; nothing for any other page.
   * @param accepted the header `Accept-Language`: it is said in that language where there is it, else in English
   */
  headFor(path: string, peer: Peer, accepted: string | undefined): Promise<string>;
  /** Answers with the picture of a game. @returns false for any other path */
  answerPicture(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean>;
}

interface Found {
  readonly game: Game;
  readonly position: number;
}

/** @param basePath what stands before all paths in a browser; empty at the root */
export function createShare(app: Pick<Application, 'ask'>, basePath: string): Share {
  const renderer = createRenderer();

  async function find(gameId: GameId): Promise<Found | null> {
    const found = await app.ask<Found>(games.queries.getGame({ gameId }), { actor: SYSTEM });
    return found.ok ? found.answer : null;
  }

  async function wordsOf(game: Game, language: Language): Promise<Words> {
    const ids = game.stage === 'WaitingForPlayers' ? [game.host, ...game.players] : game.players;
    const names = new Map<string, string>();
    for (const id of ids) {
      const found = await app.ask<{ readonly alias: string }>(users.queries.getUser({ id }), {
        actor: SYSTEM,
      });
      if (found.ok) names.set(id, found.answer.alias);
    }
    return wordsFor(game, (player) => names.get(player) ?? '?', language);
  }

  return {
    async headFor(path, { secure, host }, accepted) {
      const gameId = isPagePath(path) ? gameAtPath(path) : undefined;
      if (gameId === undefined) return '';
      const found = await find(gameId);
      const language = languageFor(accepted);
      const words = found ? await wordsOf(found.game, language) : wordsFor(null, String, language);
      const root = `${secure ? 'https' : 'http'}://${host}${basePath}`;
      // Whoever has seen an earlier picture asks for this one all the same.
      const image = `${root}${picturePath(gameId)}?at=${found?.position ?? 0}`;
      return tags({ ...words, url: `${root}/games/${gameId}`, image });
    },

    async answerPicture(request, response, path) {
      const gameId = pictureAt(path);
      if (gameId === undefined) return false;
      const found = await find(gameId);
      const etag = `"board-${found?.position ?? 0}"`;
      response.setHeader('ETag', etag);
      response.setHeader('Cache-Control', 'public, max-age=60');
      // Pages of others show it.
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304).end();
        return true;
      }
      const drawn = await renderer.render(pictureOf(found?.game ?? null));
      if (!drawn) {
        response.writeHead(503, {
          'Cache-Control': 'no-store',
          'Retry-After': '5',
          'Content-Type': 'text/plain; charset=utf-8',
        });
        response.end('Too many pictures are being drawn.');
        return true;
      }
      response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': drawn.length });
      response.end(request.method === 'HEAD' ? undefined : drawn);
      return true;
    },
  };
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** The Open Graph protocol, and what X asks for beside it. */
function tags({
  title,
  description,
  board,
  url,
  image,
}: Words & { readonly url: string; readonly image: string }): string {
  const properties = {
    'og:site_name': 'tic-tac-toe',
    'og:type': 'website',
    'og:title': title,
    'og:description': description,
    'og:url': url,
    'og:image': image,
    'og:image:type': 'image/png',
    'og:image:width': String(WIDTH),
    'og:image:height': String(HEIGHT),
    'og:image:alt': board,
  };
  const all = Object.entries(properties).map(
    ([name, value]) => `<meta property="${name}" content="${escaped(value)}" />`,
  );
  return [...all, '<meta name="twitter:card" content="summary_large_image" />'].join('');
}
