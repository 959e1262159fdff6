import {
  cellAt,
  expect,
  openNotebook,
  outputs,
  runCell,
  savedText,
  sources,
  test
} from './helpers';

test('JupyterLab loads the extension and runs a notebook', async ({
  page,
  tmpPath
}) => {
  const path = `${tmpPath}/smoke.ipynb`;
  await openNotebook(page, path, ['# A title', 'print(6 * 7)']);
  await runCell(page, 1);
  expect(await outputs(page, 1)).toEqual([
    { name: 'stdout', output_type: 'stream', text: '42\n' }
  ]);
  await expect(await cellAt(page, 1)).toContainText('42');
  expect(await sources(page)).toEqual(['# A title', 'print(6 * 7)']);
  expect(await savedText(page, path)).toContain('"42\\n"');

  const plugins = await page.evaluate(() =>
    window.jupyterapp
      .listPlugins()
      .filter(id => id.startsWith('jupyterlab-asyncio-helper:'))
      .map(id => [id, window.jupyterapp.isPluginActivated(id)])
  );
  expect(plugins.length).toBeGreaterThan(0);
  expect(plugins.filter(([, active]) => !active)).toEqual([]);
});
