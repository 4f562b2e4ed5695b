// Single keys: when they are ours to take, and when they belong to whoever is typing.

const TYPING = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]";

export const OFF = "shortcuts-off";

/** The key pressed, in lower case, or "" when it must be left alone. */
export function shortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return "";
  const key = event.key.toLowerCase();
  // « ? » takes Shift on many keyboards; a letter with Shift is somebody's own gesture.
  const letter = key !== event.key.toUpperCase();
  if (event.shiftKey && letter) return "";
  if (event.target.closest?.(TYPING) || localStorage.getItem(OFF)) return "";
  return key;
}
