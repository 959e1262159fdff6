const jestJupyterLab = require('@jupyterlab/testing/lib/jest-config');

// Packages that are published as ES modules only.
const esModules = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@lezer',
  '@marijn',
  '@microsoft',
  'color',
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

// `tsc` checks the types, once for all; here TypeScript is only translated.
const typescript = '<rootDir>/tests/jest/typescript.js';
const text = '<rootDir>/tests/jest/text.js';

const modulePathIgnorePatterns = [
  '<rootDir>/jupyterlab_asyncio_helper/labextension',
  '<rootDir>/lib/',
  '<rootDir>/ui-tests/',
  '<rootDir>/.venv/'
];

const moduleNameMapper = {
  // Jest cannot import bytes.
  '^(.*/)wasm$': '$1wasm.node'
};

const jupyterlab = jestJupyterLab(__dirname);
// These two hold for all projects and stand above them.
delete jupyterlab.coverageDirectory;
delete jupyterlab.coverageReporters;
delete jupyterlab.reporters;
delete jupyterlab.testTimeout;

module.exports = {
  reporters: ['default'],
  testTimeout: 20000,
  coverageDirectory: 'coverage',
  projects: [
    {
      displayName: 'engine',
      rootDir: __dirname,
      testEnvironment: 'node',
      testRegex: [
        'src/(engine|cli)/.*\\.spec\\.ts$',
        'tests/languages/.*\\.spec\\.js$'
      ],
      modulePathIgnorePatterns,
      moduleNameMapper,
      transform: { '\\.ts$': typescript, '\\.md$': text },
      transformIgnorePatterns: ['/node_modules/']
    },
    {
      ...jupyterlab,
      displayName: 'jupyterlab',
      rootDir: __dirname,
      setupFiles: [...jupyterlab.setupFiles, '<rootDir>/tests/jest/quiet.js'],
      testRegex:
        'src/(document|notebook|console|editor|help|plugins|kernel)/.*\\.spec\\.tsx?$',
      modulePathIgnorePatterns,
      moduleNameMapper: { ...jupyterlab.moduleNameMapper, ...moduleNameMapper },
      transform: {
        '\\.svg$': jupyterlab.transform['\\.svg$'],
        '\\.tsx?$': typescript,
        '\\.jsx?$': 'babel-jest',
        '\\.md$': text
      },
      transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
    }
  ]
};
