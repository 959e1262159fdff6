import type { IEngine } from '../..';
import { engine as loaded, notebook } from '../../testing/documents';

let engine: IEngine;
beforeAll(async () => {
  engine = await loaded;
});

const HEAD = 'import asyncio\n';

function found(...cells: string[]) {
  return engine
    .check(notebook(HEAD, ...cells))
    .filter(({ rule }) => rule === 'end-kernel-loop')
    .map(({ values, rewrites }) => [values.done, values.line, rewrites.length]);
}

describe('what cancels or awaits the kernel’s own tasks', () => {
  it.each([
    [
      'a loop',
      'for task in asyncio.all_tasks():\n    task.cancel()',
      ['cancel', 2]
    ],
    [
      'all but the running task',
      'tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]\nfor t in tasks:\n    t.cancel()',
      ['cancel', 3]
    ],
    [
      'asked for in the loop',
      'me = asyncio.current_task()\nfor t in list(asyncio.all_tasks()):\n    if t is not me and not t.done():\n        t.cancel()',
      ['cancel', 4]
    ],
    [
      'a comprehension',
      'from asyncio import all_tasks\n[t.cancel() for t in all_tasks()]',
      ['cancel', 2]
    ],
    [
      'a plain function that the cell calls',
      'def end():\n    for t in asyncio.all_tasks(): t.cancel()\nend()',
      ['cancel', 2]
    ],
    [
      'a coroutine that the cell awaits',
      'async def end():\n    for t in asyncio.all_tasks(): t.cancel()\nawait end()',
      ['cancel', 2]
    ],
    [
      'gather',
      'await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))',
      ['wait', 1]
    ],
    ['wait', 'await asyncio.wait(asyncio.all_tasks())', ['wait', 1]]
  ])('is explained: %s', (_name, cell, [done, line]) => {
    expect(found(cell)).toEqual([[done, line, 0]]);
  });

  it.each([
    [
      'a task’s name decides',
      'for t in asyncio.all_tasks():\n    if t.get_name() == "mine":\n        t.cancel()'
    ],
    [
      'others go on',
      'for t in asyncio.all_tasks():\n    if t not in mine:\n        continue\n    t.cancel()'
    ],
    [
      'those that are new',
      'tasks = [t for t in asyncio.all_tasks() if t not in before]\nfor t in tasks: t.cancel()'
    ],
    [
      'without those before',
      'for t in asyncio.all_tasks() - before: t.cancel()'
    ],
    [
      'another loop’s',
      'loop = asyncio.new_event_loop()\nfor t in asyncio.all_tasks(loop): t.cancel()'
    ],
    ['they are only counted', 'print(len(asyncio.all_tasks()))'],
    ['a wait that ends', 'await asyncio.wait(asyncio.all_tasks(), timeout=1)'],
    [
      'nobody calls it',
      'def end():\n    for t in asyncio.all_tasks(): t.cancel()'
    ],
    [
      'on a loop of a thread’s own',
      'async def end():\n    for t in asyncio.all_tasks(): t.cancel()\nawait asyncio.to_thread(asyncio.run, end())'
    ],
    [
      'another all_tasks',
      'def all_tasks(): return []\nfor t in all_tasks(): t.cancel()'
    ]
  ])('is left alone: %s', (_name, cell) => {
    expect(found(cell)).toEqual([]);
  });
});
