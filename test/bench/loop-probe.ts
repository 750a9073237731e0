// How long this thread's event loop stood still: a timer of 5 ms, and what lay between two of its turns.

const INTERVAL = 5;

/** Watches from the moment it is made. */
export class LoopProbe {
  readonly #timer: NodeJS.Timeout;
  #at = performance.now();
  #used = process.threadCpuUsage();
  /** Turns of the loop that were seen. */
  turns = 0;
  #wall = 0;
  #processor = 0;

  constructor() {
    this.#timer = setInterval(() => this.#turn(), INTERVAL);
  }

  #turn(): void {
    const now = performance.now();
    const used = process.threadCpuUsage();
    this.turns += 1;
    this.#wall = Math.max(this.#wall, now - this.#at - INTERVAL);
    this.#processor = Math.max(
      this.#processor,
      (used.user + used.system - this.#used.user - this.#used.system) / 1000,
    );
    this.#at = now;
    this.#used = used;
  }

  /**
   * Ends the watch. The longest delay of a turn in milliseconds: `wall` on the wall, which other programs on the machine
   * lengthen, and `processor`, the most that this thread itself computed between two turns.
   */
  stop(): { wall: number; processor: number } {
    this.#turn();
    clearInterval(this.#timer);
    return { wall: this.#wall, processor: this.#processor };
  }
}
