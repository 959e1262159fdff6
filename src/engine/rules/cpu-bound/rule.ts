import type { IExplanation, IFinding, ITranslator } from '../../finding';
import { code } from '../../inlineCode';
import { positionOf } from '../../lines';
import { isGenerator, ownNodes } from '../../python/coroutines';
import type { SyntaxNode } from '../../python/node';
import type { ICodeCell, Program } from '../../python/program';
import { threadStartsIn } from '../../python/threads';
import { shortened } from '../../rewrite/shortened';
import type { IRule } from '../rule';

/**
 * Arithmetic in pure Python that a coroutine or a thread does: the interpreter
 * runs one thread's Python at a time (CPython docs, "global interpreter lock").
 */
export const cpuBound: IRule = {
  id: 'cpu-bound',

  mayApply({ cells }) {
    return cells.some(({ source }) =>
      /\b(?:async|Thread|submit|map|run_in_executor|to_thread)\b/.test(source)
    );
  },

  *find({ program }) {
    const told = new Set<SyntaxNode>();
    for (const { where, target, call, home, kind } of threadStartsIn(program)) {
      const found = program.definitionOf(target.value, home);
      const def = found?.definition.value;
      if (
        where === 'thread' &&
        kind !== 'timer' &&
        !home.tree.hasError &&
        found?.certain === true &&
        def?.type === 'function_definition' &&
        !told.has(def) &&
        onlyComputes(def, found.definition.home, program)
      ) {
        told.add(def);
        yield findingFor('thread', call, def, home);
      }
    }
    for (const { node, home } of program.nodes('call')) {
      const found = program.definitionOf(node.child('function')!, home);
      const def = found?.definition.value;
      const around = node.closest(
        ({ type }) => type === 'function_definition' || type === 'lambda'
      );
      if (
        around?.isAsync === true &&
        !home.tree.hasError &&
        found?.certain === true &&
        def?.type === 'function_definition' &&
        !told.has(def) &&
        onlyComputes(def, found.definition.home, program)
      ) {
        told.add(def);
        yield findingFor('coroutine', node, def, home);
      }
    }
  },

  explain
};

/**
 * Whether a function does nothing but arithmetic, in a loop or by calling itself
 * twice.
 */
function onlyComputes(
  def: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  if (
    def.isAsync ||
    isGenerator(def) ||
    def.parent?.type === 'decorated_definition'
  ) {
    return false;
  }
  let computes = false;
  let recursive = 0;
  for (const node of ownNodes(def)) {
    switch (node.type) {
      case 'for_statement':
      case 'while_statement':
        computes =
          computes ||
          /\brange\(|^while\b/.test(
            node.source.slice(node.from, node.child('body')?.from ?? node.to)
          );
        break;
      case 'generator_expression':
      case 'list_comprehension':
        computes = computes || /\brange\(/.test(node.text);
        break;
      case 'call': {
        const callee = node.child('function')!;
        if (program.definitionOf(callee, home)?.definition.value === def) {
          recursive++;
        } else if (!isArithmetic(callee, home, program)) {
          return false;
        }
      }
    }
  }
  return (
    (computes && /[-+*/%&|^]=|\*\*|\bsum\(|hashlib|math\./.test(def.text)) ||
    recursive > 1
  );
}

/**
 * Whether what is called computes, and does not wait: a builtin for numbers, a
 * method of a number or a list, a function of math, a hash.
 */
function isArithmetic(
  callee: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const name = program.qualifiedName(callee, home)?.name;
  return name === undefined
    ? callee.type === 'attribute' &&
        /^(?:append|update|digest|hexdigest|encode|extend|pop)$/.test(
          callee.child('attribute')!.text
        )
    : /^builtins\.(?:range|len|sum|min|max|abs|int|float|str|round|divmod|pow|enumerate|zip|list|set|dict|tuple|sorted|all|any|bytes|isinstance)$/.test(
        name
      ) || /^(?:math|hashlib|zlib|random|itertools|operator)\./.test(name);
}

function findingFor(
  form: 'thread' | 'coroutine',
  call: SyntaxNode,
  def: SyntaxNode,
  home: ICodeCell
): IFinding {
  return {
    rule: cpuBound.id,
    values: {
      form,
      call: shortened(call.text),
      function: def.child('name')!.text,
      line: positionOf(home.cell.source, call.from).line
    },
    cell: home.cell.id,
    from: call.from,
    to: call.to,
    shownIn: home.cell.id,
    evidence: 'code',
    matched: true,
    severity: 'hint',
    rewrites: []
  };
}

function explain(trans: ITranslator, { values }: IFinding): IExplanation {
  const advice = trans.__(
    'A %1 uses other cores. Its functions must come from a module, a %2 file: another process cannot see what a cell defines, and what goes in and out is pickled.',
    code('ProcessPoolExecutor'),
    code('.py')
  );
  return {
    headline:
      values.form === 'thread'
        ? trans.__('Threads do not make computing faster')
        : trans.__('Computing keeps the event loop waiting'),
    sentences: [
      values.form === 'thread'
        ? trans.__(
            '%1 only computes, and Python runs one thread at a time: %2 on line %3 gains no time, and the event loop gets less of it.',
            code(values.function),
            code(values.call),
            values.line
          )
        : trans.__(
            '%1 only computes: while %2 on line %3 runs, no other task does.',
            code(values.function),
            code(values.call),
            values.line
          ),
      advice
    ].join(' '),
    rewrites: []
  };
}
