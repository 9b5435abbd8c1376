/**
 * Where characters that nobody sees are at home, since they change how their neighbours are drawn. Each pattern
 * matches the invisible character, between what it needs on both sides.
 */

/* Arabic letters that do not join the one after them, and those that join none (Joining_Type, Unicode 14). */
const RIGHT_JOINING = String.raw`\u0622-\u0625\u0627\u0629\u062F-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06C0\u06C3-\u06CB\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF\u0759-\u075B\u076B\u076C\u0771\u0773\u0774\u0778\u0779\u0870-\u0882\u088E\u08AA-\u08AC\u08AE\u08B1\u08B2\u08B9`;
const NOT_JOINING = String.raw`\u0621\u0674\u06E5\u06E6\u0887\u08AD\u08C9`;
const ARABIC = String.raw`(?=[\u0620-\u08C9])(?=\p{Script=Arabic})(?=\p{L})`;
const JOINED_BEFORE = String.raw`${ARABIC}[^${NOT_JOINING}]`;
const JOINED_AFTER = String.raw`${ARABIC}[^${NOT_JOINING}${RIGHT_JOINING}]`;

/** What silences the vowel of a letter before it: Devanagari to Malayalam, and Sinhala. */
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA]`;
const SILENCED = String.raw`\p{L}\p{M}*${VIRAMA}\p{Mn}*`;

const EMOJI = String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?`;
const KEYCAP = String.raw`[0-9#*]`;

/** The tags that spell England, Scotland and Wales: the flags of Unicode's own list (RGI emoji tag sequences). */
const TAGS = String.raw`\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}`;

/** @returns a pattern of all that may go from a text before it is looked at for what nobody sees */
export const atHome = new RegExp(
  [
    // Between letters that would join: Persian, Urdu and others (UAX 31, rule A1).
    String.raw`(?<=${JOINED_AFTER}\p{Mn}*)\u200c(?=\p{Mn}*${JOINED_BEFORE})`,
    // After a letter without its vowel, before another: both are drawn whole (UAX 31, rule A2) …
    String.raw`(?<=${SILENCED})\u200c(?=\p{Mn}*\p{L})`,
    // … or half of the first: Hindi, Bengali, Sinhala, Malayalam (UAX 31, rule B).
    String.raw`(?<=${SILENCED})\u200d(?!\p{M})`,
    // Before the virama in Bengali, Kannada and Sinhala (The Unicode Standard, 12.2, 12.8 and 13.2).
    String.raw`(?<=\u09B0)\u200d(?=\u09CD\u09AF)`,
    String.raw`(?<=\u0CB0)\u200d(?=\u0CCD[\u0C95-\u0CB9])`,
    String.raw`(?<=[\u0D9A-\u0DC6])\u200d(?=\u0DCA[\u0D9A-\u0DC6])`,
    // Emoji of several (UTS 51, emoji ZWJ sequences), with a colour or without, and keycaps.
    String.raw`(?<=${EMOJI})\u200d(?=\p{Extended_Pictographic})`,
    String.raw`(?<=(?!${KEYCAP})\p{Emoji})[\ufe0e\ufe0f]`,
    String.raw`(?<=${KEYCAP})\ufe0f(?=\u20e3)`,
    String.raw`(?<=\u{1F3F4})${TAGS}`,
    // The form of an ideograph, as names in Japan have it; and of Mongolian letters.
    String.raw`(?<=\p{Unified_Ideograph})[\ufe00-\ufe02\u{E0100}-\u{E01EF}]`,
    String.raw`(?<=[\u1820-\u18AA])[\u180B-\u180D\u180F]`,
    String.raw`(?<=[\u1820-\u1842])\u180E(?=[\u1820\u1821])`,
  ].join('|'),
  'gu',
);
