// `/` goes to the filter of the view in front, unless something is being typed or a dialog stands above it. May import nothing.

/** Calls `go`, which puts the focus on the filter, when the key press asks for it. */
export function slashToFilter(event: KeyboardEvent, go: () => void): void {
  const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
  if (document.querySelector('dialog[open]')) return;
  event.preventDefault();
  go();
}
