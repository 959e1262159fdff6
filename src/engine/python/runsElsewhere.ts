import { argumentsOf } from './calls';
import type { SyntaxNode } from './node';
import type { ICodeCell, Program } from './program';

/**
 * Functions that only the main thread may call (CPython docs, `signal`,
 * `tkinter`), or that ask the person.
 */
const MAIN_THREAD =
  /^(?:signal\.(?:signal|set_wakeup_fd|siginterrupt)$|(?:tkinter|turtle|pdb)\.|getpass\.\w*getpass$|builtins\.(?:input|breakpoint)$|cv2\.(?:imshow|waitKey|namedWindow|destroyAllWindows)$|IPython\.(?:embed|get_ipython))/;

/**
 * Functions that ask which thread runs them, or change what the whole process
 * shares (CPython docs of each; pyplot keeps a current figure).
 */
const NOTICES =
  /^(?:signal\.|threading\.(?:current_thread|currentThread|main_thread|get_ident|get_native_id|settrace|setprofile|local)$|_thread\.get_ident$|asyncio\.current_task$|os\.(?:chdir|fchdir|umask|fork\w*)$|contextlib\.(?:redirect_stdout|redirect_stderr|chdir)$|warnings\.(?:catch_warnings|simplefilter|filterwarnings|resetwarnings)$|(?:random|numpy\.random)\.seed$|locale\.setlocale$|decimal\.(?:getcontext|setcontext)$|(?:matplotlib|pylab|seaborn)\.|pandas\.(?:set_option|reset_option|option_context)$|builtins\.(?:globals|exec|eval)$|sys\.(?:settrace|setprofile|setrecursionlimit)$|unittest\.mock\.patch)/;

/**
 * What tells of the exception that is being handled.
 */
const ASKS_FOR_EXCEPTION =
  /^(?:sys\.(?:exc_info|exception)|traceback\.(?:format_exc|print_exc))$/;

/**
 * Whether other threads than the one that runs the loop can run code in its
 * place. `no`: it fails there; `maybe`: it may give something else, or the
 * coroutine that goes on meanwhile may see what it changes.
 */
export function runsElsewhere(
  code: SyntaxNode,
  home: ICodeCell,
  program: Program
): 'yes' | 'maybe' | 'no' {
  let answer: 'yes' | 'maybe' = 'yes';
  for (const node of code.walk()) {
    switch (node.type) {
      case 'raise_statement':
        if (node.parts.length === 0 && !isHandled(node, code)) {
          return 'no';
        }
        // A future refuses it (Lib/asyncio/futures.py, `set_exception`).
        if (/^StopIteration\b/.test(node.parts[0]?.text ?? '')) {
          answer = 'maybe';
        }
        break;
      case 'identifier':
      case 'attribute': {
        if (node.field === 'attribute' || isOfAttribute(node)) {
          break;
        }
        const name = program.qualifiedName(node, home)?.name ?? '';
        if (MAIN_THREAD.test(name)) {
          return 'no';
        }
        if (
          NOTICES.test(name) ||
          (ASKS_FOR_EXCEPTION.test(name) && !isHandled(node, code)) ||
          isOfThread(node, home, program)
        ) {
          answer = 'maybe';
        }
        break;
      }
      case 'call':
        if (mayStopIteration(node, code, home, program)) {
          answer = 'maybe';
        }
        break;
    }
  }
  return answer;
}

/**
 * Whether a name is only the beginning of a longer one.
 */
function isOfAttribute(node: SyntaxNode): boolean {
  return node.parent?.type === 'attribute' && node.field === 'object';
}

/**
 * Whether a node stands in an `except` of the same code.
 */
function isHandled(node: SyntaxNode, code: SyntaxNode): boolean {
  const clause = node.closest(
    outer =>
      outer.type === 'except_clause' ||
      outer.type === 'function_definition' ||
      outer === code
  );
  return clause?.type === 'except_clause' && code.contains(clause);
}

/**
 * Whether an attribute belongs to a `threading.local()`, or sets a context
 * variable: what a thread changes there, nobody else sees.
 */
function isOfThread(
  node: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const object = node.type === 'attribute' ? node.child('object')! : node;
  const { definition } =
    object.type === 'identifier'
      ? program.resolve(object, home)
      : { definition: undefined };
  const made = definition?.value;
  const name =
    made?.type === 'call'
      ? program.qualifiedName(made.child('function')!, definition!.home)?.name
      : undefined;
  return (
    name === 'threading.local' ||
    (name === 'contextvars.ContextVar' &&
      /^(?:set|reset)$/.test(node.child('attribute')?.text ?? ''))
  );
}

/**
 * Whether `next(iterator)` may end what it stands in with `StopIteration`, which
 * no future takes (Lib/asyncio/futures.py, `set_exception`): whoever awaits the
 * thread then waits for ever.
 */
function mayStopIteration(
  call: SyntaxNode,
  code: SyntaxNode,
  home: ICodeCell,
  program: Program
): boolean {
  const callee = call.child('function')!;
  const stops =
    (argumentsOf(call).length === 1 &&
      program.qualifiedName(callee, home)?.name === 'builtins.next') ||
    callee.child('attribute')?.text === '__next__';
  return (
    stops &&
    call.closest(
      outer =>
        code.contains(outer) &&
        outer !== code &&
        outer.type === 'try_statement' &&
        outer.child('body')?.contains(call) === true &&
        /\bexcept(?:\s*:|\b[^:]*\b(?:StopIteration|Exception|BaseException)\b)/.test(
          outer.text
        )
    ) === null
  );
}
