import { CommandRegistry } from '@lumino/commands';

/**
 * The keys that a person has given to a command, as they stand in menus; empty
 * where it has none.
 */
export function keysOf(commands: CommandRegistry, id: string): string {
  const binding = commands.keyBindings.find(({ command }) => command === id);
  return binding
    ? binding.keys.map(key => CommandRegistry.formatKeystroke(key)).join(' ')
    : '';
}
