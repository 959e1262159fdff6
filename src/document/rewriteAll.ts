import type { IDocument } from '../engine/document';
import type { IEdit } from '../engine/edit';
import { applyEdits, chainEdits, composeEdits } from '../engine/edit';
import type { IFinding, IRewrite } from '../engine/finding';
import type { IAnswer } from './Analyst';
import { causesOf } from './causesOf';

/**
 * Many rewrites as one change to a document.
 */
export interface IWholeRewrite {
  /**
   * In document order, for the text as it is.
   */
  readonly edits: readonly IEdit[];

  /**
   * What is rewritten: each with the one offer that is taken.
   */
  readonly parts: readonly IAnswer[];

  /**
   * What stays, because nothing safe is known for it.
   */
  readonly left: readonly IAnswer[];
}

/**
 * What `rewriteAll` asks of the engine.
 */
export interface IAsk {
  find(document: IDocument): readonly IFinding[];

  /**
   * The answer whose offers do no more than their own finding needs.
   */
  answer(finding: IFinding, document: IDocument): IAnswer;
  merge(rewrites: readonly IRewrite[], document: IDocument): IRewrite;
}

/**
 * How often the rewritten text is looked at again: one rewrite may uncover the
 * next.
 */
const MOST_ROUNDS = 10;

/**
 * The first safe rewrite of every finding, as one change.
 */
export function rewriteAll(document: IDocument, ask: IAsk): IWholeRewrite {
  const edits = new Map<string, readonly IEdit[]>();
  const parts: IAnswer[] = [];
  let left: IAnswer[] = [];
  let now = document;
  for (let round = 0; round <= MOST_ROUNDS; round++) {
    const asked = now;
    const answers = causesOf(ask.find(asked)).map(finding =>
      ask.answer(finding, asked)
    );
    const chosen = chosenOf(answers);
    // What a rewritten cell once showed is no trouble any more.
    left = answers.filter(({ finding }) => finding.matched);
    if (chosen.length === 0 || round === MOST_ROUNDS) {
      break;
    }
    const merged = merge(chosen, now, ask);
    parts.push(...merged.parts);
    now = edited(document, now, merged.edits, edits);
  }
  const order = document.cells.map(({ id }) => id);
  return {
    edits: order.flatMap(id => edits.get(id) ?? []),
    parts,
    left
  };
}

/**
 * The answers that have a safe rewrite, each with it alone; at most one that
 * starts a task, since each looks for its name on its own.
 */
function chosenOf(answers: readonly IAnswer[]): IAnswer[] {
  const chosen: IAnswer[] = [];
  for (const answer of answers) {
    const offer = answer.offers.find(
      ({ rewrite }) => rewrite.safety === 'safe' && rewrite.edits.length > 0
    );
    const isTask = offer?.rewrite.kind === 'task';
    if (offer && !(isTask && chosen.some(startsTask))) {
      chosen.push({ ...answer, offers: [offer] });
    }
  }
  return chosen;
}

function startsTask({ offers: [{ rewrite }] }: IAnswer): boolean {
  return rewrite.kind === 'task';
}

/**
 * Those of the answers that do not get in the way of those before them, and
 * their edits together.
 */
function merge(
  chosen: readonly IAnswer[],
  document: IDocument,
  ask: IAsk
): { edits: readonly IEdit[]; parts: IAnswer[] } {
  const [first, ...others] = chosen;
  const parts = [first];
  let whole = first.offers[0].rewrite;
  for (const answer of others) {
    const merged = ask.merge([whole, answer.offers[0].rewrite], document);
    if (merged !== whole) {
      whole = merged;
      parts.push(answer);
    }
  }
  return { edits: whole.edits, parts };
}

/**
 * The document `now` after more edits, which are added to `all`: those that
 * lead there from the original text.
 */
function edited(
  original: IDocument,
  now: IDocument,
  edits: readonly IEdit[],
  all: Map<string, readonly IEdit[]>
): IDocument {
  return {
    ...now,
    cells: now.cells.map(cell => {
      const { id, source } = cell;
      const own = composeEdits(edits.filter(edit => edit.cell === id));
      if (own.length === 0) {
        return cell;
      }
      const before = all.get(id);
      const { source: first } = original.cells.find(one => one.id === id)!;
      all.set(id, before ? chainEdits(first, id, before, own) : own);
      return { ...cell, source: applyEdits(source, id, own) };
    })
  };
}
