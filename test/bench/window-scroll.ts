// A scripted scroll of the grid and the animation frames while it goes: what a person sees who drags through the rows.
import type { Page } from 'playwright-core';

export interface ScrollFrames {
  /** Milliseconds between the starts of neighbouring frames. */
  gaps: number[];
  /** Rows in sight, summed over the frames, and those of them that were still on their way. */
  shown: number;
  blank: number;
}

/** Scrolls down at a speed by the clock, turning at the ends, and looks at every frame. */
export async function scrollFrames(
  page: Page,
  { speed, seconds }: { speed: number; seconds: number },
): Promise<ScrollFrames> {
  return page.evaluate(
    async ({ speed, seconds }) => {
      const grid = document.querySelector<HTMLElement>('[role=grid]');
      if (!grid) throw new Error('The page shows no grid.');
      grid.scrollTop = 0;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const gaps: number[] = [];
      let shown = 0;
      let blank = 0;
      const head = grid.querySelector('.head')?.getBoundingClientRect().bottom ?? 0;
      const foot = grid.getBoundingClientRect().bottom;
      const height = grid.querySelector('.row')?.getBoundingClientRect().height ?? 25;
      // Found by what lies under a line of points, as an eye would: a place without a filled row is blank.
      const look = (): void => {
        const left = grid.getBoundingClientRect().left + 20;
        for (let y = head + height / 2; y < foot; y += height) {
          shown += 1;
          const cell = document.elementFromPoint(left, y)?.closest('[role=gridcell]');
          if (!cell || !/[\w–]/.test(cell.textContent ?? '')) blank += 1;
        }
      };
      const most = grid.scrollHeight - grid.clientHeight;
      const begun = performance.now();
      let last = begun;
      await new Promise<void>((resolve) => {
        let frame = 0;
        const step = (now: number): void => {
          if (now > begun) {
            gaps.push(now - last);
            last = now;
          }
          const way = ((now - begun) / 1000) * speed;
          grid.scrollTop = most - Math.abs((way % (2 * most)) - most);
          // Looking costs time of its own: every eighth frame is looked at.
          frame += 1;
          if (frame % 8 === 0) look();
          if (now - begun < seconds * 1000) requestAnimationFrame(step);
          else resolve();
        };
        requestAnimationFrame(step);
      });
      return { gaps, shown, blank };
    },
    { speed, seconds },
  );
}
