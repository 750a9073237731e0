// A copy of a parameter set with values set by hand, checked against the rulebook's own schema. May import domain and the rulebook registry.
import { decimalText, isDecimalText } from '../../domain/decimal.ts';
import { MargraveError } from '../../domain/errors.ts';
import { freeId, handSetSource, idEnding, readHandSet } from '../../domain/hand-set.ts';
import type { Parameter, ParameterField, ParameterSet, ParameterValue } from '../../domain/parameters.ts';
import { fieldOfPath, presetBelow, rulebookById } from '../../margin/registry.ts';

export interface ParameterCopyRequest {
  label: string;
  reason: string;
  changes: readonly { path: string; value: string }[];
  user: string;
  /** When it is made, ISO 8601 UTC. */
  at: string;
}

/** The schema of a rulebook's parameters. Throws `not-found` for a rulebook that there isn't. */
export const parameterFields = (rulebook: string): readonly ParameterField[] =>
  rulebookById(rulebook).parameterFields;

/** The set of an id. Throws `not-found` with the ids there are. */
export function parameterSetById(sets: readonly ParameterSet[], id: string): ParameterSet {
  const set = sets.find((candidate) => candidate.id === id);
  if (set) return set;
  throw new MargraveError('not-found', `There is no parameter set “${id}”.`, {
    id,
    sets: sets.map((candidate) => candidate.id),
  });
}

/** The value that the text stands for at `path` of a rulebook, or one sentence that says what is wrong with it. */
export function readTypedParameter(
  rulebook: string,
  path: string,
  typed: string,
): { value: ParameterValue; field: ParameterField } | { message: string } {
  const field = fieldOfPath(parameterFields(rulebook), path);
  return field ? readParameterText(field, typed) : { message: `${rulebook} has no parameter ${path}.` };
}

/** The value that the text stands for by a row of the schema, or one sentence that says what is wrong with it. */
export function readParameterText(
  field: ParameterField,
  typed: string,
): { value: ParameterValue; field: ParameterField } | { message: string } {
  const text = typed.trim();
  if (field.kind === 'flag') {
    if (text === 'true' || text === 'false') return { value: text === 'true', field };
    return { message: `${field.label} is a flag: write true or false.` };
  }
  if (field.kind === 'choice') {
    const choices = field.choices ?? [];
    if (choices.includes(text)) return { value: text, field };
    return { message: `${field.label} is one of ${choices.join(', ')}.` };
  }
  if (field.kind === 'text') {
    if (text !== '') return { value: text, field };
    return { message: `${field.label} is a text: write at least one character.` };
  }
  if (!isDecimalText(text)) {
    return {
      message: `“${text.slice(0, 40)}” is not a number. Write it with digits and a point, such as 0.16.`,
    };
  }
  const number = Number(text);
  const { minimum, maximum } = field;
  if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) {
    const bounds = `${field.label} lies between ${minimum ?? '−∞'} and ${maximum ?? '∞'} (${field.unit})`;
    const meant =
      /^fraction/.test(field.unit) && maximum !== undefined && number / 100 <= maximum && number > maximum;
    return { message: `${bounds}.${meant ? ` Did you mean ${decimalText(number / 100)}?` : ''}` };
  }
  return { value: decimalText(text), field };
}

/**
 * The copy: same rulebook, asset and day as `from`, origin `edited`. An imported set is completed by the preset it stands on,
 * since a copy stands alone. Throws `invalid-input` naming the path that can't be taken.
 */
export function parameterCopy(
  from: ParameterSet,
  request: ParameterCopyRequest,
  sets: readonly ParameterSet[],
): ParameterSet {
  const below = from.origin === 'imported' ? presetBelow(from, sets) : undefined;
  const rows = new Map<string, Parameter>();
  for (const row of [...(below?.parameters ?? []), ...from.parameters]) rows.set(row.path, row);
  const { user, at, reason } = request;
  for (const { path, value: typed } of request.changes) {
    const read = readTypedParameter(from.rulebook, path, typed);
    if ('message' in read) {
      throw new MargraveError(
        'invalid-input',
        `Parameter ${path} can’t be taken: ${read.message} No copy was made.`,
        { path, value: typed },
      );
    }
    const before = rows.get(path);
    const source = handSetSource({ user, at, until: null, former: formerOf(before), reason });
    rows.set(path, { path, value: read.value, unit: read.field.unit, source, confirmed: false });
  }
  const { rulebook, effective, asset, assumed } = from;
  const taken = new Set(sets.map(({ id }) => id));
  const base = from.id.split('+')[0] ?? from.id;
  return {
    id: freeId(`${base}+${idEnding(request.label)}`, taken),
    rulebook,
    effective,
    asset,
    label: request.label,
    origin: 'edited',
    assumed,
    parameters: [...rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** What was stated before any hand touched it. */
function formerOf(before: Parameter | undefined): { value: string; source: string } | null {
  if (!before) return null;
  const byHand = readHandSet(before.source);
  return byHand ? byHand.former : { value: String(before.value), source: before.source };
}
