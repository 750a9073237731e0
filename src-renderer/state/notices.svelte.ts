// Short messages that no place on screen is waiting for. Errors stay until they are closed; the rest leaves by itself.
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
/** With something to decide, there is more time. */
const lifetimeWithAction = 20_000;

export class Notices {
  #last = 0;
  list = $state.raw<Notice[]>([]);

  /** Says it; answers the notice's number, to close it before its time. */
  say(level: Notice['level'], message: string, action: NoticeAction | null = null): number {
    this.#last += 1;
    const id = this.#last;
    this.list = [...this.list.slice(-3), { id, level, message, action }];
    if (level === 'information') {
      setTimeout(() => this.close(id), action === null ? lifetime : lifetimeWithAction);
    }
    return id;
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
