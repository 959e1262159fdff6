import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { IChoice, IHelpContent } from './content';
import { HelpPanel } from './HelpPanel';
import { HelpModel } from './model';

const trans = nullTranslator.load('jupyterlab_asyncio_helper');

function choice(
  kind: IChoice['kind'],
  safety: IChoice['safety'] = 'safe',
  more: Partial<IChoice> = {}
): IChoice {
  return {
    kind,
    safety,
    title: `The ${kind} form`,
    notes: [],
    runs: [],
    repeats: [],
    diff: [
      {
        cell: 'c',
        name: '[7]',
        lines: [
          {
            kind: 'removed',
            parts: [
              { text: 'x = ', marked: false },
              { text: 'asyncio.run(', marked: true }
            ]
          },
          { kind: 'added', parts: [{ text: `x = ${kind}`, marked: false }] }
        ]
      }
    ],
    ...more
  };
}

function content(...choices: IChoice[]): IHelpContent {
  return {
    rule: 'asyncio-run',
    cell: 'c',
    name: '[7]',
    cause: null,
    headline: 'A `loop` is running',
    sentences: '`asyncio.run(main())` on line 1.',
    choices
  };
}

const AWAIT = choice('await');
const TASK = choice('task', 'check');
const THREAD = choice('thread');

/**
 * What stands in the menu behind the headline.
 */
const HIDE = [
  'Hide this help',
  'Hide “asyncio-run” in this notebook, for now',
  'Hide “asyncio-run” in every notebook'
];

/**
 * The buttons beside the headline.
 */
const HEAD = [...HIDE, 'Why?', 'Dismiss'];

