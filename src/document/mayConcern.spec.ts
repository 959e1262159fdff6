import type { IOutput } from '@jupyterlab/nbformat';
import { OutputModel } from '@jupyterlab/rendermime';
import { captures } from '../engine/testing/captures';
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
    [
      'a removed argument',
      error('TypeError', "sleep() got an unexpected keyword argument 'loop'")
    ],
    [
      "LangChain's tool that is only async",
      error(
        'NotImplementedError',
        'StructuredTool does not support sync invocation.'
      )
    ],
    ['await outside', error('SyntaxError', "'await' outside async function")],
    [
      'with of a lock',
      error(
        'TypeError',
        "'Lock' object does not support the context manager protocol"
      )
    ],
    ['with, before Python 3.11', error('AttributeError', '__enter__')],
    [
      'a task without a result',
      error('InvalidStateError', 'Result is not set.')
    ],
    ['gather of a list', error('TypeError', "unhashable type: 'list'")],
    [
      'what cannot be awaited',
      error('TypeError', "object int can't be used in 'await' expression")
    ],
    [
      'what cannot be awaited, since Python 3.14',
      error('TypeError', "'int' object can't be awaited")
    ],
    [
      'for over an instance',
      error('TypeError', "'Ticker' object is not iterable")
    ],
    ['gather as a result', result('<_GatheringFuture pending>')],
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
      'the message, caught and printed',
      stream(
        'stdout',
        'asyncio.run() cannot be called from a running event loop'
      )
    ],
    [
      'a coroutine, printed',
      stream('stdout', 'value: <coroutine object Bot.name at 0x7f>\n')
    ],
    [
      'an attribute of a coroutine',
      error('AttributeError', "'coroutine' object has no attribute 'json'")
    ],
    [
      'an answer that was not awaited',
      error(
        'AttributeError',
        "'_BaseRequestContextManager' object has no attribute 'json'"
      )
    ],
    [
      'awaited twice',
      error('RuntimeError', 'cannot reuse already awaited coroutine')
    ],
    [
      'an error of a thread',
      stream('stderr', 'Exception in thread Thread-5 (worker):\nTraceback')
    ],
    [
      'an exception group',
      stream('stderr', '  + Exception Group Traceback (most recent call last):')
    ],
    [
      'a task that failed',
      stream('stderr', 'Task exception was never retrieved\nfuture: <Task>')
    ],
    ['a called function', error('TypeError', "'int' object is not callable")],
    [
      'a function that cannot be sent',
      error('PicklingError', "Can't pickle <function <lambda> at 0x7f>")
    ],
    [
      'never awaited',
      stream('stderr', "RuntimeWarning: coroutine 'f' was never awaited")
    ]
  ])('yes: %s', (_, value) => {
    expect(mayConcern(new OutputModel({ value }))).toBe(true);
  });

  it.each(
    captures()
      .filter(({ rules }) => rules.length > 0)
      .map(({ name, document }) => [name, document.cells] as const)
  )('yes: %s', (_, cells) => {
    const { outputs } = cells[cells.length - 1];
    expect(
      outputs.some(output =>
        mayConcern(new OutputModel({ value: output as unknown as IOutput }))
      )
    ).toBe(true);
  });

  it.each<[string, IOutput]>([
    ['another error', error('ZeroDivisionError', 'division by zero', ['1/0'])],
    ['a pump', error('RuntimeError', 'the pump is already running')],
    ['a message, printed', stream('stdout', 'the pump is running already')],
    ['another result', result('42')],
    [
      'a picture',
      { output_type: 'display_data', data: { 'image/png': '' }, metadata: {} }
    ]
  ])('no: %s', (_, value) => {
    expect(mayConcern(new OutputModel({ value }))).toBe(false);
  });
});
