const { readSchema, readSource } = require('../../scripts/lib/messages');

const read = line => readSource(line, 'a.ts');

describe('the messages of a source', () => {
  it.each([
    ["trans.__('Undo');", { context: '', text: 'Undo', plural: '' }],
    [
      "this._options.trans.__('Run %1', name);",
      { context: '', text: 'Run %1', plural: '' }
    ],
    [
      "this._trans._p('menu', `Undo`);",
      { context: 'menu', text: 'Undo', plural: '' }
    ],
    [
      "trans._n('%1 cell', '%1 cells', n);",
      { context: '', text: '%1 cell', plural: '%1 cells' }
    ],
    [
      "trans._np('dialog', '%1 cell', '%1 cells', n);",
      { context: 'dialog', text: '%1 cell', plural: '%1 cells' }
    ]
  ])('%s', (line, expected) => {
    expect(read(line)).toEqual({
      messages: [{ ...expected, place: 'a.ts:1' }],
      faults: []
    });
  });

  it('those that are arguments of others', () => {
    expect(
      read("trans.__('Run %1', trans.__('this cell'));").messages
    ).toMatchObject([{ text: 'Run %1' }, { text: 'this cell' }]);
  });

  it.each([
    ['a variable', 'trans.__(text);'],
    ['a value within the text', 'trans.__(`Run ${name}`);'],
    ['texts put together', "trans.__('Run ' + name);"],
    ['one of two', "trans.__(all ? 'Run all' : 'Run');"],
    ['a plural that is a variable', "trans._n('%1 cell', many, n);"],
    ['a context that is a variable', "trans._p(context, 'Undo');"],
    ['no text', 'trans.__();'],
    ['a translator by another name', "bundle.__('Undo');"]
  ])('unreadable: %s', (_, line) => {
    expect(read(line)).toEqual({
      messages: [],
      faults: [expect.stringMatching(/^a\.ts:1: /)]
    });
  });

  it('other methods are none of them', () => {
    expect(read("path.join(a, b); text.__proto__; new Map()['_n'];")).toEqual({
      messages: [],
      faults: []
    });
  });
});

it('the messages of a schema are those that the server looks up', () => {
  expect(
    readSchema(
      {
        title: 'Help',
        description: 'Help under cells.',
        'jupyter.lab.setting-icon': 'ui-components:run',
        'jupyter.lab.setting-icon-label': 'help',
        'jupyter.lab.menus': { main: [{ id: 'jp-menu', label: 'Help' }] },
        properties: {
          enabled: { type: 'boolean', title: 'Show', default: true }
        }
      },
      'schema/a.json'
    ).map(({ context, text }) => `${context}: ${text}`)
  ).toEqual([
    'schema: Help',
    'schema: Help under cells.',
    'settings: help',
    'menu: Help',
    'settings: Show'
  ]);
});
