import type { IEdit } from '../../edit';
import type { RewriteKind } from '../../finding';
import { ownNodes, some } from '../../python/coroutines';
import { dependsOnParameter, valueOrGiven } from '../../python/given';
import type { SyntaxNode } from '../../python/node';
import { unparenthesized } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { takesNoArguments } from '../../python/takesNoArguments';
import type { IValue } from '../../python/values';
import { isAwaitable, valueOf } from '../../python/values';
import { asyncioModule } from '../../rewrite/asyncioModule';
import { changeForm } from '../../rewrite/changeForm';
import { dropAwait } from '../../rewrite/dropAwait';
import { gatherOf } from '../../rewrite/gatherOf';
import { shortened } from '../../rewrite/shortened';
import { isThreadFuture, wrapFutures } from '../../rewrite/wrapFutures';
import type { IRuleContext } from '../rule';
import type { ITrouble } from '../wrongForm';
import { wrongForm } from '../wrongForm';
import { explain } from './explain';

/**
 * `await` on what cannot be awaited.
 */
export const awaitPlain = wrongForm({
  id: 'await-plain',
  word: /\bawait\b/,
  message:
    /^TypeError: (?:object [\w.]+ can't be used in 'await' expression|'[\w.]+' object can't be awaited)/,
  troublesAt: (node, home, context) => [troubleAt(node, home, context)],
  explain
});

type Form =
  | 'plain'
  | 'collection'
  | 'uncalled'
  | 'function'
  | 'sleep'
  | 'lock'
  | 'thread';

function troubleAt(
  node: SyntaxNode,
  home: ICodeCell,
  context: IRuleContext
): ITrouble | null {
  const { program } = context;
  const [operand] = node.parts;
  if (node.type !== 'await' || node.parts.length !== 1) {
    return null;
  }
  const bare = unparenthesized(operand);
  const value = valueOrGiven(bare, home, program);
  const awaitable = isAwaitable(value, program);
  const form = formOf(bare, value, home, program);
  if (
    awaitable === true ||
    value.kind === 'async generator' ||
    (form === 'lock' && /^(?:with_item|as_pattern)$/.test(node.parent!.type))
  ) {
    return null;
  }
  const known = awaitable === false;
  return {
    home,
    node,
    certain: known && value.certain,
    values: { form, operand: shortened(bare.text) },
    shows: ({ message }) => {
      const type = typeIn(message);
      return known
        ? mayBe(value, type)
        : !/^(?:async_generator|coroutine|Task|Future)$/.test(type);
    },
    rewrites: (shownIn, error) => {
      const safe = known
        ? value.certain
        : error !== undefined && !dependsOnParameter(bare, home, program);
      const type = error === undefined ? '' : typeIn(error.message);
      const change =
        !known && /^(?:function|method|builtin_function_or_method)$/.test(type)
          ? null
          : changeOf(form, node, operand, value, home, program);
      return change === null
        ? []
        : [
            changeForm(
              {
                site: { home, node },
                edits: change.edits,
                awaitedAt: [],
                kind: change.kind,
                safe:
                  safe &&
                  change.safe &&
                  (known ||
                    isOfLibrary(bare, home, program) ||
                    !/^(?:list|tuple|set|dict|generator)$/.test(type)),
                values: { after: change.after, operand: shortened(bare.text) }
              },
              shownIn,
              context
            )
          ];
    }
  };
}

