import { globNames } from './globs';

describe('a glob', () => {
  it.each([
    ['a.py', 'a.py'],
    ['a.py', 'x/y/a.py'],
    ['*.ipynb', 'x/a.ipynb'],
    ['*.{py,ipynb}', 'x/a.ipynb'],
    ['drafts', 'drafts/a.py'],
    ['drafts/', 'x/drafts/y/a.py'],
    ['./drafts/', 'drafts/a.py'],
    ['x/drafts', 'x/drafts/y/a.py'],
    ['x/drafts/**', 'x/drafts/y/a.py'],
    ['**/drafts/*.py', 'x/y/drafts/a.py'],
    ['**/drafts/*.py', 'drafts/a.py'],
    ['x/*.py', 'x/a.py'],
    ['/a.py', 'a.py'],
    ['a [12].py', 'a 1.py'],
    ['*', '.hidden/a.py'],
    ['**', 'x/a.py'],
    ['./', 'x/a.py']
  ])('%s names %s', (glob, file) => {
    expect(globNames(glob, file)).toBe(true);
  });

  it.each([
    ['a.py', 'aa.py'],
    ['a.py', 'a.py.ipynb'],
    ['draft', 'drafts/a.py'],
    ['x/drafts', 'y/x/drafts/a.py'],
    ['x/*.py', 'x/y/a.py'],
    ['/a.py', 'x/a.py'],
    ['!a.py', 'b.py'],
    ['A.py', 'a.py'],
    ['../x', 'x/a.py']
  ])('%s does not name %s', (glob, file) => {
    expect(globNames(glob, file)).toBe(false);
  });
});
