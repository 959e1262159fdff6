import type { IEdit } from '../edit';
import type { IRewrite } from '../finding';
import { argumentsOf } from '../python/calls';
import type { ILibraryLoop } from '../python/libraryLoops';
import type { Program } from '../python/program';
import type { IAwaitContext } from './awaitRules';
import { awaitRules } from './awaitRules';
import { effectsOf } from './effects';
import { exhaustGenerator } from './exhaustGenerator';
import { allowAwait } from './makeAsync';
import { shortened } from './shortened';

/**
 * The rewrite that iterates with `async for`: in the statement or
 * comprehension, else in a list that takes the place of what was iterated over.
 * Null where that cannot stand there.
 *
 * @param shownIn - the cell that shows the trouble
 */
export function iterateLibrary(
  loop: ILibraryLoop,
  shownIn: string,
  context: IAwaitContext
): IRewrite | null {
  const { home, node } = loop;
  const { program } = context;
  if (home.tree.hasError || !home.cell.editable) {
    return null;
  }
  const own = editsOf(loop, program);
  const place = loop.form === 'clause' ? (node.parent ?? node) : loop.iterated;
  const plan = allowAwait(place, home, program, awaitRules(context));
  if (own === null || plan === null) {
    return null;
  }
  const edits = [...own, ...plan.edits];
  const { rerun, values } = effectsOf(
    [
      { home, node },
      ...plan.functions.map(({ home: where, value }) => ({
        home: where,
        node: value!
      }))
    ],
    edits,
    { home, node },
    shownIn,
    program
  );
  return {
    kind: 'await',
    safety: 'safe',
    edits,
    rerun,
    values: {
      ...values,
      operand: shortened(loop.iterated.text),
      loop: true,
      functions: [...new Set(plan.functions.map(({ name }) => name))]
    }
  };
}

function editsOf(
  { home, node, form, iterated }: ILibraryLoop,
  program: Program
): IEdit[] | null {
  const cell = home.cell.id;
  const { from, to } = iterated;
  const open = '[x async for x in ';
  switch (form) {
    case 'for':
      return [{ cell, from: node.from, to: node.from, insert: 'async ' }];
    case 'clause': {
      const around = node.parent!;
      const list =
        around.type === 'generator_expression'
          ? exhaustGenerator(around, home, program)
          : [];
      return (
        list && [
          ...list,
          { cell, from: node.from, to: node.from, insert: 'async ' }
        ]
      );
    }
    case 'index': {
      const index = node.parts[1];
      return [
        { cell, from, to: from, insert: open },
        {
          cell,
          from: index.from,
          to: index.from,
          insert: `:${Number(index.text) + 1}]][`
        }
      ];
    }
    default: {
      const call = iterated.parent!.parent!;
      const whole =
        argumentsOf(call).length === 1 &&
        program.qualifiedName(call.child('function')!, home)?.name ===
          'builtins.list';
      return whole
        ? [
            { cell, from: call.from, to: from, insert: open },
            { cell, from: to, to: call.to, insert: ']' }
          ]
        : [
            { cell, from, to: from, insert: open },
            { cell, from: to, to, insert: ']' }
          ];
    }
  }
}
