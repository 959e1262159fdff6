import type { IErrorOutput } from '../../evidence/errorOutput';
import type {
  IExplanation,
  IFinding,
  IRewrite,
  ITranslator
} from '../../finding';
import { code } from '../../inlineCode';
import { lineEnd, positionOf } from '../../lines';
import { listed } from '../../listed';
import type { ILineMagic } from '../../python/magics';
import type { ICodeCell, Program } from '../../python/program';
import { insertAtTop } from '../../rewrite/asyncioModule';
import { effectsOf } from '../../rewrite/effects';
import { shortened } from '../../rewrite/shortened';
import { namesIn, repeatNotes } from '../explainAwait';
import type { IRule, IRuleContext } from '../rule';
import { isLoopRunningError } from '../startsLoop';

/**
 * `%run script.py` where the script starts a loop of its own: in the kernel one
 * is running, in a process there is none.
 */
export const runScript: IRule = {
  id: 'run-script',

  mayApply({ cells }) {
    return cells.some(
      ({ source, outputs }) =>
        /%run\b/.test(source) &&
        outputs.some(output => output.output_type === 'error')
    );
  },

  *find(context) {
    for (const error of context.errors.filter(isLoopRunningError)) {
      const home = context.program.cells.find(
        ({ cell }) => cell === error.cell
      );
      const run = home && runOf(error, home);
      if (run) {
        yield findingFor(run, home, context);
      }
    }
  },

  explain
};

/**
 * What `%run` is given, as its options stand before the script
 * (IPython/core/magics/execution.py, `run`).
 */
interface IRun {
  readonly magic: ILineMagic;
  readonly options: string;

  /**
   * The script as written, and its name as it is on the disk.
   */
  readonly script: string;
  readonly file: string;

  /**
   * What the script is given, as written.
   */
  readonly given: string;
}

/**
 * The `%run` of a cell that an error came from: it names the script whose file
 * the traceback shows first. Null where no one does.
 */