function typeIn(message: string): string {
  return /^(?:object ([\w.]+) can't|'([\w.]+)' object)/
    .exec(message)!
    .slice(1)
    .find(type => type !== undefined)!
    .split('.')
    .pop()!;
}

/**
 * Whether a value can be of the type that the error names.
 */
function mayBe({ kind, type, definition }: IValue, named: string): boolean {
  switch (kind) {
    case 'coroutine function':
    case 'async generator function':
    case 'function':
      return /^(?:function|method|type|builtin_function_or_method)$/.test(
        named
      );
    case 'instance':
    case 'collection':
      return (
        !/^(?:function|method|async_generator)$/.test(named) &&
        (definition === undefined
          ? type === undefined ||
            !type.startsWith('builtins.') ||
            /generator/.test(type) ||
            type === `builtins.${named}`
          : definition.name === named)
      );
    default:
      return true;
  }
}

function formOf(
  bare: SyntaxNode,
  value: IValue,
  home: ICodeCell,
  program: Program
): Form {
  switch (value.kind) {
    case 'coroutine function':
      return 'uncalled';
    case 'async generator function':
    case 'function':
      return 'function';
    case 'collection':
      return 'collection';
  }
  if (isThreadFuture(value)) {
    return 'thread';
  }
  if (
    bare.type === 'call' &&
    program.qualifiedName(bare.child('function')!, home)?.name === 'time.sleep'
  ) {
    return 'sleep';
  }
  return /^asyncio\.(?:Lock|Semaphore|BoundedSemaphore|Condition)$/.test(
    value.type ?? ''
  )
    ? 'lock'
    : 'plain';
}

interface IChange {
  readonly edits: readonly IEdit[];
  readonly kind: RewriteKind;
  readonly safe: boolean;
  readonly after: string;
}

function changeOf(
  form: Form,
  node: SyntaxNode,
  operand: SyntaxNode,
  value: IValue,
  home: ICodeCell,
  program: Program
): IChange | null {
  const cell = home.cell.id;
  const bare = unparenthesized(operand);
  switch (form) {
    case 'uncalled':
      return takesNoArguments(value.definition!.value!)
        ? {
            edits: [{ cell, from: bare.to, to: bare.to, insert: '()' }],
            kind: 'await',
            safe: true,
            after: `await ${shortened(bare.text)}()`
          }
        : null;
    case 'function':
      return null;
    case 'collection': {
      const gather =
        value.type === 'builtins.dict'
          ? null
          : gatherOf(operand, home, program);
      return (
        gather && {
          edits: gather.edits,
          kind: 'await',
          // A set has no order that the results could keep.
          safe: value.type !== 'builtins.set',
          after: `await ${gather.text}`
        }
      );
    }
    case 'sleep': {
      const callee = bare.child('function')!;
      const module = asyncioModule(callee, home, program);
      return (
        module && {
          edits: [
            ...module.edits,
            {
              cell,
              from: callee.from,
              to: callee.to,
              insert: `${module.name}.sleep`
            }
          ],
          kind: 'await',
          safe: true,
          after: `await ${module.name}.sleep(…)`
        }
      );
    }
    case 'thread': {
      const wrapped = wrapFutures(operand, value, false, home, program);
      return (
        wrapped && {
          edits: wrapped.edits,
          kind: 'await',
          safe: true,
          after: `await ${wrapped.text}`
        }
      );
    }
    case 'lock':
      return {
        edits: [
          { cell, from: operand.to, to: operand.to, insert: '.acquire()' }
        ],
        kind: 'await',
        safe: false,
        after: `await ${shortened(operand.text)}.acquire()`
      };
    default:
      return {
        edits: dropAwait(node, cell),
        kind: 'other',
        safe:
          !mayHoldCoroutines(value) &&
          ![bare, value.made.node].some(made =>
            startsSomething(made, home, program)
          ),
        after: shortened(bare.text)
      };
  }
}

/**
 * A list that begins empty, and of which it is not known what is put into it.
 */
function mayHoldCoroutines({ type, made, through }: IValue): boolean {
  return (
    through.length > 0 &&
    /^builtins\.(?:list|set|dict)$/.test(type ?? '') &&
    /^(?:\[\s*\]|\{\s*\}|\w+\(\))$/.test(made.node.text)
  );
}

/**
 * Whether it is a call of an imported function or a builtin.
 */
function isOfLibrary(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  return (
    node.type === 'call' &&
    program.qualifiedName(node.child('function')!, home)?.certain === true
  );
}

/**
 * Whether a plain function of this document makes coroutines or tasks, and does
 * not return them: then its caller may have meant to wait for them.
 */
function startsSomething(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const found =
    node.type === 'call'
      ? program.definitionOf(node.child('function')!, home)
      : null;
  const def = found?.definition.value;
  return (
    def?.type === 'function_definition' &&
    some(
      ownNodes(def),
      part =>
        part.type === 'call' &&
        /^(?:coroutine|task|future)$/.test(
          valueOf(part, found!.definition.home, program).kind
        )
    )
  );
}
