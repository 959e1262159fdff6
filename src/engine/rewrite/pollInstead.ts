import type { IEdit } from '../edit';
import { indentationAt, lineEnd } from '../lines';
import { argumentsOf } from '../python/calls';
import type { SyntaxNode } from '../python/node';
import type { ICodeCell, Program } from '../python/program';
import { valueOf } from '../python/values';
import { importedName } from './asyncioModule';
import type { IAwaitRules } from './makeAsync';
import { awaitInstead } from './callInThread';
import { indentationUnit } from './indentBlock';
import { standsAlone } from './runInBackground';

/**
 * The edits that make a coroutine ask again and again, and let the loop go on
 * meanwhile, instead of waiting: of all ways to wait for something of threads,
 * the one that can be cancelled and leaves nothing behind.
 *
 *     while not lock.acquire(blocking=False):
 *         await asyncio.sleep(0.01)
 *
 * Null where the call has arguments, or its statement does more than to wait,
 * to bind what came, or to return it.
 */
export function pollInstead(
  call: SyntaxNode,
  home: ICodeCell,
  program: Program,
  rules: IAwaitRules
): IEdit[] | null {
  const callee = call.child('function')!;
  const object = callee.child('object');
  const statement = statementAround(call);
  if (
    object === undefined ||
    !/^[\w.]+$/.test(object.text) ||
    statement === null ||
    argumentsOf(call).length > 0 ||
    /#/.test(call.text) ||
    !standsAlone(statement)
  ) {
    return null;
  }
  const place = awaitInstead(call, home, program, rules);
  const { type } = valueOf(object, home, program);
  if (place === null || type === undefined) {
    return null;
  }
  const indent = indentationAt(call.source, statement.from);
  const unit = indentationUnit({ home, statements: [statement] });
  const sleep = `await ${place.module}.sleep(0.01)`;
  const isAll = statement.parts[0] === call;
  const cell = home.cell.id;
  switch (callee.child('attribute')!.text) {
    case 'acquire':
    case 'wait': {
      const asked = QUESTIONS[type];
      if (
        asked === undefined ||
        !isAll ||
        statement.type !== 'expression_statement' ||
        (asked === 'is_set()' && isCleared(object, program))
      ) {
        return null;
      }
      return [
        ...place.edits,
        {
          cell,
          from: call.from,
          to: call.to,
          insert: `while not ${object.text}.${asked}:\n${indent}${unit}${sleep}`
        }
      ];
    }
    case 'get': {
      const empty = /^queue\./.test(type)
        ? emptyName(callee, home, program)
        : null;
      if (empty === null || place.edits.length * empty.edits.length > 0) {
        return null;
      }
      const method = callee.child('attribute')!;
      const inner = `\n${indent}${unit}`;
      const end = lineEnd(call.source, statement.to);
      const leave =
        statement.type === 'return_statement' ? '' : `${inner}${unit}break`;
      return [
        ...place.edits,
        ...empty.edits,
        {
          cell,
          from: statement.from,
          to: statement.from,
          insert: `while True:${inner}try:${inner}${unit}`
        },
        { cell, from: method.from, to: method.to, insert: 'get_nowait' },
        {
          cell,
          from: end,
          to: end,
          insert: `${leave}${inner}except ${empty.name}:${inner}${unit}${sleep}`
        }
      ];
    }
    default:
      return null;
  }
}

/**
 * What to ask so as to learn, without waiting, whether the wait is over.
 */
const QUESTIONS: Readonly<Record<string, string | undefined>> = {
  'threading.Lock': 'acquire(blocking=False)',
  'threading.RLock': 'acquire(blocking=False)',
  'threading.Semaphore': 'acquire(blocking=False)',
  'threading.BoundedSemaphore': 'acquire(blocking=False)',
  'multiprocessing.Lock': 'acquire(block=False)',
  'threading.Event': 'is_set()'
};

/**
 * The statement that does nothing but make the call, bind what it gives to a
 * variable, or return it.
 */
function statementAround(call: SyntaxNode): SyntaxNode | null {
  const { parent } = call;
  return parent?.type === 'expression_statement' ||
    parent?.type === 'return_statement'
    ? parent
    : parent?.type === 'assignment' &&
        call.field === 'right' &&
        /^(?:identifier|attribute|tuple_pattern|pattern_list)$/.test(
          parent.child('left')!.type
        ) &&
        parent.parent?.type === 'expression_statement'
      ? parent.parent
      : null;
}

/**
 * Whether some code clears an event of this name: whoever asks only now and
 * then may then miss that it was set.
 */
function isCleared(object: SyntaxNode, program: Program): boolean {
  const name = object.child('attribute')?.text ?? object.text;
  return program
    .nodes('call')
    .some(({ node }) =>
      new RegExp(`(?:^|\\.)${name}\\.clear$`).test(node.child('function')!.text)
    );
}

function emptyName(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): ReturnType<typeof importedName> {
  const own = program.resolveName('Empty', callee, home);
  return own.certain && own.definition?.imported === 'queue.Empty'
    ? importedName('from queue import Empty', callee, home, program)
    : withModule(importedName('import queue', callee, home, program));
}

function withModule(
  module: ReturnType<typeof importedName>
): ReturnType<typeof importedName> {
  return module && { ...module, name: `${module.name}.Empty` };
}
