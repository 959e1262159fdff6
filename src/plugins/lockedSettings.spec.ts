import { showLock } from './lockedSettings';

/**
 * Our plugin as the settings' registry has it.
 */
function plugin(byDefault: boolean, own?: boolean) {
  const user = own === undefined ? {} : { explainOnly: own };
  return {
    schema: {
      type: 'object' as const,
      properties: {
        explainOnly: { type: 'boolean' as const, default: byDefault }
      }
    },
    data: { composite: { explainOnly: byDefault, ...user }, user }
  };
}

it.each([undefined, true, false])(
  'shows what an administrator has set as on and fixed, where the person has set %s',
  own => {
    const locked = plugin(true, own);
    showLock(locked);
    expect(locked.schema.properties.explainOnly).toHaveProperty(
      'readOnly',
      true
    );
    expect(locked.data.composite).toEqual({ explainOnly: true });
  }
);

it.each([undefined, true, false])(
  'leaves it to the person elsewhere, who has set %s',
  own => {
    const open = plugin(false, own);
    showLock(open);
    expect(open).toEqual(plugin(false, own));
  }
);
