import { nullTranslator } from '@jupyterlab/translation';
import type { IDocument } from '../engine/document';
import type { IEngine } from '../engine/engine';
import type { IFinding, IRewrite } from '../engine/finding';
import { Analyst } from './Analyst';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');
const document: IDocument = {
  kind: 'notebook',
  language: 'python',
  cells: []
};

function rewrite(
  kind: IRewrite['kind'],
  safety: IRewrite['safety'] = 'safe'
): IRewrite {
  return { kind, safety, edits: [], rerun: [], values: {} };
}

function finding(shownIn: string, more: Partial<IFinding> = {}): IFinding {
  return {
    rule: 'r',
    values: {},
    cell: shownIn,
    from: 0,
    to: 0,
    shownIn,
    evidence: 'error',
    matched: true,
    severity: 'error',
    rewrites: [],
    ...more
  };
}

function engineOf(findings: IFinding[]): IEngine {
  return {
    check: () => findings,
    explain: ({ rule, rewrites }) => ({
      headline: rule,
      sentences: '',
      rewrites: rewrites.map(({ kind }) => ({
        title: kind,
        notes: [],
        done: ''
      }))
    }),
    readRecipe: (value, name) => {
      if ((value as { library?: string }).library === undefined) {
        throw new Error(`${name}: the recipe: no library`);
      }
      return value as never;
    },
    complete: (_, one) => ({ ...one, rerun: ['completed'] }),
    forget: () => undefined,
    merge: ([first]) => first
  };
}

