// What is wrong with how the page is laid out at its present size: too wide, cut off without a way to the whole, scrolling inside
// what scrolls the same way.
import type { Page } from 'playwright-core';

/** Each fault as a sentence with its place; none for a page that is laid out as it should be. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((next) => requestAnimationFrame(next));
    const faults = new Set<string>();
    const nameOf = (element: Element): string => {
      const words = (element.getAttribute('aria-label') ?? element.textContent ?? '')
        .replace(/\s+/gu, ' ')
        .trim();
      return `<${element.tagName.toLowerCase()}${element.getAttribute('class') ? ` class="${element.getAttribute('class')?.replace(/ ?svelte-\w+/g, '')}"` : ''}> “${words.slice(0, 50)}”`;
    };
    const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (wide > innerWidth) faults.add(`The page is ${wide} wide in a window of ${innerWidth}.`);

    // What stands in the top layer (a dialog, a popover) is not inside what is below it.
    const above = (element: Element): Element | null =>
      element.matches('dialog[open], .popover, [role=menu]') ? null : element.parentElement;
    const scrolls = (element: Element, axis: 'x' | 'y'): boolean => {
      const style = getComputedStyle(element);
      const way = axis === 'x' ? style.overflowX : style.overflowY;
      if (way !== 'auto' && way !== 'scroll') return false;
      return axis === 'x'
        ? element.scrollWidth > element.clientWidth + 1
        : element.scrollHeight > element.clientHeight + 1;
    };
    for (const element of document.querySelectorAll('body *')) {
      for (const axis of ['x', 'y'] as const) {
        if (!scrolls(element, axis)) continue;
        for (let outer = above(element); outer !== null; outer = above(outer)) {
          if (scrolls(outer, axis))
            faults.add(`${nameOf(element)} scrolls (${axis}) inside ${nameOf(outer)}, which scrolls too.`);
        }
      }
    }

    // Text of figures: whole, or shortened by an ellipsis whose title has the whole.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const parent = text.parentElement;
      if (!parent || !/\d/.test(text.textContent ?? '')) continue;
      if (parent.closest('.unread, canvas, option, [hidden], script, style')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true })) continue;
      range.selectNodeContents(text);
      const drawn = range.getBoundingClientRect();
      if (drawn.width === 0) continue;
      let shortened = false;
      let titled = false;
      let seen = { x: true, y: true };
      for (let at: Element | null = parent; at !== null && (seen.x || seen.y); at = above(at)) {
        const style = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        shortened ||= style.textOverflow === 'ellipsis';
        titled ||= at.hasAttribute('title') || at.hasAttribute('aria-label');
        const cuts = {
          x: drawn.right > box.right + 1.5 || drawn.left < box.left - 1.5,
          y: drawn.bottom > box.bottom + 3 || drawn.top < box.top - 3,
        };
        for (const axis of ['x', 'y'] as const) {
          const way = axis === 'x' ? style.overflowX : style.overflowY;
          if (way === 'visible' || !seen[axis]) continue;
          // Where it scrolls, the rest is one movement away.
          if (way !== 'auto' && way !== 'scroll' && cuts[axis] && !(shortened && titled))
            faults.add(`“${text.textContent?.trim().slice(0, 60)}” is cut off (${axis}) by ${nameOf(at)}.`);
          seen = { ...seen, [axis]: false };
        }
        if (style.position === 'fixed') break;
      }
    }
    return [...faults].slice(0, 12);
  });
}
