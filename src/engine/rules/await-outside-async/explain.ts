import type {
  IExplanation,
  IFinding,
  IRewrite,
  IRewriteExplanation,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { listed } from '../../listed';
import { explainAwait, namesIn, repeatNotes } from '../explainAwait';

/**
 * Async syntax in a place where Python does not allow it, in words.
 */
export function explainOutside(
  trans: ITranslator,
  finding: IFinding
): IExplanation {
  return {
    headline: headline(trans, finding),
    sentences: sentences(trans, finding),
    rewrites: finding.rewrites.map(rewrite => explainRewrite(trans, rewrite))
  };
}

function headline(trans: ITranslator, { values }: IFinding): string {
  const word = code(values.word);
  switch (values.place) {
    case 'generator':
      return values.name === 'for' || values.name === ''
        ? trans.__(
            'A generator with %1 in it needs %2',
            word,
            code('async for')
          )
        : trans.__(
            '%1 cannot read a generator with %2 in it',
            code(values.name),
            word
          );
    case 'yield':
      return trans.__('%1 cannot stand in an async function', word);
    case 'return':
      return trans.__('An async generator cannot return a value');
    case 'init':
      return trans.__('%1 cannot be async', code('__init__'));
    case 'reserved':
      return trans.__('%1 is a reserved word of Python', word);
    case 'async lambda':
      return trans.__('A lambda cannot be async');
    case 'nested':
      return trans.__(
        'Before Python 3.11, %1 cannot stand in a comprehension within another',
        word
      );
    case 'script':
      return trans.__('%1 works at the top level of notebooks only', word);
    default:
      return trans.__(
        '%1 works only in async functions and at the top level of a cell',
        word
      );
  }
}

function sentences(trans: ITranslator, finding: IFinding): string {
  const { values, rewrites } = finding;
  const { line } = values;
  const text = code(values.code);
  const name = code(values.name);
  switch (values.place) {
    case 'class':
      return rewrites.length > 0
        ? trans.__(
            '%1 on line %2 stands in the body of the class %3, which is not async code. Computed above the class, the value can be used in it.',
            text,
            line,
            name
          )
        : trans.__(
            '%1 on line %2 stands in the body of the class %3, which is not async code. Compute the value above the class, or in an async method.',
            text,
            line,
            name
          );
    case 'lambda':
      return lambdaSentences(trans, finding);
    case 'script':
      return trans.__(
        '%1 on line %2 stands at the top level of a script, where no event loop runs. Put it into %3, and start that with %4.',
        text,
        line,
        code('async def main():'),
        code('asyncio.run(main())')
      );
    case 'generator':
      if (values.function !== '' && rewrites.length === 0) {
        return trans.__(
          'The %1 on line %2 turns the generator into an asynchronous one, which only %3 can read. To use it, %4 must be an %5, awaited wherever it is called.',
          code('await'),
          line,
          code('async for'),
          code(values.function),
          code('async def')
        );
      }
      return trans.__(
        'The %1 on line %2 turns the generator into an asynchronous one, which only %3 can read. In square brackets, it is a list.',
        code('await'),
        line,
        code('async for')
      );
    case 'yield':
      return trans.__(
        '%1 on line %2 stands in the async function %3. To hand on what an async iterable gives, write %4, for any other %5; a coroutine is simply awaited.',
        text,
        line,
        name,
        code('async for item in …: yield item'),
        code('for item in …: yield item')
      );
    case 'return':
      return trans.__(
        '%1 is async and contains %2, which makes it an async generator: %3 on line %4 must go without a value, or the value be yielded.',
        name,
        code('yield'),
        code('return'),
        line
      );
    case 'init':
      return trans.__(
        '%1 on line %2 gives a coroutine, and making a %3 does not await it. Give the class a %4 that awaits first and then returns %5, and write %6.',
        text,
        line,
        name,
        code('@classmethod async def create(cls)'),
        code('cls(…)'),
        code(`await ${values.name}.create()`)
      );
    case 'reserved':
      return trans.__(
        'Since Python 3.7, %1 cannot be a name. Line %2 needs another one, or a newer version of the library that it was written for.',
        code(values.word),
        line
      );
    case 'async lambda':
      return trans.__(
        'Line %1 needs a function of its own: %2.',
        line,
        code('async def')
      );
    case 'nested':
      return trans.__(
        '%1 on line %2 stands in a comprehension that is itself in one. Write the outer one as a loop, or use Python 3.11 or newer.',
        text,
        line
      );
    case 'string':
      return trans.__(
        '%1 on line %2 compiles a text of its own, and there %3 is not allowed at the top level or in a plain function. Define an %4 in that text, and await it in this cell.',
        text,
        line,
        code(values.word),
        code('async def')
      );
    case 'file':
      return trans.__(
        'The fault is in the file %1, not in this cell: there, %2 stands outside of an async function.',
        name,
        code(values.word)
      );
    default:
      return functionSentences(trans, finding);
  }
}

function functionSentences(
  trans: ITranslator,
  { values, rewrites }: IFinding
): string {
  const { line } = values;
  const text = code(values.code);
  const name = code(values.name);
  const use = code(values.use);
  const [best] = rewrites;
  const functions = namesIn(best, 'functions');
  if (values.why === 'manager') {
    return trans.__(
      '%1 on line %2 stands in %3, a plain generator that %4 makes a context manager of. Its twin for an %5 is %6; what it makes is entered with %7.',
      text,
      line,
      name,
      use,
      code('async def'),
      code('contextlib.asynccontextmanager'),
      code('async with')
    );
  }
  if (values.generator && (functions.length > 0 || best !== undefined)) {
    return values.script
      ? trans.__(
          '%1 on line %2 stands in %3, a plain generator. As an %4 it is an async generator: whatever reads it needs %5.',
          text,
          line,
          name,
          code('async def'),
          code('async for')
        )
      : trans.__(
          '%1 on line %2 stands in %3, a plain generator, so the cell did not run at all. As an %4 it is an async generator: whatever reads it needs %5.',
          text,
          line,
          name,
          code('async def'),
          code('async for')
        );
  }
  if (values.script && functions.length > 0) {
    return trans.__(
      '%1 on line %2 stands in %3, which is a plain function. Make %4 async and await it where it is called.',
      text,
      line,
      name,
      listed(trans, functions.map(code))
    );
  }
  if (values.script && best === undefined && values.why === '') {
    return trans.__(
      '%1 on line %2 stands in %3, a plain function. Make it an %4, await it in async functions, and start it with %5 at the top level.',
      text,
      line,
      name,
      code('async def'),
      code(`asyncio.run(${values.name}(…))`)
    );
  }
  if (functions.length > 0) {
    return trans._n(
      '%2 on line %3 stands in %4, which is a plain function, so the cell did not run at all. Make %5 async and await it where it is called: %1 cell changes.',
      '%2 on line %3 stands in %4, which is a plain function, so the cell did not run at all. Make %5 async and await it where it is called: %1 cells change.',
      Number(best!.values.cells),
      text,
      line,
      name,
      listed(trans, functions.map(code))
    );
  }
  if (best !== undefined) {
    return trans.__(
      '%1 on line %2 stands in %3, which is a plain function. Whatever calls %3 has to await it.',
      text,
      line,
      name
    );
  }
  switch (values.why) {
    case 'init':
      return trans.__(
        '%1 on line %2 stands in %3, which Python cannot await. Give the class a %4 that awaits first and then returns %5, and write %6.',
        text,
        line,
        name,
        code('@classmethod async def create(cls)'),
        code('cls(…)'),
        code(`await ${values.use}.create()`)
      );
    case 'special':
      return trans.__(
        '%1 on line %2 stands in %3, which Python calls and does not await. Move it into an %4 method that is awaited; for %5 there is %6, for %7 there is %8.',
        text,
        line,
        name,
        code('async def'),
        code('__enter__'),
        code('__aenter__'),
        code('__iter__'),
        code('__aiter__')
      );
    case 'property':
      return trans.__(
        '%1 on line %2 stands in the property %3, and reading a property does not await. Make it an %4 method, and call it with %5.',
        text,
        line,
        name,
        code('async def'),
        code('await')
      );
    case 'decorated':
      return trans.__(
        '%1 on line %2 stands in %3, a plain function. As an %4 it would hand a coroutine to its decorator %5: use one that is made for async functions.',
        text,
        line,
        name,
        code('async def'),
        use
      );
    case 'generator':
      return trans.__(
        '%1 on line %2 stands in %3, a plain generator. As an %4 it becomes an async generator, which is read with %5 only; not every place that reads it can be rewritten.',
        text,
        line,
        name,
        code('async def'),
        code('async for')
      );
    case 'handed':
      return trans.__(
        '%1 on line %2 stands in %3, a plain function that is handed to %4. As an %5 it gives a coroutine, which %4 may not await.',
        text,
        line,
        name,
        use,
        code('async def')
      );
    case 'magic':
      return trans.__(
        '%1 on line %2 stands in %3, a plain function. Make it an %4; under %5 nothing can be awaited, so call it in a cell of its own.',
        text,
        line,
        name,
        code('async def'),
        use
      );
    default:
      return trans.__(
        '%1 on line %2 stands in %3, a plain function. Make it an %4, and use %5 wherever it is called; not every such place can be told here.',
        text,
        line,
        name,
        code('async def'),
        code('await')
      );
  }
}

function lambdaSentences(
  trans: ITranslator,
  { values, rewrites }: IFinding
): string {
  const { line } = values;
  const text = code(values.code);
  if (rewrites[0]?.values.way === 'inline') {
    return trans.__(
      '%1 on line %2 stands in a lambda, and a lambda cannot be async. %3 can be written out so that nothing needs the lambda.',
      text,
      line,
      code(values.use)
    );
  }
  if (values.why === 'handed') {
    return trans.__(
      '%1 on line %2 stands in a lambda, and a lambda cannot be async. %3 calls it and does not await: await the values before, in a loop or a comprehension.',
      text,
      line,
      code(values.use)
    );
  }
  return trans.__(
    '%1 on line %2 stands in a lambda, and a lambda cannot be async. An %3 can.',
    text,
    line,
    code('async def')
  );
}

function explainRewrite(
  trans: ITranslator,
  rewrite: IRewrite
): IRewriteExplanation {
  const { values } = rewrite;
  const functions = namesIn(rewrite, 'functions');
  const notes = [...repeatNotes(trans, rewrite)];
  for (const left of namesIn(rewrite, 'left')) {
    notes.push(
      trans.__(
        '%1 stays as it is: it may be another method of that name.',
        code(left)
      )
    );
  }
  if (functions.length > 0 && values.way !== 'async') {
    notes.push(
      trans.__(
        '%1 becomes async, and is awaited where it is called.',
        listed(trans, functions.map(code))
      )
    );
  }
  const done = { notes, done: trans.__('Rewritten') };
  switch (values.way) {
    case 'hoist':
      return {
        title: trans.__('Compute it above the class'),
        notes:
          rewrite.safety === 'safe'
            ? notes
            : [
                ...notes,
                trans.__('It then runs before the rest of the class body.')
              ],
        done: done.done
      };
    case 'inline':
      return { title: trans.__('Write it out without the lambda'), ...done };
    case 'list':
      return {
        title: trans.__('Make it a list'),
        notes:
          rewrite.safety === 'safe'
            ? notes
            : [
                ...notes,
                trans.__(
                  'A list is computed to its end before anything is read.'
                )
              ],
        done: done.done
      };
    case 'loop':
    case 'yield':
      return { title: trans.__('Write it as a loop'), ...done };
    case 'run':
      return {
        title: trans.__('Start it with %1', code('asyncio.run')),
        ...done
      };
    case 'async':
      return functions.length > 0
        ? {
            ...explainAwait(trans, rewrite, notes),
            ...(values.generator
              ? {
                  title: values.manager
                    ? trans.__(
                        'Make it async, and enter it with %1',
                        code('async with')
                      )
                    : trans.__(
                        'Make it async, and read it with %1',
                        code('async for')
                      )
                }
              : {}),
            done: trans.__('Made async: %1', listed(trans, functions.map(code)))
          }
        : {
            title: trans.__('Make it async'),
            notes:
              values.with === '' || rewrite.safety === 'safe'
                ? notes
                : [
                    ...notes,
                    trans.__(
                      '%1 must be one that awaits an async function.',
                      code(values.with)
                    )
                  ],
            done: done.done
          };
    default:
      return explainAwait(trans, rewrite, notes);
  }
}
