// For `{@attach firstFocus}`: the element that a dialog gives the focus to when it opens, instead of its Close button.

/** The dialog's own rule for the first focus reads this property as it is shown. */
export function firstFocus(element: HTMLElement): void {
  element.autofocus = true;
}
