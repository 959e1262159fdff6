import picomatch from 'picomatch';

/**
 * Whether a glob names a file or a folder above it. A glob without a slash
 * may name either anywhere; one that begins with a slash counts from the top.
 *
 * @param file - relative, with slashes
 */
export function globNames(glob: string, file: string): boolean {
  const pattern = glob
    .replace(/^(?:\.\/)+/, '')
    .replace(/(?:\/(?:\*\*)?)+$/, '');
  if (pattern === '') {
    return true;
  }
  const anywhere = !pattern.includes('/');
  const matches = picomatch(pattern.replace(/^\//, ''), {
    dot: true,
    nonegate: true
  });
  const parts = file.split('/');
  return parts.some(
    (part, i) =>
      matches(parts.slice(0, i + 1).join('/')) || (anywhere && matches(part))
  );
}