describe('HelpPanel', () => {
  const actions = {
    rewrite: jest.fn(),
    undo: jest.fn(),
    runAgain: jest.fn(),
    dismiss: jest.fn(),
    leave: jest.fn(),
    step: jest.fn(),
    reveal: jest.fn()
  };
  const page = jest.fn();
  let view: HelpPanel;
  let model: HelpModel;
  let keys = '';

  function show(
    shown: IHelpContent,
    mode: 'open' | 'collapsed' = 'open',
    words = trans
  ) {
    model = new HelpModel(shown, mode);
    view = new HelpPanel({
      model,
      actions,
      trans: words,
      page,
      shortcut: () => keys
    });
    Widget.attach(view, document.body);
  }

  function names(): string[] {
    return [...view.node.querySelectorAll('button')].map(
      button => button.getAttribute('aria-label') ?? textOf(button)
    );
  }

  function textOf(node: Element): string {
    const copy = node.cloneNode(true) as Element;
    copy.querySelectorAll('[aria-hidden]').forEach(hidden => hidden.remove());
    return copy.textContent!;
  }

  function press(name: string) {
    const button = [...view.node.querySelectorAll('button')].find(
      b => (b.getAttribute('aria-label') ?? textOf(b)) === name
    );
    button!.focus();
    button!.click();
  }

  beforeEach(() => {
    jest.clearAllMocks();
    keys = '';
    page.mockImplementation(async () => new Widget());
  });

  afterEach(() => {
    view.dispose();
  });

  describe('the panel', () => {
    it('is a region named after its cell', () => {
      show(content(AWAIT));
      expect(view.node.getAttribute('role')).toBe('region');
      expect(view.node.getAttribute('aria-label')).toBe(
        'asyncio help, cell [7]'
      );
      expect(view.node.dataset.rule).toBe('asyncio-run');
    });

    it('shows code between backticks as code', () => {
      show(content(AWAIT));
      const codes = [...view.node.querySelectorAll('code')];
      expect(codes.map(code => code.textContent)).toEqual([
        'loop',
        'asyncio.run(main())'
      ]);
    });

    it.each<[string, IChoice[], string[]]>([
      ['one safe rewrite', [AWAIT], ['Rewrite and run', 'Rewrite']],
      [
        'a safe rewrite and one in the background',
        [AWAIT, TASK],
        ['Rewrite and run', 'Rewrite', 'Run in background']
      ],
      [
        'others',
        [AWAIT, TASK, THREAD],
        ['Rewrite and run', 'Rewrite', 'Run in background', 'More rewrites']
      ],
      [
        'the background first',
        [TASK, AWAIT],
        ['Run in background', 'Rewrite', 'More rewrites']
      ],
      ['none is safe', [choice('await', 'check')], ['Rewrite']],
      [
        'definitions in other cells run too',
        [choice('await', 'safe', { runs: ['[3]'] })],
        ['Rewrite and run', 'Rewrite']
      ],
      [
        'other cells do more than define',
        [
          choice('await', 'safe', {
            runs: ['[3]', '[5]', '`go()`'],
            repeats: ['[5]', '`go()`']
          })
        ],
        ['Rewrite and run [5], go()', 'Rewrite']
      ],
      ['nothing to offer', [], []]
    ])('has the buttons for: %s', (_, choices, buttons) => {
      show(content(...choices));
      expect(names()).toEqual([...HEAD, ...buttons]);
    });

    it('marks the first button, and explains without one', () => {
      show(content(TASK, AWAIT));
      const primary = view.node.querySelectorAll('.jp-mod-accept');
      expect([...primary].map(textOf)).toEqual(['Run in background']);
      view.dispose();
      show(content());
      expect(view.hasClass('jp-mod-explainOnly')).toBe(true);
    });

    it.each<[string, number, boolean]>([
      ['Rewrite and run', 0, true],
      ['Rewrite', 0, false],
      ['Run in background', 1, true]
    ])('asks for: %s', (name, index, run) => {
      show(content(AWAIT, TASK));
      press(name);
      expect(actions.rewrite).toHaveBeenCalledWith(index, run);
    });

    it('shows another rewrite, on which the buttons act then', () => {
      show(content(AWAIT, TASK, choice('thread', 'check', { notes: ['N'] })));
      press('More rewrites');
      press('The thread form');
      expect(view.node.textContent).toContain('x = thread');
      expect(view.node.textContent).toContain('N');
      expect(names()).toEqual([
        ...HEAD,
        'Rewrite',
        'Run in background',
        'More rewrites'
      ]);
      expect(document.activeElement!.textContent).toBe('Rewrite');
      press('Rewrite');
      expect(actions.rewrite).toHaveBeenCalledWith(2, false);
    });

    it('tells removed and added lines apart in words', () => {
      show(content(AWAIT));
      const lines = [...view.node.querySelectorAll('del, ins')];
      expect(lines.map(textOf)).toEqual([
        'removed: x = asyncio.run(',
        'added: x = await'
      ]);
      expect(view.node.querySelector('del mark')!.textContent).toBe(
        'asyncio.run('
      );
    });

    it('heads the cells where there are several', () => {
      const [own] = AWAIT.diff;
      const other = { ...own, cell: 'd', name: '[3]' };
      show(content({ ...AWAIT, diff: [other, own] }));
      const heads = [...view.node.querySelectorAll('.jp-AsyncioHelp-cell')];
      expect(heads.map(textOf)).toEqual(['cell [3]', 'this cell']);
      press('cell [3]');
      expect(actions.reveal).toHaveBeenCalledWith('d');
    });

    it('leads to the cause where there is nothing to show of it', () => {
      show({ ...content(), cause: { cell: 'd', name: '[3]' } });
      press('Show cell [3]');
      expect(actions.reveal).toHaveBeenCalledWith('d');
    });

    it.each<[string, string[], boolean, string, string[]]>([
      ['its own cell', ['c'], false, 'cell [c] is read-only.', []],
      [
        'several cells',
        ['a', 'c'],
        false,
        'cells [a], [c] are read-only.',
        ['[a]']
      ],
      ['the notebook', ['a', 'c'], true, 'the notebook is read-only.', []]
    ])(
      'says that %s cannot be changed, and has no button for it',
      (_, cells, all, text, links) => {
        const locked = {
          cells: cells.map(cell => ({ cell, name: `[${cell}]` })),
          all
        };
        show({ ...content(), locked });
        expect(
          view.node.querySelector('.jp-AsyncioHelp-note')!.textContent
        ).toBe(`It cannot be rewritten here: ${text}`);
        expect(names()).toEqual([...HEAD, ...links]);
      }
    );

    it('says on demand which cells run', () => {
      show(content(choice('await', 'safe', { runs: ['[3]', '[5]'] })));
      expect(
        view.node.querySelector<HTMLElement>('[data-action=run]')!.title
      ).toBe('Runs [3], [5], then this cell');
    });

    it('shrinks to one line, unless the person has opened something', () => {
      show(content(AWAIT, THREAD));
      model.collapse();
      expect(model.mode).toBe('collapsed');
      model.open();
      model.collapse();
      expect(model.mode).toBe('open');
    });

    it('names a shortcut only if there is one', () => {
      show(content(AWAIT));
      expect(view.node.querySelector('kbd')).toBeNull();
      view.dispose();
      keys = 'Ctrl+Alt+R';
      show(content(AWAIT));
      expect(view.node.querySelector('kbd')!.textContent).toBe('Ctrl+Alt+R');
    });

    it('keeps the focus when its content changes', () => {
      show(content(AWAIT));
      view.node.querySelector<HTMLElement>('[data-action=dismiss]')!.focus();
      model.update(content(AWAIT, TASK));
      expect(document.activeElement!.getAttribute('aria-label')).toBe(
        'Dismiss'
      );
    });

    it('has a menu of what else to hide, which Escape closes', () => {
      show(content(AWAIT));
      const menu = view.node.querySelector('details')!;
      const summary = menu.querySelector('summary')!;
      summary.click();
      expect(menu.open).toBe(true);
      summary.focus();
      summary.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })
      );
      expect(menu.open).toBe(false);
      expect(document.activeElement).toBe(summary);
      expect(actions.leave).not.toHaveBeenCalled();
      press('Hide this help');
      press('Hide “asyncio-run” in this notebook, for now');
      press('Hide “asyncio-run” in every notebook');
      press('Dismiss');
      expect(actions.dismiss.mock.calls.flat()).toEqual([
        'this',
        'notebook',
        'everywhere',
        'this'
      ]);
    });

    it('leads from problem to problem, where a cell has several', () => {
      show({ ...content(AWAIT), position: { index: 1, count: 3 } });
      expect(view.node.textContent).toContain('2 of 3');
      press('Next problem of this cell');
      press('Previous problem of this cell');
      expect(actions.step.mock.calls.flat()).toEqual([1, -1]);
    });

    it('leaves on Escape', () => {
      show(content(AWAIT));
      view.focus();
      document.activeElement!.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })
      );
      expect(actions.leave).toHaveBeenCalledTimes(1);
    });

    it('says why nothing was changed', () => {
      show(content(AWAIT));
      model.say('Nothing was changed.');
      expect(view.node.querySelector('[role=alert]')!.textContent).toBe(
        'Nothing was changed.'
      );
    });
  });

  describe('the page of the rule', () => {
    it('is loaded on the click, and goes with the next', async () => {
      show(content(AWAIT));
      expect(page).not.toHaveBeenCalled();
      press('Why?');
      expect(page).toHaveBeenCalledWith('asyncio-run');
      const why = () => view.node.querySelector('[data-action=why]')!;
      expect(why().getAttribute('aria-expanded')).toBe('true');
      expect(view.node.querySelector('.jp-AsyncioHelp-page')).not.toBeNull();
      press('Why?');
      expect(why().getAttribute('aria-expanded')).toBe('false');
      expect(view.node.querySelector('.jp-AsyncioHelp-page')).toBeNull();
      await Promise.resolve();
    });

    it('says so if it cannot be loaded', async () => {
      page.mockImplementation(() => Promise.reject(new Error('404')));
      show(content(AWAIT));
      press('Why?');
      await new Promise(resolve => setTimeout(resolve));
      expect(view.node.textContent).toContain('could not be loaded');
    });
  });

  describe('the collapsed line', () => {
    it('is one button that opens the panel', () => {
      show(content(AWAIT), 'collapsed');
      expect(view.node.hasAttribute('role')).toBe(false);
      expect(names()).toEqual(['asyncio help, cell [7]: A loop is running']);
      press(names()[0]);
      expect(view.node.getAttribute('role')).toBe('region');
      expect(names()).toContain('Rewrite and run');
      expect(view.node.contains(document.activeElement)).toBe(true);
    });
  });

  describe('the quiet line', () => {
    it.each([
      [true, 'Rewritten to await main() · Undo · Why?'],
      [false, 'Rewritten to await main() · not run yet · Undo · Why?']
    ])('stands where the panel was (run: %s)', (ran, text) => {
      show(content(AWAIT));
      model.finish({
        kind: 'rewritten',
        text: 'Rewritten to `await main()`',
        cells: [{ cell: 'c', name: '[7]' }],
        ran
      });
      expect(view.node.hasAttribute('role')).toBe(false);
      const status = view.node.querySelector('[role=status]')!;
      expect(status.textContent).toBe(text);
      expect(names()).toEqual(['Undo', 'Why?']);
      press('Undo');
      expect(actions.undo).toHaveBeenCalledTimes(1);
    });

    it('leads to the cells that were changed', () => {
      show(content(AWAIT));
      model.finish({
        kind: 'rewritten',
        text: 'Rewritten in [3], `a = f(x)`, [7]',
        cells: [
          { cell: 'a', name: '[3]' },
          { cell: 'b', name: '`a = f(x)`' },
          { cell: 'c', name: '[7]' }
        ],
        ran: true
      });
      const status = view.node.querySelector('[role=status]')!;
      expect(status.textContent).toBe(
        'Rewritten in [3], a = f(x), [7] · Undo · Why?'
      );
      expect(names()).toEqual(['[3]', 'a = f(x)', 'Undo', 'Why?']);
      press('a = f(x)');
      expect(actions.reveal).toHaveBeenCalledWith('b');
    });

    it('lists them as the language does, and leads to the others', () => {
      const chinese = Object.assign(Object.create(trans), {
        _p: (context: string, text: string) =>
          context === 'between the names of a list' ? '、' : text
      });
      show(content(AWAIT), 'open', chinese);
      model.finish({
        kind: 'rewritten',
        text: '已改写 [3]、[7]',
        cells: [
          { cell: 'a', name: '[3]' },
          { cell: 'c', name: '[7]' }
        ],
        ran: true
      });
      const status = view.node.querySelector('[role=status]')!;
      expect(status.textContent).toMatch(/^已改写 \[3\]、\[7\]/);
      // [7] is the panel's own.
      expect(names()[0]).toBe('[3]');
    });

    it('finds no name of a cell inside code', () => {
      show(content(AWAIT));
      model.finish({
        kind: 'rewritten',
        text: 'Rewritten to `await f(x[3])`',
        cells: [{ cell: 'a', name: '[3]' }],
        ran: true
      });
      expect(names()).toEqual(['Undo', 'Why?']);
      expect(view.node.querySelector('code')!.textContent).toBe(
        'await f(x[3])'
      );
    });

    it('says which cell stopped the run', () => {
      show(content(AWAIT));
      model.finish({
        kind: 'rewritten',
        text: 'Rewritten in [3], [7]',
        cells: [
          { cell: 'a', name: '[3]' },
          { cell: 'c', name: '[7]' }
        ],
        ran: true,
        stoppedAt: { cell: 'a', name: '[8]' }
      });
      expect(view.node.querySelector('[role=status]')!.textContent).toBe(
        'Rewritten in [3], [7] · [8] failed, this cell has not run · Undo · Why?'
      );
    });

    it('says what the kernel still holds, once it is taken back', () => {
      show(content(AWAIT));
      model.finish({
        kind: 'taken back',
        functions: ['`load`', '`get`'],
        again: ['[3]', '[5]']
      });
      const status = view.node.querySelector('[role=status]')!;
      expect(status.textContent).toBe(
        'The kernel still holds the new load, get · Run [3], [5] again'
      );
      expect(names()).toEqual(['Run [3], [5] again']);
      press('Run [3], [5] again');
      expect(actions.runAgain).toHaveBeenCalledTimes(1);
    });

    it('gives way to the panel again', () => {
      show(content(AWAIT));
      model.finish({
        kind: 'rewritten',
        text: 'Rewritten',
        cells: [],
        ran: true
      });
      model.open();
      expect(view.node.querySelector('[role=status]')!.textContent).toBe('');
      expect(view.node.getAttribute('role')).toBe('region');
    });
  });

  describe('the announcement', () => {
    beforeEach(() => {
      jest.useFakeTimers();
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    it('is made once, however often the view is attached', () => {
      model = new HelpModel(content(AWAIT), 'open', true);
      const attached = () => {
        view = new HelpPanel({
          model,
          actions,
          trans,
          page,
          shortcut: () => ''
        });
        Widget.attach(view, document.body);
        jest.advanceTimersByTime(1);
        return view.node.querySelector('[role=status]')!.textContent;
      };
      expect(attached()).toBe('A loop is running');
      jest.runAllTimers();
      expect(view.node.querySelector('[role=status]')!.textContent).toBe('');
      view.dispose();
      expect(attached()).toBe('');
    });

    it('is not made for help that nobody asked for', () => {
      show(content(AWAIT));
      jest.advanceTimersByTime(1);
      expect(view.node.querySelector('[role=status]')!.textContent).toBe('');
    });
  });
});
