import type { IOutput } from '@jupyterlab/nbformat';
import { OutputModel } from '@jupyterlab/rendermime';
import { mayConcern } from './mayConcern';

function error(ename: string, evalue: string, traceback: string[] = []) {
  return { output_type: 'error', ename, evalue, traceback };
}

function result(text: string) {
  return {
    output_type: 'execute_result',
    data: { 'text/plain': text },
    metadata: {},
    execution_count: 1
  };
}

function stream(name: string, text: string) {
  return { output_type: 'stream', name, text };
}

describe('mayConcern', () => {
  it.each<[string, IOutput]>([
    [
      'asyncio.run',
      error(
        'RuntimeError',
        'asyncio.run() cannot be called from a running event loop'
      )
    ],
    [
      'xeus-python',
      error("<class 'RuntimeError'>", 'This event loop is already running')
    ],
    [
      'a frame in asyncio',
      error('RuntimeError', 'closed', ['File asyncio/base_events.py:1'])
    ],
    ['await outside', error('SyntaxError', "'await' outside async function")],
    [
      'an asynchronous comprehension',
      error(
        'SyntaxError',
        'asynchronous comprehension outside of an asynchronous function'
      )
    ],
    [
      'a generator that await made asynchronous',
      error('TypeError', "'async_generator' object is not iterable")
    ],
    ['a coroutine as a result', result('<coroutine object main at 0x7f>')],
    [
      'coroutines in a list',
      result(
        '[<coroutine object job at 0x7f>,\n <coroutine object job at 0x80>]'
      )
    ],
    ['a coroutine in a dict', result("{'a': <coroutine object job at 0x7f>}")],
    ['a coroutine in a text', result("'v=<coroutine object job at 0x7f>'")],
    [
      'a coroutine, printed',
      stream('stdout', 'value: <coroutine object Bot.name at 0x7f>\n')
    ],
    [
      'an attribute of a coroutine',
      error('AttributeError', "'coroutine' object has no attribute 'json'")
    ],
    [
      'awaited twice',
      error('RuntimeError', 'cannot reuse already awaited coroutine')
    ],
    [
      'never awaited',
      stream('stderr', "RuntimeWarning: coroutine 'f' was never awaited")
    ]
  ])('yes: %s', (_, value) => {
    expect(mayConcern(new OutputModel({ value }))).toBe(true);
  });

  it.each<[string, IOutput]>([
    ['another error', error('ZeroDivisionError', 'division by zero', ['1/0'])],
    ['a pump', error('RuntimeError', 'the pump is already running')],
    [
      'the message, printed',
      stream(
        'stdout',
        'asyncio.run() cannot be called from a running event loop'
      )
    ],
    ['another result', result('42')],
    [
      'a picture',
      { output_type: 'display_data', data: { 'image/png': '' }, metadata: {} }
    ]
  ])('no: %s', (_, value) => {
    expect(mayConcern(new OutputModel({ value }))).toBe(false);
  });
});
