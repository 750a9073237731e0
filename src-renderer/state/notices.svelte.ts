// Short messages that no place on screen is waiting for. Errors stay until they are closed; the rest leave by themselves.
export interface Notice {
  id: number;
  level: 'information' | 'warning' | 'error';
  message: string;
  /** What can be done about it at once: a button beside the message. */
  action: NoticeAction | null;
}

export interface NoticeAction {
  label: string;
  run: () => void | Promise<void>;
}

const lifetime = 6_000;
/** With something to be warned of, or to decide, there is more time. */
const warningLifetime = 12_000;
const actionLifetime = 20_000;

export class Notices {
  #last = 0;
  list = $state.raw<Notice[]>([]);

  /** Says it; answers the notice's number, to close it before its time. */
  say(level: Notice['level'], message: string, action: NoticeAction | null = null): number {
    this.#last += 1;
    const id = this.#last;
    // What only informs gives way to what is newer; what warns or offers something stays beside it.
    const kept = this.list.filter((notice) => notice.level !== 'information' || notice.action !== null);
    this.list = [...kept.slice(-2), { id, level, message, action }];
    if (level !== 'error') {
      const plain = level === 'warning' ? warningLifetime : lifetime;
      setTimeout(() => this.close(id), action === null ? plain : actionLifetime);
    }
    return id;
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
