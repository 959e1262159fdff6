import { DEFAULT_SETTINGS, settingsOf } from './settings';

/**
 * Settings as a registry gives them: the person's own over the defaults.
 */
function stored(own: object, defaults: Record<string, boolean> = {}) {
  return {
    composite: { ...defaults, ...own },
    default: (name: string) => defaults[name]
  };
}

describe('settingsOf', () => {
  it('gives the defaults where nothing is set', () => {
    expect(settingsOf(stored({}))).toEqual(DEFAULT_SETTINGS);
  });

  it.each<[object, object]>([
    [{ enabled: false }, { enabled: false }],
    [{ compact: true }, { compact: true }],
    [{ runAfterRewrite: false }, { runAfterRewrite: false }],
    [{ preferredRewrite: 'thread' }, { preferred: 'thread' }],
    [{ preferredRewrite: 'auto' }, { preferred: null }],
    [{ rulesOff: ['a', 'b'] }, { rulesOff: ['a', 'b'] }],
    [{ blockingCalls: [' db.query ', ''] }, { blockingCalls: ['db.query'] }],
    [{ recipes: [{ library: 'own' }] }, { recipes: [{ library: 'own' }] }],
    // Somebody has written the file by hand.
    [{ rulesOff: 'a', blockingCalls: [1, null], recipes: {} }, {}],
    [{ compact: 'yes', enabled: 0 }, {}]
  ])('reads %j', (own, expected) => {
    expect(settingsOf(stored(own))).toEqual({
      ...DEFAULT_SETTINGS,
      ...expected
    });
  });

  it.each([
    ['errors', ['result', 'warning', 'running', 'code']],
    ['results', ['error', 'warning', 'running', 'code']],
    ['warnings', ['error', 'result', 'code']]
  ])('leaves evidence out: %s', (name, kinds) => {
    expect([...settingsOf(stored({ [name]: false })).evidence]).toEqual(kinds);
  });

  it.each([
    ['nobody', undefined, undefined, false],
    ['the person', true, false, true],
    ['the administrator', undefined, true, true],
    ['the administrator, against the person', false, true, true]
  ])('explains only if it is wanted by: %s', (_, own, byDefault, expected) => {
    const settings = settingsOf(
      stored(
        own === undefined ? {} : { explainOnly: own },
        byDefault === undefined ? {} : { explainOnly: byDefault }
      )
    );
    expect(settings.explainOnly).toBe(expected);
  });
});
