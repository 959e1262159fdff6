import type { KernelMessage } from '@jupyterlab/services';
import { expectedFacts, kernelFacts } from './facts';

function reply(
  implementation: string,
  version: string
): KernelMessage.IInfoReply {
  return {
    status: 'ok',
    protocol_version: '5.3',
    implementation,
    implementation_version: '9',
    language_info: {
      name: 'python',
      version,
      mimetype: 'text/x-python',
      file_extension: '.py'
    },
    banner: '',
    help_links: []
  };
}

describe('kernelFacts', () => {
  it.each([
    ['no kernel', null, {}],
    [
      'ipykernel',
      reply('ipython', '3.11.7'),
      { implementation: 'ipython', pythonVersion: '3.11.7' }
    ],
    [
      'xeus-python',
      reply('xeus-python', '3.13.1'),
      { implementation: 'xeus-python', pythonVersion: '3.13.1' }
    ],
    ['a kernel that says nothing', reply('', ''), {}]
  ])('%s', (_, info, facts) => {
    expect(kernelFacts(info)).toEqual(facts);
  });

  it.each([true, false])(
    'Pyodide in a browser that switches stacks: %s',
    switches => {
      expect(kernelFacts(reply('pyodide', '3.13.2'), switches)).toEqual({
        implementation: 'pyodide',
        nestedLoops: switches,
        threads: false
      });
    }
  );
});

describe('expectedFacts', () => {
  const PYODIDE = { display_name: 'Python (Pyodide)' };
  const IPYKERNEL = { display_name: 'Python 3 (ipykernel)' };
  const LITE = { default: 'python', kernelspecs: { python: PYODIDE } };
  const LAB = { default: 'python3', kernelspecs: { python3: IPYKERNEL } };
  const BOTH = {
    default: 'python3',
    kernelspecs: { python3: IPYKERNEL, python: PYODIDE }
  };

  it.each<[string, object | null, string | undefined, boolean]>([
    ['nothing is known yet', null, 'python', false],
    ['JupyterLite', LITE, 'python', true],
    ['JupyterLite, and a notebook from elsewhere', LITE, 'python3', true],
    ['JupyterLite, and a notebook that names no kernel', LITE, undefined, true],
    ['JupyterLab', LAB, 'python3', false],
    ['JupyterLab, and a notebook from JupyterLite', LAB, 'python', false],
    ['both kernels', BOTH, 'python', true],
    ['both kernels, the other one', BOTH, 'python3', false]
  ])('%s', (_, specs, name, isPyodide) => {
    const session = {
      session: null,
      kernelPreference: { name },
      specsManager: { specs }
    };
    expect(expectedFacts(session as never, true)).toEqual(
      isPyodide
        ? { implementation: 'pyodide', nestedLoops: true, threads: false }
        : {}
    );
  });
});
