/**
 * Browser tests on a JupyterLab of their own, at a free port, in the Chromium
 * that is installed.
 */
const { execFileSync } = require('child_process');
const baseConfig = require('@jupyterlab/galata/lib/playwright-config');

const askForAPort = `
  const server = require('net').createServer();
  server.listen(0, '127.0.0.1', () => {
    console.log(server.address().port);
    server.close();
  });
`;

// This file is read again in each worker: they must get the same port.
process.env.UI_TESTS_PORT ??= String(
  execFileSync(process.execPath, ['-e', askForAPort])
).trim();
const origin = `http://127.0.0.1:${process.env.UI_TESTS_PORT}`;

// Galata asks here for kernels and files.
process.env.TARGET_URL = origin;

module.exports = {
  ...baseConfig,
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
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
  webServer: {
    command: 'jupyter lab --config jupyter_server_test_config.py',
    url: `${origin}/lab`,
    timeout: 120 * 1000,
    reuseExistingServer: false
  }
};
