/**
 * How often the server may end by itself before it stays off. Knows nothing of the editor.
 */

/** So many ends within the time are too many. */
export const LIMIT = 5;
export const WITHIN_MS = 3 * 60 * 1000;

export class Crashes {
  private times: number[] = [];

  /** Notes that the server ended by itself; says whether it may be started again. */
  mayRestart(now: number): boolean {
    this.times = this.times.filter((time) => now - time < WITHIN_MS);
    this.times.push(now);
    return this.times.length < LIMIT;
  }

  /** A person started it: what was before does not count. */
  forget(): void {
    this.times = [];
  }
}
