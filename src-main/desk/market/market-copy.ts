// A copy of a market snapshot with figures set by hand: each changed figure's source says who, why, until when. May import domain.
import { MargraveError } from '../../domain/errors.ts';
import { freeId, handSetSource, idEnding, readHandSet } from '../../domain/hand-set.ts';
import {
  editedSnapshot,
  figureIdentity,
  type MarketFigure,
  type MarketSnapshot,
} from '../../domain/market.ts';
import { type KnownFigures, readTypedFigure, type TypedFigure } from './check-figure.ts';

export interface FigureChange extends Omit<TypedFigure, 'value'> {
  /** Null takes the figure out. */
  value: string | null;
}

export interface CopyRequest {
  label: string;
  reason: string;
  until: string | null;
  changes: readonly FigureChange[];
  user: string;
  /** When it is made, ISO 8601 UTC. */
  at: string;
}

export interface MarketCopy {
  snapshot: MarketSnapshot;
  changed: number;
  added: number;
  removed: number;
}

/**
 * The copy, with the time of `from`: it is the market of that time as the user sees it, so a figure set by hand is observed
 * then and its source says when it was set. Throws `invalid-input` naming the figure that can't be taken.
 */
export function marketCopy(
  from: MarketSnapshot,
  request: CopyRequest,
  known: Pick<KnownFigures, 'instrument'>,
  taken: ReadonlySet<string>,
): MarketCopy {
  const figures = new Map<string, MarketFigure>();
  for (const figure of from.figures) figures.set(figureIdentity(figure), figure);
  const asked = {
    instrument: known.instrument,
    has: (figure: Omit<TypedFigure, 'value'>) => figures.has(figureIdentity(figure)),
    forwards: (key: string, expiry: string) => {
      const forward = figures.get(figureIdentity({ class: 'forward', key, expiry }));
      return forward ? [forward.value] : [];
    },
  };
  const counts = { changed: 0, added: 0, removed: 0 };
  for (const change of request.changes) {
    if (change.value === null) {
      if (!figures.delete(figureIdentity(change))) {
        throw refused(change, 'is not in this snapshot, so it can’t be taken out.');
      }
      counts.removed += 1;
      continue;
    }
    const read = readTypedFigure({ ...change, value: change.value }, asked);
    if ('message' in read) throw refused(change, `can’t be taken: ${read.message}`);
    const { figure } = read;
    const before = figures.get(figureIdentity(figure));
    counts[before ? 'changed' : 'added'] += 1;
    const { user, at, until, reason } = request;
    const source = handSetSource({ user, at, until, former: formerOf(before), reason });
    figures.set(figureIdentity(figure), { ...figure, time: from.time, source });
  }
  const id = freeId(`${editedSnapshot}${idEnding(request.label)}`, taken);
  return {
    snapshot: { id, time: from.time, label: request.label, figures: [...figures.values()] },
    ...counts,
  };
}

/** What the market itself said: over several copies, what the first of them replaced. */
function formerOf(before: MarketFigure | undefined): { value: string; source: string } | null {
  if (!before) return null;
  const byHand = readHandSet(before.source);
  return byHand ? byHand.former : { value: before.value, source: before.source };
}

function refused(change: FigureChange, why: string): MargraveError {
  const name = `${change.class} ${change.key}${change.expiry === '' ? '' : ` ${change.expiry}`}`;
  return new MargraveError('invalid-input', `The figure ${name} ${why} No copy was made.`, {
    class: change.class,
    key: change.key,
    expiry: change.expiry,
  });
}
