import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock } from './clock.ts';

const HOUR_MS = 3_600_000;

/** A machine whose clocks stand where they are put. It has been up for a while, and was asleep for some of it. */
function machine() {
  const at = { wall: 1_800_000_000_000, awake: 5_000, up: 65_000 };
  const onSet = vi.fn();
  const { now } = createClock(onSet, { wall: () => at.wall, awake: () => at.awake, up: () => at.up });
  const pass = (milliseconds: number) => {
    at.wall += milliseconds;
    at.awake += milliseconds;
    at.up += milliseconds;
  };
  return {
    now,
    onSet,
    pass,
    /** As a server does that is used: it asks for the time over and over. */
    run(milliseconds: number) {
      for (let left = milliseconds; left > 0; left -= 1_000) {
        pass(Math.min(left, 1_000));
        now();
      }
    },
    set: (milliseconds: number) => void (at.wall += milliseconds),
    /** The coarsest of them counts in whole seconds. */
    sleep(milliseconds: number) {
      at.wall += milliseconds;
      at.up += Math.floor(milliseconds / 1_000) * 1_000;
    },
  };
}

describe('the time', () => {
  test('is that of the machine, as long as nobody sets its clock', () => {
    const { now, run, onSet } = machine();
    expect(now()).toBe(1_800_000_000_000);
    run(30 * HOUR_MS);
    expect(now()).toBe(1_800_000_000_000 + 30 * HOUR_MS);
    expect(onSet).not.toHaveBeenCalled();
  });

  test.each([
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
    ['to where it was before there were computers', -1_700_000_000_000],
  ])('passes at its pace when the clock is set %s, which is told', (_, by) => {
    const { now, set, run, onSet } = machine();
    const before = now();
    set(by);
    run(20_000);
    // A turn is off by a fifth of a second.
    expect(Math.abs(now() - before - 20_000)).toBeLessThanOrEqual(200);
    expect(onSet.mock.calls).toEqual([[by]]);
  });

  test('never goes back, and is that of the machine again in the end', () => {
    const { now, set, run, onSet } = machine();
    set(-60_000);
    let before = now();
    for (let minute = 0; minute < 120; minute += 1) {
      run(60_000);
      expect(now()).toBeGreaterThan(before);
      before = now();
    }
    expect(now()).toBe(1_800_000_000_000 - 60_000 + 2 * HOUR_MS);
    expect(onSet).toHaveBeenCalledOnce();
  });

  test('has gone on while the machine slept', () => {
    const { now, sleep, onSet } = machine();
    sleep(8 * HOUR_MS + 567);
    expect(now()).toBe(1_800_000_000_000 + 8 * HOUR_MS + 567);
    expect(onSet).not.toHaveBeenCalled();
  });

  test('has gone on while the machine slept, also where its clock was set meanwhile', () => {
    const { now, sleep, set, onSet } = machine();
    sleep(8 * HOUR_MS);
    set(-2 * HOUR_MS);
    expect(now()).toBe(1_800_000_000_000 + 8 * HOUR_MS);
    expect(onSet.mock.calls).toEqual([[-2 * HOUR_MS]]);
  });

  test('is told in whole milliseconds', () => {
    const { now } = createClock(() => {}, { wall: () => 1_000, awake: () => 7.654_321, up: () => 7 });
    expect(now()).toBe(1_000);
  });
});

describe('an alarm', () => {
  let slept = 0;
  beforeEach(() => {
    slept = 0;
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => void vi.useRealTimers());

  const set = (at: number) => {
    const wake = vi.fn();
    const from = performance.now();
    const up = () => performance.now() - from + slept;
    const clock = createClock(() => {}, { wall: () => Date.now(), awake: () => performance.now(), up });
    return { wake, callOff: clock.alarm(at, wake) };
  };
  const sleep = (milliseconds: number) => {
    slept += milliseconds;
    vi.setSystemTime(Date.now() + milliseconds);
  };

  test('rings once, at its time', () => {
    const { wake } = set(25_000);
    vi.advanceTimersByTime(24_999);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test('may lie further away than a timer of the runtime can', () => {
    const { wake } = set(3_000_000_000);
    vi.advanceTimersByTime(60_000);
    expect(wake).not.toHaveBeenCalled();
    sleep(3_000_000_000);
    vi.advanceTimersByTime(10_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test.each([
    ['back', -60_000],
    ['forward', 60_000],
  ])('rings at its time when the clock is set %s meanwhile', (_, by) => {
    const { wake } = set(20_000);
    vi.advanceTimersByTime(1_000);
    vi.setSystemTime(Date.now() + by);
    vi.advanceTimersByTime(18_500);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test('rings soon after the machine slept through its time', () => {
    const { wake } = set(3_600_000);
    sleep(7_200_000);
    vi.advanceTimersByTime(10_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test('that was called off stays silent', () => {
    const { wake, callOff } = set(15_000);
    vi.advanceTimersByTime(12_000);
    callOff();
    vi.advanceTimersByTime(60_000);
    expect(wake).not.toHaveBeenCalled();
  });

  test('in the past rings at once, but not before its setter has gone on', () => {
    const { wake } = set(-1);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(0);
    expect(wake).toHaveBeenCalledOnce();
  });
});
