import type { KernelMessage } from '@jupyterlab/services';
import { kernelFacts } from './facts';

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
        pythonVersion: '3.13.2',
        nestedLoops: switches,
        threads: false
      });
    }
  );
});
