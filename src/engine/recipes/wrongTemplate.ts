import { holesIn } from '../rewrite/template';
import type { IRecipe, IRecipeCall } from './recipe';

/**
 * What is wrong with the calls of a recipe that keeps to the schema: a call of
 * another library, or a template that uses a name which nothing gives. Null
 * where nothing is.
 */
export function wrongTemplate({
  modules,
  calls = [],
  otherwise
}: IRecipe): string | null {
  const packages = modules.map(module => module.split('.')[0]);
  for (const [i, call] of calls.entries()) {
    if (!packages.includes(call.call.split('.')[0])) {
      return `calls/${i}/call: ${JSON.stringify(call.call)} is in none of the modules ${modules.join(', ')}.`;
    }
    const wrong = wrongIn(call);
    if (wrong !== null) {
      return `calls/${i}/${wrong}`;
    }
  }
  const wrong =
    otherwise === undefined ? null : wrongIn({ call: '', await: otherwise });
  return wrong?.replace(/^await/, 'otherwise') ?? null;
}

function wrongIn({
  parameters = [],
  await: twin,
  iterate,
  background
}: IRecipeCall): string | null {
  const given = [
    'receiver',
    'awaitable',
    'callee',
    'arguments',
    'calls',
    ...parameters.map(name => name.replace('*', ''))
  ];
  const templates: [string, string, readonly string[]][] = [];
  for (const [field, { template, before = [], imports = [] }] of Object.entries(
    {
      ...(twin === undefined ? {} : { await: twin }),
      ...(iterate === undefined ? {} : { iterate })
    }
  )) {
    const names = [...given, ...imports.map(boundBy)];
    templates.push([`${field}/template`, template, names]);
    before.forEach((line, i) =>
      templates.push([`${field}/before/${i}`, line, names])
    );
  }
  if (background !== undefined) {
    const { names, imports = [], lines, stop } = background;
    const all = [...given, ...Object.keys(names), ...imports.map(boundBy)];
    lines.forEach((line, i) =>
      templates.push([`background/lines/${i}`, line, all])
    );
    templates.push(['background/stop', stop, all]);
  }
  for (const [field, template, names] of templates) {
    const unknown = holesIn(template).find(name => !names.includes(name));
    if (unknown !== undefined) {
      return `${field}: nothing gives {${unknown}}; known are ${names.map(name => `{${name}}`).join(', ')}. A parameter stands in "parameters", a module in "imports".`;
    }
    if (/[{}]/.test(template.replace(/\{\{|\}\}|\{[^{}]+\}/g, ''))) {
      return `${field}: a brace stands alone in ${JSON.stringify(template)}; one that is meant as such is doubled.`;
    }
  }
  return null;
}

/**
 * The name that an import binds.
 */
function boundBy(statement: string): string {
  return statement.split(' ').pop()!;
}