export function runOf(error: IErrorOutput, home: ICodeCell): IRun | null {
  const script = error.frames.find(({ file }) => !/^<frozen/.test(file ?? ''));
  const file = script?.file?.split(/[\\/]/).pop();
  if (file === undefined || error.frames.some(({ count }) => count !== null)) {
    return null;
  }
  const runs = home.masked.lineMagics.flatMap(magic => {
    const run = magic.name === 'run' ? readRun(magic) : null;
    const name = run?.file.split(/[\\/]/).pop();
    const module = /-m\b/.test(run?.options ?? '');
    return run !== null &&
      (name === file ||
        /[{$]/.test(run.script) ||
        (module && `${run.script.split('.').pop()}.py` === file))
      ? [run]
      : [];
  });
  return runs.length === 1 ? runs[0] : null;
}

function readRun(magic: ILineMagic): IRun | null {
  const match =
    /^((?:-(?:[nietdpGm]|N[ ]*\d+|b[ ]*\S+|[lsTD][ ]*\S+)[ ]+)*)("[^"]+"|'[^']+'|[^\s"'-]\S*)(?:[ \t]+([^]*))?$/.exec(
      magic.rest
    );
  if (match === null) {
    return null;
  }
  const [, options, script, given = ''] = match;
  const name = script.replace(/^(["'])(.*)\1$/, '$2');
  return {
    magic,
    options: options.trim(),
    script,
    file: /\.\w+$/.test(name) ? name : `${name}.py`,
    given
  };
}

function findingFor(
  run: IRun,
  home: ICodeCell,
  context: IRuleContext
): IFinding {
  const { source, id } = home.cell;
  const from = source.indexOf('%', run.magic.from);
  const to = lineEnd(source, from);
  return {
    rule: runScript.id,
    values: {
      call: shortened(source.slice(from, to)),
      line: positionOf(source, from).line,
      names: namesWanted(context.program).slice(0, 3)
    },
    cell: id,
    from,
    to,
    shownIn: id,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: rewritesOf(run, from, to, home, context)
  };
}

/**
 * `!{sys.executable} script.py …`: the same Python, in a process.
 *
 * Where a cell needs a name that nothing in the notebook binds, the script may
 * be what binds it: then the person decides.
 */
function rewritesOf(
  { options, script, file, given }: IRun,
  from: number,
  to: number,
  home: ICodeCell,
  { program, facts }: IRuleContext
): IRewrite[] {
  const { id, editable } = home.cell;
  const sys = program.resolveName('sys', home.tree.root, home);
  const known = sys.definition?.imported === 'sys' && sys.certain;
  const plain = options === '' || options === '-m';
  if (
    !editable ||
    facts.threads === false ||
    home.tree.hasError ||
    home.masked.cellMagic !== null ||
    !plain ||
    !(/\.py$/.test(file) || options === '-m') ||
    // What `%run` takes as it is, a shell would read.
    /[;&|<>`()#!\\*?[\]~^\n]/.test(script + given) ||
    (sys.kind !== 'unbound' && !known)
  ) {
    return [];
  }
  const above = known && sys.definition!.home.index < home.index;
  const own = known && sys.definition!.home === home;
  const written = script.replace(
    /^(["']?)(.*?)\1$/,
    (_all, quote: string) => quote + (options === '-m' ? script : file) + quote
  );
  const run = `!{sys.executable} ${[options, written, given]
    .filter(part => part !== '')
    .join(' ')}`;
  const edits = [
    ...(above || own ? [] : [insertAtTop('import sys\n', home)]),
    { cell: id, from, to, insert: run }
  ];
  const node = home.tree.root.parts.find(part => part.to > from)!;
  const { rerun, values } = effectsOf(
    [{ home, node }],
    edits,
    { home, node },
    id,
    program
  );
  return [
    {
      kind: 'other',
      safety: namesWanted(program).length > 0 ? 'check' : 'safe',
      edits,
      rerun,
      values: { ...values, run }
    }
  ];
}

/**
 * Names that cells read and nothing in the notebook binds.
 */
function namesWanted(program: Program): string[] {
  const names = new Set<string>();
  for (const home of program.cells) {
    for (const node of home.tree.root.walk()) {
      if (
        node.type === 'identifier' &&
        node.field !== 'attribute' &&
        !(node.parent?.type === 'keyword_argument' && node.field === 'name') &&
        !IPYTHON_NAMES.test(node.text) &&
        node.closest(({ type }) => /^import_|^future_import/.test(type)) ===
          null &&
        program.resolve(node, home).kind === 'unbound'
      ) {
        names.add(node.text);
      }
    }
  }
  return [...names];
}

/**
 * What IPython itself binds in a notebook.
 */
const IPYTHON_NAMES =
  /^(?:_+\w*_*|get_ipython|display|In|Out|exit|quit|open|__\w+__)$/;

function explain(
  trans: ITranslator,
  { values, rewrites }: IFinding
): IExplanation {
  return {
    headline: trans.__('The script starts an event loop, and one is running'),
    sentences: sentences(trans, values, rewrites.length > 0),
    rewrites: rewrites.map(rewrite => ({
      title: trans.__('Run it in a process'),
      notes: [
        trans.__(
          'The process sees nothing of the notebook, and the notebook gets none of its names.'
        ),
        ...repeatNotes(trans, rewrite)
      ],
      done: trans.__('Rewritten to %1', code(rewrite.values.run))
    }))
  };
}

function sentences(
  trans: ITranslator,
  values: IFinding['values'],
  offered: boolean
): string {
  const wanted = namesIn({ values }, 'names').map(code);
  if (wanted.length > 0) {
    return trans.__(
      '%1 on line %2 runs the script in this kernel, where IPython keeps a loop running. In a process it can start one, but the notebook does not get its names, such as %3. For those, import the script and %4 its main function.',
      code(values.call),
      values.line,
      listed(trans, wanted),
      code('await')
    );
  }
  return offered
    ? trans.__(
        '%1 on line %2 runs the script in this kernel, where IPython keeps a loop running. In a process of its own the script can start one.',
        code(values.call),
        values.line
      )
    : trans.__(
        '%1 on line %2 runs the script in this kernel, where IPython keeps a loop running. Run it in a process with %3, or import it and %4 its main function.',
        code(values.call),
        values.line,
        code('!python'),
        code('await')
      );
}
