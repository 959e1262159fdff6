/**
 * Leaves out warnings that JupyterLab's own packages print in every spec.
 */
const known = [
  /^Invalid access: Add Yjs type/,
  /^\[yjs#509\] Not same Y\.Doc/,
  /^Clipboard API not available/
];

const warn = console.warn;
console.warn = (...args) => {
  const text = args.map(String).join(' ').trim();
  if (!known.some(pattern => pattern.test(text))) {
    warn.apply(console, args);
  }
};
