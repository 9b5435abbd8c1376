import type { Alert, News } from './alerts.ts';

/* Loaded by those who have switched alerts on. */

interface Look {
  /** Notes of a small tune: Hz, one after the other. */
  readonly notes: readonly number[];
  /** As `navigator.vibrate` takes it: milliseconds, by turns on and off. */
  readonly vibration: readonly number[];
}

/* Of a C major chord: rising for what is to be done, falling for what is over. */
const looks: Readonly<Record<Alert, Look>> = {
  turn: { notes: [523.25, 659.26], vibration: [60] },
  invitation: { notes: [523.25, 659.26, 783.99], vibration: [60, 60, 60] },
  end: { notes: [783.99, 659.26, 523.25], vibration: [160] },
};

const NOTE_SECONDS = 0.14;
const VOLUME = 0.12;

/** As long as any other tab takes to hear of the same. */
const TOLD_FOR_MS = 3_000;

let audio: AudioContext | undefined;

/** Sounds are made here: a file of them would be larger than all of this. */
function play({ notes }: Look): void {
  audio ??= new AudioContext();
  void audio.resume();
  for (const [index, frequency] of notes.entries()) {
    const from = audio.currentTime + index * NOTE_SECONDS;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.type = 'triangle';
    tone.frequency.value = frequency;
    // Fading, or it would end with a click.
    volume.gain.setValueAtTime(VOLUME, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 2 * NOTE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 2 * NOTE_SECONDS);
  }
}

const canNotify = (): boolean => 'Notification' in globalThis && Notification.permission === 'granted';

function tell({ id, alert, title }: News): void {
  const look = looks[alert];
  play(look);
  if ('vibrate' in navigator) navigator.vibrate([...look.vibration]);
  if (!document.hidden || !canNotify()) return;
  const notification = new Notification(title, { tag: id });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
  });
}

/** Of all tabs that hear of something, the first tells it. */
export async function tellOnce(news: News): Promise<void> {
  // On a page that is not secure there are no locks, as there are no notifications.
  if (!('locks' in navigator)) return tell(news);
  await navigator.locks.request(`told ${news.id}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    tell(news);
    await new Promise((resolve) => setTimeout(resolve, TOLD_FOR_MS));
  });
}

/** Somebody has just switched them on: what it sounds like, and whether there may be notifications. */
export function begin(): void {
  play(looks.turn);
  if ('Notification' in globalThis && Notification.permission === 'default')
    void Notification.requestPermission();
}
