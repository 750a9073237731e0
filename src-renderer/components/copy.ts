// Copying through the `copy` event: the window has no leave for the clipboard's own interface, and needs none.

/** Puts text on the clipboard. Must be called while the person's key press or click still counts. Answers whether it was taken. */
export function copyText(text: string): boolean {
  let taken = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    taken = true;
  };
  document.addEventListener('copy', give, { capture: true, once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', give, { capture: true });
  return taken;
}
