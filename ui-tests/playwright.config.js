/**
 * Browser tests on a JupyterLab of their own, at a free port, in the Chromium
 * that is installed; some of them on a Notebook 7 beside it.
 */
const { execFileSync } = require('child_process');
const baseConfig = require('@jupyterlab/galata/lib/playwright-config');

const askForPorts = `
  const net = require('net');
  const servers = [net.createServer(), net.createServer()];
  let open = 0;
  for (const server of servers) {
    server.listen(0, '127.0.0.1', () => {
      if (++open === servers.length) {
        console.log(servers.map(each => each.address().port).join());
        servers.forEach(each => each.close());
      }
    });
  }
`;

// This file is read again in each worker: they must get the same ports.
process.env.UI_TESTS_PORTS ??= String(
  execFileSync(process.execPath, ['-e', askForPorts])
).trim();
const [labPort, notebookPort] = process.env.UI_TESTS_PORTS.split(',');
const origin = `http://127.0.0.1:${labPort}`;

/**
 * Whether Notebook 7 is installed beside JupyterLab.
 */
function hasNotebook() {
  try {
    execFileSync('jupyter', ['notebook', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

process.env.UI_TESTS_NOTEBOOK ??= hasNotebook()
  ? `http://127.0.0.1:${notebookPort}`
  : '';
const notebookOrigin = process.env.UI_TESTS_NOTEBOOK;

/**
 * A server that the tests wait for.
 */
function server(command, port, url) {
  return {
    command: `${command} --config jupyter_server_test_config.py`,
    env: { ...process.env, UI_TESTS_PORT: port },
    url,
    timeout: 120 * 1000,
    reuseExistingServer: false
  };
}

// Galata asks here for kernels and files.
process.env.TARGET_URL = origin;

module.exports = {
  ...baseConfig,
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 1,
  // A page is measured while a server, a kernel and a browser share the machine.
  // What needed a second try is named in the summary.
  retries: 1,
  timeout: 90 * 1000,
  expect: { ...baseConfig.expect, timeout: 15 * 1000 },
  reporter: [['list']],
  use: {
    ...baseConfig.use,
    baseURL: origin,
    trace: 'off',
    video: 'off',
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: [
    server('jupyter lab', labPort, `${origin}/lab`),
    ...(notebookOrigin
      ? [server('jupyter notebook', notebookPort, `${notebookOrigin}/tree`)]
      : [])
  ]
};
