import { YFile } from '@jupyter/ydoc';
import { RewriteRefused } from './applyRewrite';
import { applyToFile } from './applyToFile';

const RUN = 'asyncio.run(main())\n';
const EDITS = [
  { cell: '', from: 18, to: 19, insert: '' },
  { cell: '', from: 0, to: 12, insert: 'await ' }
];

function fileOf(text: string): YFile {
  const file = YFile.create();
  file.setSource(text);
  file.clearUndoHistory();
  return file;
}

describe('applyToFile', () => {
  it('is one undo step, apart from typing just before and after', () => {
    const file = fileOf('syncio.run(main())\n');
    file.updateSource(0, 0, 'a');
    applyToFile(file, EDITS, RUN);
    file.updateSource(0, 0, 'x = ');
    const seen = [file.getSource()];
    while (file.canUndo()) {
      file.undo();
      seen.push(file.getSource());
    }
    expect(seen).toEqual([
      'x = await main()\n',
      'await main()\n',
      RUN,
      'syncio.run(main())\n'
    ]);
  });

  it('refuses another text, and changes nothing', () => {
    const file = fileOf(`# ${RUN}`);
    expect(() => applyToFile(file, EDITS, RUN)).toThrow(RewriteRefused);
    expect(file.getSource()).toBe(`# ${RUN}`);
    expect(file.canUndo()).toBe(false);
  });
});
