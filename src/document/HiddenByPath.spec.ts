import { Signal } from '@lumino/signaling';
import { HiddenByPath } from './HiddenByPath';

function documentAt(path: string) {
  const owner = { path };
  const pathChanged = new Signal<object, string>(owner);
  const disposed = new Signal<object, void>(owner);
  return { path, pathChanged, disposed };
}

describe('HiddenByPath', () => {
  it('gives one answer to all who show the document, and when it is reopened', () => {
    const hidden = new HiddenByPath();
    hidden.in(documentAt('a.ipynb')).hide('asyncio-run');
    expect(hidden.in(documentAt('a.ipynb')).has('asyncio-run')).toBe(true);
    expect(hidden.in(documentAt('b.ipynb')).has('asyncio-run')).toBe(false);
  });

  it('goes with a document that is renamed', () => {
    const hidden = new HiddenByPath();
    const document = documentAt('a.ipynb');
    hidden.in(document).hide('asyncio-run');
    document.pathChanged.emit('c.ipynb');
    expect(hidden.in(documentAt('c.ipynb')).has('asyncio-run')).toBe(true);
    expect(hidden.in(documentAt('a.ipynb')).has('asyncio-run')).toBe(false);
  });

  it('is one for all views until the last is closed, and is kept where a rule is hidden', () => {
    const hidden = new HiddenByPath();
    const [first, second] = [documentAt('a.ipynb'), documentAt('a.ipynb')];
    const rules = hidden.in(first);
    hidden.in(second);
    first.disposed.emit();
    expect(hidden.in(documentAt('a.ipynb'))).toBe(rules);

    const other = documentAt('b.ipynb');
    const ofOther = hidden.in(other);
    other.disposed.emit();
    const reopened = documentAt('b.ipynb');
    expect(hidden.in(reopened)).not.toBe(ofOther);

    hidden.in(reopened).hide('asyncio-run');
    reopened.disposed.emit();
    expect(hidden.in(documentAt('b.ipynb')).has('asyncio-run')).toBe(true);
  });
});
