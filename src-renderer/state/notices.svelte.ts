// Short messages that no place on screen is waiting for. Errors stay until they are closed; the rest leaves by itself.
export interface Notice {
  id: number;
  level: 'information' | 'warning' | 'error';
  message: string;
}

const lifetime = 6_000;

export class Notices {
  #last = 0;
  list = $state.raw<Notice[]>([]);

  say(level: Notice['level'], message: string): void {
    this.#last += 1;
    const id = this.#last;
    this.list = [...this.list.slice(-3), { id, level, message }];
    if (level === 'information') setTimeout(() => this.close(id), lifetime);
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
