import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

describe('an alarm', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  const set = (at: number) => {
    const wake = vi.fn();
    return { wake, callOff: systemClock.alarm(at, wake) };
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
    vi.setSystemTime(3_000_000_000);
    vi.advanceTimersByTime(10_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test('is never early when the clock is set back meanwhile', () => {
    const { wake } = set(5_000);
    vi.setSystemTime(-60_000);
    vi.advanceTimersByTime(10_000);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test('rings soon after the machine slept through its time', () => {
    const { wake } = set(3_600_000);
    vi.setSystemTime(7_200_000);
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