describe('Analyst', () => {
  const onForbidden = jest.fn();
  let warn: jest.SpyInstance;

  function analystOf(load: () => Promise<IEngine>): Analyst {
    return new Analyst({ load, trans, onForbidden });
  }

  beforeEach(() => {
    onForbidden.mockReset();
    warn = jest.spyOn(console, 'warn').mockImplementation();
  });

  afterEach(() => {
    warn.mockRestore();
  });

  describe('load', () => {
    it('loads once', async () => {
      const load = jest.fn(async () => engineOf([]));
      const analyst = analystOf(load);
      expect(analyst.isReady).toBe(false);
      await Promise.all([analyst.load(), analyst.load()]);
      expect(await analyst.load()).toBe(true);
      expect(load).toHaveBeenCalledTimes(1);
    });

    it('tries again after a failure, and warns once', async () => {
      const load = jest.fn(() => Promise.reject(new Error('404')));
      const analyst = analystOf(load);
      expect(await analyst.load()).toBe(false);
      expect(await analyst.load()).toBe(false);
      expect(load).toHaveBeenCalledTimes(2);
      expect(warn).toHaveBeenCalledTimes(1);
      expect(onForbidden).not.toHaveBeenCalled();
    });

    it('tells once that the page forbids it, and gives up', async () => {
      const error = new Error("'unsafe-eval' is not an allowed source");
      error.name = 'CompileError';
      const load = jest.fn(() => Promise.reject(error));
      const analyst = analystOf(load);
      expect(await analyst.load()).toBe(false);
      expect(await analyst.load()).toBe(false);
      expect(load).toHaveBeenCalledTimes(1);
      expect(onForbidden).toHaveBeenCalledTimes(1);
      expect(warn).not.toHaveBeenCalled();
    });
  });

  describe('recipes', () => {
    it('go to the engine as they are; what is none is told once', async () => {
      const engine = engineOf([]);
      const check = jest.spyOn(engine, 'check');
      const onWrongRecipe = jest.fn();
      const analyst = new Analyst({
        load: async () => engine,
        trans,
        onForbidden,
        onWrongRecipe
      });
      await analyst.load();
      const own = { library: 'own' };
      const document = { kind: 'notebook', language: 'python', cells: [] };
      for (let i = 0; i < 2; i++) {
        analyst.answer(document as never, {}, { recipes: [{}, own] });
      }
      const [first, second] = check.mock.calls.map(
        ([, , options]) => options!.recipes
      );
      expect(first).toEqual([own]);
      expect(second).toBe(first);
      expect(onWrongRecipe.mock.calls).toEqual([
        ['recipes/0: the recipe: no library']
      ]);
    });
  });

  describe('answer', () => {
    async function answer(
      findings: IFinding[],
      preferred?: IRewrite['kind']
    ): Promise<[string, string, string[]][]> {
      const analyst = analystOf(async () => engineOf(findings));
      await analyst.load();
      return analyst
        .answer(document, {}, { preferred })
        .map(({ finding: { shownIn }, explanation, offers }) => [
          shownIn,
          explanation.headline,
          offers.map(({ words }) => words.title)
        ]);
    }

    it('is empty before the engine is there', () => {
      const analyst = analystOf(async () => engineOf([finding('a')]));
      expect(analyst.answer(document, {}).length).toBe(0);
    });

    it('takes every finding that cells show, in their order', async () => {
      expect(
        await answer([
          finding('a', { rule: '1' }),
          finding('a', { rule: '2' }),
          finding('b', { rule: '3', cell: 'a' })
        ])
      ).toEqual([
        ['a', '1', []],
        ['a', '2', []],
        ['b', '3', []]
      ]);
    });

    it('asks again for the cells that fail of the same cause', async () => {
      const output = { output_type: 'error' };
      const cells = ['a', 'b', 'c', 'd'].map(id => ({
        id,
        kind: 'code' as const,
        source: id,
        outputs: id === 'a' ? [] : [output],
        executionCount: 1,
        editable: true
      }));
      // Knows only the last of the cells that fail.
      const check = jest.fn((asked: IDocument) => {
        const last = asked.cells.filter(({ outputs }) => outputs.length).pop();
        return last ? [finding(last.id, { cell: 'a' })] : [];
      });
      const engine = { ...engineOf([]), check };
      const analyst = analystOf(async () => engine);
      await analyst.load();
      const answers = analyst.answer({ ...document, cells }, {});
      expect(answers.map(({ finding: { shownIn } }) => shownIn)).toEqual([
        'b',
        'c',
        'd'
      ]);
      expect(check).toHaveBeenCalledTimes(3);
    });

    it('asks once more at most where nobody knows an answer', async () => {
      const check = jest.fn(() => [finding('a')]);
      const analyst = analystOf(async () => ({ ...engineOf([]), check }));
      await analyst.load();
      const cells = ['a', 'b'].map(id => ({
        id,
        kind: 'code' as const,
        source: id,
        outputs: [{ output_type: 'error' }],
        executionCount: 1,
        editable: true
      }));
      expect(analyst.answer({ ...document, cells }, {}).length).toBe(1);
      expect(check).toHaveBeenCalledTimes(2);
    });

    it('passes over what only the code says, and hints', async () => {
      expect(
        await answer([
          finding('a', { evidence: 'code' }),
          finding('a', { rule: 'shown' }),
          finding('b', { severity: 'hint' })
        ])
      ).toEqual([['a', 'shown', []]]);
    });

    it.each<[IRewrite['kind'] | undefined, string[]]>([
      [undefined, ['await', 'task', 'thread']],
      ['await', ['await', 'task', 'thread']],
      ['thread', ['thread', 'await', 'task']],
      // It is not safe.
      ['task', ['await', 'task', 'thread']]
    ])('puts the preferred safe rewrite first: %s', async (kind, titles) => {
      const rewrites = [
        rewrite('await'),
        rewrite('task', 'check'),
        rewrite('thread')
      ];
      expect(await answer([finding('a', { rewrites })], kind)).toEqual([
        ['a', 'r', titles]
      ]);
    });

    it('gives rewrites with all that they need', async () => {
      const analyst = analystOf(async () =>
        engineOf([finding('a', { rewrites: [rewrite('await')] })])
      );
      await analyst.load();
      const [{ offers }] = analyst.answer(document, {});
      expect(offers[0].rewrite.rerun).toEqual(['completed']);
    });

    it('survives a failing engine, and warns once', async () => {
      const analyst = analystOf(async () => ({
        ...engineOf([]),
        check: () => {
          throw new Error('a bug');
        }
      }));
      await analyst.load();
      expect(analyst.answer(document, {}).length).toBe(0);
      expect(analyst.answer(document, {}).length).toBe(0);
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });

  describe('problems', () => {
    async function problems(findings: IFinding[]): Promise<string[]> {
      const analyst = analystOf(async () => engineOf(findings));
      await analyst.load();
      return analyst.problems(document, {}).map(({ rule }) => rule);
    }

    it('are there for the code alone, and for what something shows', async () => {
      expect(
        await problems([
          finding('a', { rule: '1', evidence: 'code' }),
          finding('a', { rule: '2', evidence: 'warning', severity: 'warning' })
        ])
      ).toEqual(['1', '2']);
    });

    it('are no hints, and nothing without a certain place', async () => {
      expect(
        await problems([
          finding('a', { severity: 'hint' }),
          finding('a', { matched: false })
        ])
      ).toEqual([]);
    });

    it('are one where several cells fail of one cause', async () => {
      expect(
        await problems([
          finding('a', { cell: 'c' }),
          finding('b', { cell: 'c' }),
          finding('b', { cell: 'c', from: 4 })
        ])
      ).toEqual(['r', 'r']);
    });

    it('are told with what mends them and nothing else', async () => {
      const one = finding('a', {
        rewrites: [rewrite('await'), rewrite('thread')]
      });
      const complete = jest.fn((_: IFinding, own: IRewrite) => own);
      const analyst = analystOf(async () => ({
        ...engineOf([one]),
        complete
      }));
      expect(analyst.problems(document, {})).toEqual([]);
      expect(analyst.tell(one, document)).toBeNull();
      await analyst.load();
      const { offers } = analyst.tell(one, document, 'thread')!;
      expect(offers.map(({ words }) => words.title)).toEqual([
        'thread',
        'await'
      ]);
      // No other findings that the same cell would need rewritten.
      expect(complete).toHaveBeenCalledWith(one, one.rewrites[0], [], document);
    });

    it('are none where the engine fails', async () => {
      const analyst = analystOf(async () => ({
        ...engineOf([]),
        check: () => {
          throw new Error('a bug');
        }
      }));
      await analyst.load();
      expect(analyst.problems(document, {})).toEqual([]);
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });
});
