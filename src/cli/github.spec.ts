import { loadEngine } from '../engine';
import { githubCommand } from './github';
import { readCodeFile } from './readCodeFile';

it.each([
  ['error', '::error '],
  ['warning', '::warning '],
  ['hint', '::notice ']
] as const)('shows a finding of severity %s as %s', async (severity, start) => {
  const engine = await loadEngine();
  const file = readCodeFile('a.py', '# %%\nimport asyncio\nasyncio.run(f())\n');
  const [finding] = engine.check(file.document);
  expect(githubCommand({ ...finding, severity }, 'a.py', file, engine)).toMatch(
    start
  );
});
